import { eventVersions, type LaneEvent } from '../events.ts';
import { type IncidentEvent, incidentEventVersions } from '../incident/events.ts';
import { type Ended, type Proposal } from '../release/release.ts';

/**
 * What earlier versions wrote, in today's shape. Each step says what the older shape could not know: nothing was asked
 * of evidence then, so nothing is claimed of it now, and the next reading finds out.
 */

type Data = Readonly<Record<string, unknown>>;
type Step = (data: Data) => Data;
/** For each event whose shape has changed, how each of its versions is read as the next one. */
type Steps<T extends string> = Partial<Readonly<Record<T, Readonly<Record<number, Step>>>>>;

const steps: Steps<LaneEvent['type']> = {
  ReleaseRequested: {
    1: (data) => ({ ...data, kind: 'deploy', cause: null }),
    // Nobody could declare an emergency then.
    2: (data) => ({ ...data, request: requestOf(data['request']) }),
  },
  ProposalMade: { 1: (data) => ({ ...data, proposal: proposalOf(data['proposal']) }) },
  ProposalRefreshed: { 1: (data) => ({ ...data, candidate: candidateOf(data['candidate']) }) },
  DispatchIntended: { 1: (data) => ({ ...data, advisory: { judged: [], wouldHaveBlocked: [] }, baseline: null }) },
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

/** The record of an ended release, as it was kept at its end. */
export function endedOf(record: unknown): Ended | null {
  if (record === null) return null;
  const fields = fieldsOf(record);
  const request = requestOf(fields['request']);
  const outcome = outcomeOf(fields['outcome']);
  if ('cause' in fields) {
    const watch = watchOf(fields['watch']);
    const isToday = 'emergency' in fieldsOf(fields['request']) && outcome === fields['outcome'];
    return isToday && watch === fields['watch']
      ? (record as Ended)
      : ({ ...fields, request, outcome, watch } as unknown as Ended);
  }
  const proposal = fields['proposal'] === null ? null : proposalOf(fields['proposal']);
  const unknown = { kind: 'deploy', cause: null, alarmAt: null, postDeploy: null, baseline: null, tookMs: null };
  return { ...fields, ...unknown, request, proposal, outcome, watch: watchOf(fields['watch']) } as unknown as Ended;
}

function requestOf(request: unknown): Data {
  return { emergency: null, ...fieldsOf(request) };
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
