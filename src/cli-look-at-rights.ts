import { partsOf } from './adapters/github/answers.ts';
import { type GithubReads } from './adapters/github/clients.ts';
import { inTurns } from './adapters/github/in-turns.ts';
import { readProblem } from './adapters/github/pages.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { type Visible } from './cli-look-at-repos.ts';
import { type RepoName } from './domain/ids.ts';
import { type Gate } from './domain/policy/gates.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';

/** One thing that a token may be allowed to read, and the read that shows it. */
type Right = {
  readonly name: string;
  readonly url: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly what: string;
  readonly access: string;
};

/** `gate`: which one, of which lane. `maybe`: a policy gate reads only what the repository's own policy names. */
type Use =
  | { readonly by: 'every-lane' }
  | { readonly by: 'gate'; readonly gate: string; readonly weight: Gate['mode'] | 'maybe' }
  | { readonly by: 'fix-task' };

type Need = { readonly repo: RepoName; readonly right: Right; readonly uses: readonly Use[] };

/**
 * Whether the token may read what the gates of each lane ask for: else that shows first on a card, when somebody wants
 * to approve. One read for each right, repository and environment. What GitHub does not answer stays unknown.
 */
export async function lookAtRights(
  reads: GithubReads,
  lanes: readonly LanePolicy[],
  visible: Visible,
): Promise<readonly Finding[]> {
  const answers = await inTurns(needsOf(lanes, visible), async (need) => ({ need, finding: await tried(reads, need) }));
  return [...visible.keys()].flatMap((repo) => {
    const ofRepo = answers.filter(({ need }) => need.repo === repo);
    // A right that covers several reads is called good where all of them were answered.
    const lacking = new Set(ofRepo.filter(({ finding }) => finding !== null).map(({ need }) => need.right.name));
    const allowed = ofRepo.map(({ need }) => need.right.name).filter((name) => !lacking.has(name));
    const problems = ofRepo.flatMap(({ finding }) => (finding === null ? [] : [finding]));
    if (allowed.length === 0) return problems;
    return [fine(`In ${repo} this token may read ${[...new Set(allowed)].join(', ')}.`), ...problems];
  });
}

/** The same right that several lanes and gates need is asked for once. */
function needsOf(lanes: readonly LanePolicy[], visible: Visible): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const lane of lanes) {
    const branch = visible.get(lane.repo);
    if (branch === undefined) continue;
    for (const [right, use] of usesIn(lane, branch)) {
      const key = `${lane.repo} ${right.what}`;
      needs.set(key, { repo: lane.repo, right, uses: [...(needs.get(key)?.uses ?? []), use] });
    }
  }
  return [...needs.values()];
}

function usesIn(lane: LanePolicy, branch: string): readonly (readonly [Right, Use])[] {
  const ofGates = lane.gates.flatMap((gate) =>
    rightsOf(gate, lane.environment, branch).map((right): readonly [Right, Use] => {
      const weight = gate.kind === 'policy' ? 'maybe' : gate.mode;
      return [right, { by: 'gate', gate: `${gate.id} of ${lane.service} ${lane.environment}`, weight }];
    }),
  );
  return [
    [list('actions', 'the runs', 'actions/runs'), { by: 'every-lane' }],
    [list('pull requests', 'the pull requests', 'pulls'), { by: 'every-lane' }],
    ...ofGates,
    [list('issues', 'the issues', 'issues'), { by: 'fix-task' }],
  ];
}

/** Beyond what every lane needs. */
function rightsOf(gate: Gate, environment: string, branch: string): readonly Right[] {
  switch (gate.kind) {
    case 'checks':
      return [
        { ...list('checks', 'the checks', 'commits/{ref}/check-runs'), parameters: { ref: branch } },
        { ...list('commit statuses', 'the commit statuses', 'commits/{ref}/status'), parameters: { ref: branch } },
      ];
    case 'environment':
      return [...settings('variables', environment), ...settings('secrets', environment)];
    case 'policy':
      return settings('variables', environment);
    case 'workflow-run':
    case 'review':
    case 'manifest':
    case 'scorecard':
    case 'artifacts':
    case 'smoke':
    case 'staging':
    case 'window':
    case 'lane':
      return [];
  }
}

function list(name: string, what: string, path: string): Right {
  return { name, url: `/repos/{owner}/{repo}/${path}`, parameters: {}, what, access: name };
}

function settings(kind: 'variables' | 'secrets', environment: string): readonly Right[] {
  return [
    list(kind, `the ${kind}`, `actions/${kind}`),
    {
      name: 'environments',
      url: `/repos/{owner}/{repo}/environments/{environment}/${kind}`,
      parameters: { environment },
      what: `the ${kind} of the environment ${environment}`,
      access: `environments, and check that ${environment} exists there`,
    },
  ];
}

/** Null when the token may. */
async function tried(reads: GithubReads, { repo, right, uses }: Need): Promise<Finding | null> {
  const heard = await reads.get(right.url, { ...partsOf(repo), ...right.parameters, per_page: 1 });
  if (heard.kind === 'answer' && heard.status === 200) return null;
  if (heard.kind === 'answer' && heard.status === 410 && right.name === 'issues') {
    return note(
      `Issues are switched off in ${repo}, so no fix task can be made there after a rollback. Switch them on in its settings, or write it down elsewhere.`,
    );
  }
  const { passing, sentence } = readProblem(heard, repo, right.what, right.access);
  if (passing === 'passing')
    return note(`${sentence} So it is not known whether this token may read ${right.what} of ${repo}.`);
  const text = `${sentence} ${whatFor(uses)}`;
  const isNeeded = uses.some((use) => use.by === 'every-lane' || (use.by === 'gate' && use.weight === 'blocking'));
  return isNeeded ? mend(text) : note(text);
}

/** What is lost without it, the worst alone. */
function whatFor(uses: readonly Use[]): string {
  if (uses.some(({ by }) => by === 'every-lane')) return 'Every lane needs it.';
  const blocking = gatesIn(uses, 'blocking');
  if (blocking !== '') return `Without it this stays shut: the gate ${blocking}.`;
  const advisory = gatesIn(uses, 'advisory');
  if (advisory !== '') return `Without it this stays unknown: the advisory gate ${advisory}.`;
  const maybe = gatesIn(uses, 'maybe');
  if (maybe !== '')
    return `It is needed where the pipeline policy of the repository names variables: the gate ${maybe}.`;
  return 'The fix task after a rollback needs it, and write access as well.';
}

function gatesIn(uses: readonly Use[], weight: Gate['mode'] | 'maybe'): string {
  return uses.flatMap((use) => (use.by === 'gate' && use.weight === weight ? [use.gate] : [])).join(', ');
}
