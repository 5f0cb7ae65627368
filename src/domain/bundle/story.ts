import { type Tick } from '../checklist/item.ts';
import { type AboutRelease, type LaneEvent } from '../events.ts';
import { type PostDeploy } from '../evidence/evidence.ts';
import { type DispatchId, type SubjectHash } from '../ids.ts';
import { type LedgerEntry } from '../ledger/entry.ts';
import { eventOf } from '../ledger/events-of.ts';
import { type Candidate } from '../release/candidate.ts';
import { type ReleaseEvent } from '../release/carried.ts';
import { type Instant } from '../time.ts';
import {
  type BundleRecord,
  type DispatchRow,
  type Round,
  type WatchRow,
  type WrittenCause,
  type WrittenRequest,
  type WrittenSubject,
} from './record.ts';

/** An entry with what it says in today's shape. */
export type Told = { readonly entry: LedgerEntry; readonly event: LaneEvent };

/** What is for the record stands as it was written. */
type Requested = Omit<ReleaseEvent<'ReleaseRequested'>, 'request' | 'cause'> & {
  readonly request: WrittenRequest;
  readonly cause: WrittenCause | null;
};

/** What the events about one release come to, before it is put into the words of the record. */
export type Story = {
  readonly requested: Requested | null;
  readonly requestedAt: Instant | null;
  /** As it was read last, and whether anything was asked of evidence then. */
  readonly candidate: { readonly candidate: Candidate; readonly evidence: 'asked' | 'not-asked' } | null;
  readonly subject: WrittenSubject | null;
  readonly hash: SubjectHash | null;
  readonly ticks: readonly Tick[];
  readonly rounds: readonly Round[];
  readonly stops: BundleRecord['stops'];
  readonly dispatches: readonly DispatchRow[];
  readonly left: readonly { readonly dispatch: DispatchId; readonly evidence: PostDeploy }[];
  readonly watch: WatchRow | null;
  readonly refused: BundleRecord['refused'];
  readonly outcome: BundleRecord['outcome'];
  readonly endedAt: Instant | null;
};

const untold: Story = {
  requested: null,
  requestedAt: null,
  candidate: null,
  subject: null,
  hash: null,
  ticks: [],
  rounds: [],
  stops: [],
  dispatches: [],
  left: [],
  watch: null,
  refused: [],
  outcome: null,
  endedAt: null,
};

/** @throws UnknownEvent for an entry that this version cannot read */
export function toldBy(entries: readonly LedgerEntry[]): readonly Told[] {
  return entries.map((entry) => ({ entry, event: eventOf(entry) }));
}

/**
 * Follows the events of one release, oldest first. It takes from each only what the record needs, so that what later
 * versions add to the state of a release changes nothing about what an old bundle says.
 */
export function storyOf(told: readonly Told[]): Story {
  return told.reduce(next, untold);
}

function next(story: Story, { entry, event }: Told): Story {
  const { at } = entry;
  switch (event.type) {
    case 'ReleaseRequested':
      return { ...story, requested: { ...event, ...writtenRequest(entry) }, requestedAt: at };
    case 'CommandRefused': {
      const { command, code } = event;
      return { ...story, refused: [...story.refused, { at, actor: entry.actor, command, code }] };
    }
    case 'ProposalMade':
    case 'ProposalRefreshed':
    case 'ItemVerified':
    case 'VoteCast':
      return voting(story, entry, event);
    case 'StopRequested': {
      const { by, reason } = event.stop;
      return { ...story, stops: [...story.stops, { by, at: event.stop.at, reason }] };
    }
    case 'RecheckBegun':
      return { ...story, outcome: null, endedAt: null };
    case 'ReleaseEnded':
      return { ...story, outcome: writtenOutcome(entry), endedAt: at };
    case 'WatchAwaitsVersion':
    case 'WatchBegun':
    case 'LookTaken':
    case 'WatchExtended':
    case 'VerdictUnverified':
      return { ...story, watch: watched(story.watch, event, at) };
    default:
      return isOfRun(event) ? running(story, event, at) : story;
  }
}

type Voting = ReleaseEvent<'ProposalMade' | 'ProposalRefreshed' | 'ItemVerified' | 'VoteCast'>;

function voting(story: Story, entry: LedgerEntry, event: Voting): Story {
  switch (event.type) {
    case 'ProposalMade': {
      const { candidate, hash, ticks, round, votes } = event.proposal;
      const subject = writtenSubject(entry);
      const rounds = withRound(story.rounds, { round, hash, at: entry.at, votes });
      return { ...story, candidate: { candidate, evidence: askedIn(entry) }, subject, hash, ticks, rounds };
    }
    case 'ProposalRefreshed':
      return { ...story, candidate: { candidate: event.candidate, evidence: askedIn(entry) } };
    case 'ItemVerified': {
      const { tick, hash } = event;
      const ticks = [...story.ticks.filter(({ item }) => item !== tick.item), tick];
      // What is said of the lane for all its releases stands in no subject: the round goes on.
      if (hash === story.hash) return { ...story, ticks };
      const round = story.rounds.at(-1)?.round ?? 1;
      const rounds = withRound(story.rounds, { round, hash, at: entry.at, votes: [] });
      return { ...story, subject: writtenSubject(entry), hash, ticks, rounds };
    }
    case 'VoteCast': {
      const last = story.rounds.at(-1);
      if (last === undefined) return story;
      return { ...story, rounds: [...story.rounds.slice(0, -1), { ...last, votes: [...last.votes, event.vote] }] };
    }
  }
}

/** A round in which nobody had voted says nothing once there is another subject. */
function withRound(rounds: readonly Round[], round: Round): readonly Round[] {
  return [...rounds.filter(({ votes }) => votes.length > 0), round];
}

/** The subject as it stands in the entry: only that shape has the hash that was voted on. */
export function writtenSubject({ data }: LedgerEntry): WrittenSubject | null {
  const fields = data as {
    readonly subject?: WrittenSubject;
    readonly proposal?: { readonly subject: WrittenSubject };
  };
  return fields.proposal?.subject ?? fields.subject ?? null;
}

/** The first requests knew no cause. */
function writtenRequest({ data }: LedgerEntry): Pick<Requested, 'request' | 'cause'> {
  const { request, cause = null } = data as Pick<Requested, 'request'> & Partial<Pick<Requested, 'cause'>>;
  return { request, cause };
}

function writtenOutcome({ data }: LedgerEntry): BundleRecord['outcome'] {
  return (data as Pick<ReleaseEvent<'ReleaseEnded'>, 'outcome'>).outcome;
}

/** Version 1 of these events knew no evidence. */
function askedIn({ v }: LedgerEntry): 'asked' | 'not-asked' {
  return v === 1 ? 'not-asked' : 'asked';
}

const ofRun = [
  'DispatchIntended',
  'RunAdopted',
  'RunProgressed',
  'RunCondemned',
  'RunEnded',
  'PostDeployRead',
] as const;
type OfRun = ReleaseEvent<(typeof ofRun)[number]>;

function isOfRun(event: LaneEvent): event is OfRun {
  return (ofRun as readonly AboutRelease['type'][]).includes(event.type as AboutRelease['type']);
}

function running(story: Story, event: OfRun, at: Instant): Story {
  if (event.type === 'DispatchIntended')
    return { ...story, dispatches: [...story.dispatches, intended(story, event, at)] };
  const last = story.dispatches.at(-1);
  if (last === undefined) return story;
  if (event.type === 'PostDeployRead')
    return { ...story, left: [...story.left, { dispatch: last.dispatch, evidence: event.evidence }] };
  return { ...story, dispatches: [...story.dispatches.slice(0, -1), ran(last, event, at)] };
}

function intended({ subject, hash }: Story, event: ReleaseEvent<'DispatchIntended'>, at: Instant): DispatchRow {
  const { dispatch, ref, advisory } = event;
  const { path = '', blobSha = '' as WrittenSubject['workflow']['blobSha'] } = subject?.workflow ?? {};
  return {
    dispatch,
    at,
    subjectHash: hash ?? ('' as SubjectHash),
    workflow: { path, ref, blobSha },
    inputs: subject?.inputs ?? {},
    wouldHaveBlocked: advisory.wouldHaveBlocked,
    run: null,
    conclusion: null,
    endedAt: null,
    condemned: null,
  };
}

function ran(
  row: DispatchRow,
  event: Exclude<OfRun, { type: 'DispatchIntended' | 'PostDeployRead' }>,
  at: Instant,
): DispatchRow {
  switch (event.type) {
    case 'RunAdopted':
      return { ...row, run: { id: event.run.id, url: event.run.url, from: event.from, at } };
    case 'RunProgressed':
      return { ...row, run: row.run === null ? null : { ...row.run, url: event.url } };
    case 'RunCondemned':
      return { ...row, condemned: event.cause };
    case 'RunEnded':
      return { ...row, conclusion: event.conclusion, endedAt: at };
  }
}

type OfWatch = ReleaseEvent<'WatchAwaitsVersion' | 'WatchBegun' | 'LookTaken' | 'WatchExtended' | 'VerdictUnverified'>;

function watched(watch: WatchRow | null, event: OfWatch, at: Instant): WatchRow {
  const none = { ok: 0, failed: 0, unknown: 0, missed: 0, extendedBy: [], unverified: null };
  const row: WatchRow = watch ?? { begunAt: at, endsAt: at, ...none };
  switch (event.type) {
    case 'WatchAwaitsVersion':
      return { begunAt: at, endsAt: event.until, ...none };
    case 'WatchBegun':
      return { ...row, begunAt: at, endsAt: event.endsAt };
    case 'LookTaken': {
      const { kind } = event.reading;
      const missed = row.missed + event.missed;
      return kind === 'not-asked' ? { ...row, missed } : { ...row, [kind]: row[kind] + 1, missed };
    }
    case 'WatchExtended':
      return { ...row, endsAt: event.endsAt, extendedBy: [...row.extendedBy, event.by], unverified: null };
    case 'VerdictUnverified':
      return { ...row, unverified: event.because };
  }
}
