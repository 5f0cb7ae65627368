import { suggest } from '../suggest.ts';
import { type Finding, fault, type PolicyPath, warning } from './finding.ts';
import { quoted } from './quoted.ts';
import { type Skeleton, type SkeletonLane } from './skeleton.ts';

type People = Skeleton['people'];

/** Exclusions that are decided by GitHub account, so that nobody without a linked one may vote. */
const byAccount: readonly string[] = ['author', 'co-author', 'last-pusher'];

/** Whether the people of the config could ever give what each lane asks of them. */
export function quorumFindings({ people, services }: Skeleton): readonly Finding[] {
  return services.flatMap((service, at) =>
    service.lanes.flatMap((lane, index) => {
      const path: PolicyPath = ['services', at, 'lanes', index];
      const rules = lane.rules.flatMap((rule, number) => {
        const finding = ruleFinding(rule, [...path, 'approval', 'rules', number], lane, people);
        return finding === null ? [] : [finding];
      });
      return [...rules, ...noDeployer(lane, path, people)];
    }),
  );
}

/** The first thing that stands in the way of a rule; null when the people can meet it. */
function ruleFinding(
  { role, min }: SkeletonLane['rules'][number],
  path: PolicyPath,
  { exclude }: SkeletonLane,
  people: People,
): Finding | null {
  if (role === '') return null;
  const holders = people.filter(({ roles }) => roles.includes(role));
  const asks = `asks for ${count(min)} with the role ${quoted(role)}`;
  if (holders.length === 0) {
    return fault([...path, 'role'], `${asks}, and nobody has it`, meantRole(role, people) ?? `${giveRole(role)}.`);
  }
  if (holders.length < min) {
    return fault([...path, 'min'], `${asks}, and there are ${holders.length}`, `${giveRole(role)}, or lower min.`);
  }
  const unlinked = holders.filter(({ github }) => github === '').map(({ slack }) => slack);
  const accountsMatter = exclude === null || exclude.some((exclusion) => byAccount.includes(exclusion));
  if (accountsMatter && holders.length - unlinked.length < min) {
    const problem = `${asks}, and ${unlinked.map(quoted).join(', ')} cannot vote without a linked GitHub account`;
    return fault([...path, 'role'], problem, 'Add github to these people: authors are known by it.');
  }
  if (holders.length === min && (exclude === null || exclude.includes('requester'))) {
    const problem = `needs everybody with the role ${quoted(role)}, so a request by one of them cannot be approved`;
    return warning([...path, 'role'], problem, `${giveRole(role)}, or leave requester out of approval.exclude.`);
  }
  return null;
}

function noDeployer({ execute }: SkeletonLane, path: PolicyPath, people: People): readonly Finding[] {
  if (people.some(({ roles }) => roles.includes('deployer'))) return [];
  const problem = 'has nobody with the role "deployer", who presses Deploy, rolls back and clears holds';
  const fix = `${giveRole('deployer')}.`;
  return execute === 'separate'
    ? [fault([...path, 'approval', 'execute'], problem, fix)]
    : [warning(path, problem, fix)];
}

function meantRole(role: string, people: People): string | null {
  const known = [...new Set(people.flatMap(({ roles }) => roles))].filter((name) => name !== '');
  const suggestion = suggest(role, known);
  return suggestion === null ? null : `Did you mean ${quoted(suggestion)}?`;
}

function giveRole(role: string): string {
  return `Give more of those under people the role ${quoted(role)}`;
}

function count(number: number): string {
  return number === 1 ? 'one person' : `${number} people`;
}
