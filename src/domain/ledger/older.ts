import { type LaneEvent } from '../events.ts';
import { type Ended, type Proposal } from '../release/release.ts';

/**
 * What earlier versions wrote, in today's shape. Each step says what the older shape could not know: nothing was asked
 * of evidence then, so nothing is claimed of it now, and the next reading finds out.
 */

type Data = Readonly<Record<string, unknown>>;
type Step = (data: Data) => Data;

/** For each event whose shape has changed, how its version 1 is read as version 2. */
const steps: Partial<Readonly<Record<LaneEvent['type'], Readonly<Record<number, Step>>>>> = {
  ReleaseRequested: { 1: (data) => ({ ...data, kind: 'deploy', cause: null }) },
  ProposalMade: { 1: (data) => ({ ...data, proposal: proposalOf(data['proposal']) }) },
  ProposalRefreshed: { 1: (data) => ({ ...data, candidate: candidateOf(data['candidate']) }) },
  DispatchIntended: { 1: (data) => ({ ...data, advisory: { judged: [], wouldHaveBlocked: [] }, baseline: null }) },
  LookTaken: { 1: (data) => ({ ...data, minutes: [], blind: [], problems: [] }) },
};

/** Null for a version that nobody here can read. */
export function broughtUp(type: string, v: number, data: unknown): unknown {
  const step = Object.hasOwn(steps, type) ? steps[type as LaneEvent['type']]?.[v] : undefined;
  return step === undefined ? null : step(fieldsOf(data));
}

/** The record of an ended release, as it was kept at its end. */
export function endedOf(record: unknown): Ended | null {
  if (record === null) return null;
  const fields = fieldsOf(record);
  if ('cause' in fields) return record as Ended;
  const proposal = fields['proposal'] === null ? null : proposalOf(fields['proposal']);
  const unknown = { kind: 'deploy', cause: null, alarmAt: null, postDeploy: null, baseline: null, tookMs: null };
  return { ...fields, ...unknown, proposal, watch: watchOf(fields['watch']) } as unknown as Ended;
}

/** Telemetry was not read then, and looks were not kept one by one. */
function watchOf(watch: unknown): unknown {
  const fields = fieldsOf(watch);
  if (fields['stage'] !== 'looking') return watch;
  return { liveSince: fields['startedAt'], trail: '', minutes: [], blind: [], problems: [], ...fields };
}

function proposalOf(proposal: unknown): Proposal {
  const fields = fieldsOf(proposal);
  const subject = {
    ...fieldsOf(fields['subject']),
    images: [],
    manifest: null,
    gates: [],
    checklist: [],
    target: null,
    mandate: null,
    watch: null,
  };
  return { ...fields, candidate: candidateOf(fields['candidate']), subject, ticks: [] } as unknown as Proposal;
}

function candidateOf(candidate: unknown): Proposal['candidate'] {
  const notAsked = { state: 'unreadable', code: 'not-answered', detail: 'it was not asked for then', source: null };
  const unknown = { kind: 'unknown', why: 'not-configured' };
  const fields = fieldsOf(candidate);
  const added = {
    workflow: { declares: [], ...fieldsOf(fields['workflow']) },
    changes: { migrations: unknown, dependencies: unknown, lockfiles: [], files: 'not-given', breaking: [] },
    evidence: { manifest: notAsked, tests: notAsked, gates: {} },
    target: { kind: 'none', why: 'live-unknown' },
    undoes: null,
    rehearsal: [],
    sight: null,
  };
  return { ...fields, ...added } as unknown as Proposal['candidate'];
}

function fieldsOf(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {};
}
