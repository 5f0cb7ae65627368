import { type Redis } from 'ioredis';
import { createLedger, type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { type LaneCommand } from '../../src/domain/commands.ts';
import {
  type BlobSha,
  type ChainId,
  type ChannelId,
  type CommitSha,
  type DispatchId,
  type GithubLogin,
  laneChain,
  type MessageTs,
  type ReleaseId,
  type RunId,
  type SlackUserId,
} from '../../src/domain/ids.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate, type Identity } from '../../src/domain/release/candidate.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { type Instant } from '../../src/domain/time.ts';
import { createFlow, type Flow } from '../../src/flow.ts';
import { flowLedger } from '../../src/main-ledger.ts';

/** Releases for the bot to find at its start, brought about by the bot's own flow on the bot's own ledger. */
export type Preparation = {
  readonly ledger: Ledger;
  /** Requested by somebody without a role, read from GitHub, its card posted: it waits for votes. */
  awaitingDecision(this: void, policy: LanePolicy): Promise<Lane>;
  /** Approved, dispatched, deployed and seen live: it is looked at until its watch is over. */
  watching(this: void, policy: LanePolicy, voter: SlackUserId): Promise<Lane>;
};

const requester = 'U0REQUESTER' as SlackUserId;
const live = '0'.repeat(40) as CommitSha;
export const sha = '1'.repeat(40) as CommitSha;
const workflowBlob = 'b'.repeat(40) as BlobSha;
const dispatch = 'gng-bench0000000000000' as DispatchId;

/** `now` may lie ahead: what is prepared then falls due, and is read again, that much later. */
export function prepare(parts: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly lanes: readonly LanePolicy[];
  readonly now: () => Instant;
}): Preparation {
  const ledger = createLedger(parts);
  const flow = flowFor(parts, ledger);

  async function awaitingDecision(policy: LanePolicy): Promise<Lane> {
    const release = releaseIn(policy);
    const card = { channel: policy.channels.releases, ts: timestampOf(policy) };
    const found = { type: 'RecordCandidate', release, candidate: candidate(policy), standings: {} } as const;
    await tell(flow, policy, system, { type: 'AdoptPolicy', version: policy.version });
    await tell(flow, policy, member(requester), {
      type: 'RequestRelease',
      kind: 'deploy',
      release,
      request,
      again: null,
    });
    await tell(flow, policy, system, found);
    await tell(flow, policy, system, { type: 'RecordCard', release, card });
    return await laneOf(flow, policy);
  }

  async function watching(policy: LanePolicy, voter: SlackUserId): Promise<Lane> {
    const release = releaseIn(policy);
    const person = policy.people.find(({ slack }) => slack === voter);
    if (person === undefined) throw new Error(`${voter} is not in the config.`);
    const approver: Actor = { ...member(voter), github: person.github, roles: person.roles };
    const shown = shownOf(await awaitingDecision(policy));
    const run = { id: runIdOf(policy), url: `https://github.com/${policy.repo}/actions/runs/${runIdOf(policy)}` };
    const standings = { [voter]: { kind: 'member' } } as const;
    const facts = { release, candidate: candidate(policy), standings, baseline: null, dispatch };
    const ended = { run, status: 'completed', conclusion: 'success', attempt: 1, createdAt: parts.now() } as const;
    const reading = { ...ended, title: `Deploy ${dispatch}`, workflowPath: workflowOf(policy), workflowBlob };
    await tell(flow, policy, approver, { type: 'Approve', release, shown });
    await tell(flow, policy, system, { type: 'RecordRecheck', ...facts });
    await tell(flow, policy, system, { type: 'ClaimDispatch', release, dispatch });
    const answer = { kind: 'started', run } as const;
    await tell(flow, policy, system, { type: 'RecordDispatchAnswer', release, dispatch, answer });
    await tell(flow, policy, system, { type: 'RecordRun', release, reading });
    const evidence = { infra: missing, smoke: missing, decision: missing, readAt: parts.now() };
    await tell(flow, policy, system, { type: 'RecordPostDeploy', release, evidence });
    // Without a version endpoint the watch has begun with the end of the run.
    const seen = { kind: 'seen', sha, version: null } as const;
    if ((policy.watch?.version ?? null) !== null)
      await tell(flow, policy, system, { type: 'RecordVersion', release, seen });
    return await laneOf(flow, policy);
  }

  return { ledger, awaitingDecision, watching };
}

function flowFor({ lanes, now }: Pick<Parameters<typeof prepare>[0], 'lanes' | 'now'>, ledger: Ledger): Flow {
  const policies = new Map(lanes.map((policy) => [chainOf(policy), policy]));
  return createFlow({
    aggregate: laneAggregate,
    ledger: flowLedger(ledger, laneAggregate),
    now,
    policyOf: (chain) => policies.get(chain) ?? null,
    committed: () => undefined,
  });
}

async function tell(flow: Flow, policy: LanePolicy, actor: Actor, command: LaneCommand): Promise<void> {
  const submission = { chain: chainOf(policy), command, actor, input: null, claim: null };
  const answer = await flow.submit({ ...submission, answerIn: { kind: 'caller' } });
  if (answer.kind === 'accepted') return;
  throw new Error(`${command.type} was not taken in ${policy.service}: ${JSON.stringify(answer)}`);
}

async function laneOf(flow: Flow, policy: LanePolicy): Promise<Lane> {
  const lane = await flow.read(chainOf(policy));
  if (lane === null) throw new Error(`There is no lane for ${policy.service}.`);
  return lane;
}

export function chainOf({ service, environment }: Pick<LanePolicy, 'service' | 'environment'>): ChainId {
  return laneChain(service, environment);
}

/** The one release that is prepared in each lane. */
export function releaseIn({ service, environment }: Pick<LanePolicy, 'service' | 'environment'>): ReleaseId {
  return `${service}.${environment}.bench001` as ReleaseId;
}

export function openIn(lane: Lane): Release {
  const [release] = Object.values(lane.open);
  if (release === undefined) throw new Error(`Nothing is open in ${lane.service}.`);
  return release;
}

/** What the release's Approve button carries of its subject. */
export function shownOf(lane: Lane): string {
  const release = openIn(lane);
  if (release.phase !== 'awaiting-decision') throw new Error(`${release.id} is ${release.phase}.`);
  return release.proposal.hash.slice(0, 16);
}

const system: Actor = { kind: 'system', part: 'bench' };

function member(slack: SlackUserId): Extract<Actor, { kind: 'person' }> {
  return { kind: 'person', slack, standing: { kind: 'member' }, github: null, roles: [] };
}

const request: ReleaseRequest = {
  ref: { kind: 'ref', name: 'main' },
  summary: 'Answer in half the time, and say plainly what is missing from a basket.',
  urgency: 'Routine',
  emergency: null,
  risk: { level: 'Low', impact: 'Totals of open baskets', mitigation: 'Deploy the version before' },
  mandate: 'no',
  preferred: null,
  alternative: '',
};

const missing = { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null } as const;

const commitTitles = ['Answer in half the time'];

function candidate(policy: LanePolicy): Candidate {
  const address = `https://github.com/${policy.repo}`;
  return {
    sha,
    version: 'v2.14.0',
    title: 'Answer in half the time',
    url: `${address}/commit/${sha}`,
    within: 'main',
    base: { kind: 'known', sha: live, from: 'version-endpoint' },
    ahead: commitTitles.length,
    behind: 0,
    compareUrl: `${address}/compare/${live}...${sha}`,
    commits: commitTitles.map((title) => ({ sha, title, author: author() })),
    pulls: [{ number: 41, title: 'Answer in half the time', url: `${address}/pull/41`, author: author().login }],
    authors: [author()],
    coAuthors: [],
    lastPusher: { kind: 'known', who: author(), from: 'push' },
    workflow: { kind: 'found', path: workflowOf(policy), blobSha: workflowBlob, lacks: [], declares: [] },
    live: { kind: 'seen', sha: live, version: 'v2.13.0' },
    changes: {
      migrations: { kind: 'unknown', why: 'not-configured' },
      dependencies: { kind: 'known', value: { added: [], count: 0 } },
      lockfiles: [],
      files: 'whole',
      breaking: [],
    },
    evidence: { manifest: missing, tests: missing, gates: {} },
    target: { kind: 'none', why: 'no-replay-workflow' },
    undoes: null,
    rehearsal: [],
    sight: null,
  };
}

function author(): Identity {
  return { login: 'eli' as GithubLogin, name: 'Eli Example', email: 'eli@example.com' };
}

function workflowOf(policy: LanePolicy): string {
  return `.github/workflows/${policy.deploy.workflow}`;
}

function runIdOf({ service }: LanePolicy): RunId {
  return `9${service.replaceAll(/\D/g, '').padStart(9, '0')}` as RunId;
}

function timestampOf({ service }: LanePolicy): MessageTs {
  return `1700000000.${service.replaceAll(/\D/g, '').padStart(6, '0')}` as MessageTs;
}

export const channels: Readonly<Record<'releases' | 'incidents', ChannelId>> = {
  releases: 'C0RELEASES' as ChannelId,
  incidents: 'C0INCIDENTS' as ChannelId,
};
