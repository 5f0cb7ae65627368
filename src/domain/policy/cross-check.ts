import { editDistance, suggest } from '../suggest.ts';
import { type Finding, fault, type PolicyPath } from './finding.ts';
import { quorumFindings } from './quorum-check.ts';
import { quoted } from './quoted.ts';
import { type Skeleton, type SkeletonLevel, skeletonOf } from './skeleton.ts';

/** What no schema sees: names that occur twice or refer to nothing, and rules that nobody could meet. */
export function crossCheck(policy: unknown): readonly Finding[] {
  const skeleton = skeletonOf(policy);
  return [...duplicatesIn(skeleton), ...unknownNamesIn(skeleton), ...quorumFindings(skeleton)];
}

function duplicatesIn(skeleton: Skeleton): readonly Finding[] {
  const { people, agents, teams, services } = skeleton;
  return [
    ...twice(
      people.map(({ slack }) => slack),
      'Slack id',
      (index) => ['people', index, 'slack'],
    ),
    ...twice(
      people.map(({ github }) => github),
      'GitHub login',
      (index) => ['people', index, 'github'],
    ),
    ...twice(
      agents.map(({ id }) => id),
      'agent',
      (index) => ['agents', index, 'id'],
    ),
    ...twice(
      teams.map(({ id }) => id),
      'team',
      (index) => ['teams', index, 'id'],
    ),
    ...twice(
      services.map(({ id }) => id),
      'service',
      (index) => ['services', index, 'id'],
    ),
    ...ladders(skeleton).flatMap(({ ladder, path }) =>
      twice(
        ladder.map(({ level }) => level),
        'level',
        (index) => [...path, index, 'level'],
      ),
    ),
    ...services.flatMap((service, at) => [
      ...twice(
        service.lanes.map(({ environment }) => environment),
        'lane of this service',
        (index) => ['services', at, 'lanes', index, 'environment'],
      ),
      ...service.lanes.flatMap(({ gates }, lane) =>
        twice(
          gates.map(({ id }) => id),
          'gate of this lane',
          (index) => ['services', at, 'lanes', lane, 'gates', index, 'id'],
        ),
      ),
    ]),
  ];
}

function twice(names: readonly string[], what: string, pathOf: (index: number) => PolicyPath): readonly Finding[] {
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index
      ? [
          fault(
            pathOf(index),
            `names ${quoted(name)} a second time`,
            `Every ${what} may stand here once: rename this one, or remove it.`,
          ),
        ]
      : [],
  );
}

function unknownNamesIn(skeleton: Skeleton): readonly Finding[] {
  const listed = skeleton.people.map(({ slack }) => slack);
  const teams = skeleton.teams.map(({ id }) => id);
  const owners = skeleton.agents.map(({ owner }, index) => notListed(owner, ['agents', index, 'owner'], listed));
  const notified = ladders(skeleton).flatMap(({ ladder, path }) =>
    ladder.flatMap(({ notify }, level) =>
      notify.map((name, index) => notListed(isUser(name) ? name : '', [...path, level, 'notify', index], listed)),
    ),
  );
  const ofTeams = skeleton.services.map(({ team }, index) => noSuchTeam(team, ['services', index, 'team'], teams));
  return [...owners, ...notified, ...ofTeams].filter((finding) => finding !== null);
}

function notListed(name: string, path: PolicyPath, listed: readonly string[]): Finding | null {
  if (name === '' || listed.includes(name)) return null;
  // Ids are not words: only one that is a single slip away may have been meant.
  const near = listed.find((id) => editDistance(name, id) === 1);
  const fix =
    near === undefined ? 'Add this person under people, or name somebody else.' : `Did you mean ${quoted(near)}?`;
  return fault(path, `names ${quoted(name)}, who is not listed under people`, fix);
}

function noSuchTeam(team: string, path: PolicyPath, teams: readonly string[]): Finding | null {
  if (team === '' || teams.includes(team)) return null;
  const fix = meant(team, teams) ?? 'Add it under teams, or remove the key.';
  return fault(path, `names the team ${quoted(team)}, which is not listed under teams`, fix);
}

/** User groups (S…) are Slack’s to know; people are ours. */
function isUser(name: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(name);
}

function ladders(
  skeleton: Skeleton,
): readonly { readonly ladder: readonly SkeletonLevel[]; readonly path: PolicyPath }[] {
  return [
    { ladder: skeleton.escalation, path: ['escalation'] },
    ...skeleton.teams.map(({ escalation }, index) => ({ ladder: escalation, path: ['teams', index, 'escalation'] })),
  ];
}

function meant(word: string, known: readonly string[]): string | null {
  const suggestion = suggest(word, known);
  return suggestion === null ? null : `Did you mean ${quoted(suggestion)}?`;
}
