import { eventVersions, type LaneEvent } from '../events.ts';
import { type IncidentEvent, incidentEventVersions } from '../incident/events.ts';
import { type Ended } from '../release/release.ts';

/**
 * What earlier versions wrote, in today's shape. Each step says what the older shape could not know: nothing was asked
 * of evidence then, so nothing is claimed of it now, and the next reading finds out.
 */

type Data = Readonly<Record<string, unknown>>;
type Step = (data: Data) => Data;
/** For each event whose shape has changed, how each of its versions is read as the next one. A field that is there already stays as it is. */
type Steps<T extends string> = Partial<Readonly<Record<T, Readonly<Record<number, Step>>>>>;

const steps: Steps<LaneEvent['type']> = {
  ReleaseRequested: {
    1: (data) => ({ ...data, kind: 'deploy', cause: null }),
    // Nobody could declare an emergency then, and no go authorised a rollback.
    2: (data) => ({ ...data, request: requestOf(data['request']), cause: causeOf(data['cause']) }),
  },
  ProposalMade: {
    1: (data) => ({ ...data, proposal: withEvidence(fieldsOf(data['proposal'])) }),
    2: (data) => ({ ...data, proposal: withMandate(fieldsOf(data['proposal'])) }),
  },
  ProposalRefreshed: {
    1: (data) => ({ ...data, candidate: askedForEvidence(data['candidate']) }),
    2: (data) => ({ ...data, candidate: rehearsed(data['candidate']) }),
  },
  ItemVerified: { 1: (data) => ({ ...data, subject: mandated(data['subject']) }) },
  DispatchIntended: {
    1: (data) => ({ ...data, advisory: { judged: [], wouldHaveBlocked: [] } }),
    2: (data) => ({ baseline: null, ...data }),
  },
  // Health was not asked while the new version was awaited.
  VersionAwaited: { 1: (data) => ({ ...data, failures: null }) },
  LookTaken: {
    1: (data) => ({ ...data, minutes: [], blind: [], problems: [] }),
    // It named all minutes so far each time, and those that are known already change nothing.
    2: (data) => data,
    // How late the minutes came was not measured. Each look counted by the health check, or by the version where that
    // alone was asked.
    3: (data) => ({ ...data, lags: {}, counts: fieldsOf(data['reading'])['kind'] === 'unknown' ? 'no' : 'yes' }),
  },
  ReleaseEnded: { 1: (data) => ({ ...data, outcome: outcomeOf(data['outcome']) }) },
};

const incidentSteps: Steps<IncidentEvent['type']> = {
  // There was no incident but of a release, or declared by a person, and nothing was told of a run started by hand.
  IncidentOpened: { 1: (data) => data },
  AlarmJoined: { 1: (data) => data },
  ReportJoined: { 1: (data) => data },
  // Each step that was missed was told by itself then.
  StepTaken: { 1: (data) => ({ ...data, told: 'now' }) },
};

/** Null for a version that nobody here can read. */
export function broughtUp(type: string, v: number, data: unknown): unknown {
  return readAsToday(steps, eventVersions, { type, v, data });
}

/** The same for an event of an incident. */
export function incidentBroughtUp(type: string, v: number, data: unknown): unknown {
  return readAsToday(incidentSteps, incidentEventVersions, { type, v, data });
}

function readAsToday<T extends string>(
  table: Steps<T>,
  versions: Readonly<Record<T, number>>,
  { type, v, data }: { readonly type: string; readonly v: number; readonly data: unknown },
): unknown {
  if (!Object.hasOwn(table, type)) return null;
  const known = type as T;
  const today = versions[known];
  let now = fieldsOf(data);
  for (let version = v; version < today; version += 1) {
    const step = table[known]?.[version];
    if (step === undefined) return null;
    now = step(now);
  }
  return v < today ? now : null;
}

/** The record of an ended release, as it was kept at its end. One of today is given back as it stands. */
export function endedOf(record: unknown): Ended | null {
  if (record === null) return null;
  const fields = fieldsOf(record);
  const outcome = outcomeOf(fields['outcome']);
  const watch = watchOf(fields['watch']);
  const isUnchanged = outcome === fields['outcome'] && watch === fields['watch'];
  if (isUnchanged && 'baseline' in fields && 'emergency' in fieldsOf(fields['request'])) return record as Ended;

  const unknown = { kind: 'deploy', alarmAt: null, postDeploy: null, baseline: null, tookMs: null };
  const isFirst = !('cause' in fields);
  return {
    ...unknown,
    ...fields,
    request: requestOf(fields['request']),
    cause: causeOf(fields['cause']),
    proposal:
      fields['proposal'] === null ? null : proposalOf(fieldsOf(fields['proposal']), isFirst ? 'first' : 'later'),
    outcome,
    watch,
  } as unknown as Ended;
}

function requestOf(request: unknown): Data {
  return { emergency: null, mandate: 'no', ...fieldsOf(request) };
}

/** Of a rollback. A person had pressed each. */
function causeOf(cause: unknown): Data | null {
  return cause === null || cause === undefined ? null : { mandate: null, ...fieldsOf(cause) };
}

/** What a watch measured when it breached was not kept then, and nothing was rolled back by itself. */
function outcomeOf(outcome: unknown): Ended['outcome'] {
  const fields = fieldsOf(outcome);
  const cause = fieldsOf(fields['cause']);
  if (cause['code'] !== 'watch-breached' || 'finding' in cause) return outcome as Ended['outcome'];
  return { ...fields, cause: { finding: null, rollback: null, ...cause } } as unknown as Ended['outcome'];
}

/** Telemetry was not read then, nor after the verdict, and looks were not kept one by one. */
function watchOf(watch: unknown): unknown {
  const fields = fieldsOf(watch);
  if (fields['stage'] === 'awaiting-version') return 'failures' in fields ? watch : { failures: null, ...fields };
  if (fields['stage'] !== 'looking' || 'turned' in fields) return watch;
  return {
    liveSince: fields['startedAt'],
    trail: '',
    minutes: [],
    lags: {},
    blind: [],
    problems: [],
    late: null,
    turned: null,
    ...fields,
  };
}

function proposalOf(proposal: Data, written: 'first' | 'later'): Data {
  return withMandate(written === 'first' ? withEvidence(proposal) : proposal);
}

function withEvidence(proposal: Data): Data {
  const none = { images: [], manifest: null, gates: [], checklist: [], target: null, watch: null };
  const subject = { ...fieldsOf(proposal['subject']), ...none };
  return { ...proposal, candidate: askedForEvidence(proposal['candidate']), subject, ticks: [] };
}

function askedForEvidence(candidate: unknown): Data {
  const notAsked = { state: 'unreadable', code: 'not-answered', detail: 'it was not asked for then', source: null };
  const unknown = { kind: 'unknown', why: 'not-configured' };
  const fields = fieldsOf(candidate);
  return {
    ...fields,
    workflow: { declares: [], ...fieldsOf(fields['workflow']) },
    changes: { migrations: unknown, dependencies: unknown, lockfiles: [], files: 'not-given', breaking: [] },
    evidence: { manifest: notAsked, tests: notAsked, gates: {} },
    target: { kind: 'none', why: 'live-unknown' },
    undoes: null,
  };
}

function withMandate(proposal: Data): Data {
  return { ...proposal, candidate: rehearsed(proposal['candidate']), subject: mandated(proposal['subject']) };
}

/** No query was rehearsed then. */
function rehearsed(candidate: unknown): Data {
  return { rehearsal: [], sight: null, ...fieldsOf(candidate) };
}

/** A go authorised no rollback then. The hash that was voted on is of the subject as it was written. */
function mandated(subject: unknown): Data {
  return { mandate: null, ...fieldsOf(subject) };
}

function fieldsOf(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {};
}
