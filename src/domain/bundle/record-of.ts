import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from '../release/candidate.ts';
import { policyUnder } from '../release/emergency.ts';
import { evidenceRow, foundIn } from './evidence-rows.ts';
import { type BundleEntry, isWhole } from './format.ts';
import {
  type BundleRecord,
  type CandidateRow,
  type ChecklistRow,
  type GateRow,
  type WrittenRequest,
} from './record.ts';
import { type Story } from './story.ts';

export type Enclosed = {
  readonly entries: readonly BundleEntry[];
  readonly policy: LanePolicy | null;
  /** The digests of the evidence files. */
  readonly kept: ReadonlySet<string>;
};

/** The record that follows from a story; null when the story has no beginning. */
export function recordOf(story: Story, { entries, policy, kept }: Enclosed): BundleRecord | null {
  const { requested, requestedAt, subject, outcome } = story;
  if (requested === null || requestedAt === null) return null;
  const [, service = '', environment = ''] = /^(.*)\.(.*)\..*$/.exec(requested.release) ?? [];
  return {
    kind: requested.kind,
    service: service as BundleRecord['service'],
    environment: environment as BundleRecord['environment'],
    request: requestRow(requested.request),
    requestedBy: requested.requestedBy,
    requestedAt,
    candidate: story.candidate === null ? null : candidateRow(story.candidate.candidate),
    subject,
    subjectHash: story.hash,
    gates: gateRows(story, policy),
    checklist: checklistRows(story),
    rounds: story.rounds,
    stops: story.stops,
    dispatches: story.dispatches,
    watch: story.watch,
    evidence: foundIn(story).map((found) => evidenceRow(found, kept)),
    links: {
      again: requested.again,
      cause: requested.cause,
      undoneBy: outcome?.kind === 'rolled-back' || outcome?.kind === 'superseded' ? outcome.by : null,
    },
    refused: story.refused,
    outcome,
    endedAt: story.endedAt,
    entries: { from: entries[0]?.seq ?? 0, to: entries.at(-1)?.seq ?? 0, own: entries.filter(isWhole).length },
  };
}

function requestRow({ emergency = null, ...request }: WrittenRequest): BundleRecord['request'] {
  return emergency === null ? request : { ...request, emergency };
}

/** Written out field by field: what a later version adds to a candidate is not part of this one's record. */
function candidateRow(candidate: Candidate): CandidateRow {
  const { sha, version, title, url, within, base, ahead, behind, commits, pulls, authors, coAuthors } = candidate;
  const { lastPusher } = candidate;
  return {
    sha,
    version,
    title,
    url,
    within,
    base,
    ahead,
    behind,
    commits,
    pulls,
    authors,
    coAuthors,
    lastPusher,
  };
}

function gateRows({ subject, requested }: Story, policy: LanePolicy | null): readonly GateRow[] {
  const isTheirs = policy !== null && requested !== null && policy.version === subject?.policyVersion;
  const rules = isTheirs ? policyUnder(policy, { emergency: requested.request.emergency ?? null }) : null;
  return (subject?.gates ?? []).map(({ id, outcome, evidence }) => {
    const gate = rules?.gates.find((known) => known.id === id);
    return { id, outcome, evidence, kind: gate?.kind ?? null, mode: gate?.mode ?? null };
  });
}

function checklistRows({ subject, ticks }: Story): readonly ChecklistRow[] {
  return (subject?.checklist ?? []).map(({ id, state, by }) => {
    const tick = state === 'person' ? ticks.find(({ item }) => item === id) : undefined;
    return { id, state, by: by ?? null, at: tick?.at ?? null, note: tick?.note ?? null };
  });
}
