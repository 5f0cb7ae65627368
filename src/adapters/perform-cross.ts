import { effectId } from '../domain/effects.ts';
import { type IncidentId, incidentOfRelease, incidentOfRun, type ReleaseId } from '../domain/ids.ts';
import { type ReleaseView } from '../domain/views.ts';
import { done, type EffectOf, type How, type Performed, type PerformParts } from './perform-parts.ts';

/** What crosses from one chain to another: an effect of the one that issues a command to the other. */

/** A rollback of a rollback of a rollback: further back nobody follows. */
const longestWayBack = 5;
/** So long, in ms, and so often a report waits for the alarm that was written together with it. */
const alarmWithinMs = 1000;
const mostWaits = 30;

/** Twice: the incident knows the alarm by its key. The first one opens it, the later ones join. */
export async function raiseAlarm(parts: PerformParts, effect: EffectOf<'Alert'>, how: How): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  if (view === null) return done;
  const { id: release, kind, environment } = view.release;
  const candidate = 'proposal' in view.release ? (view.release.proposal?.candidate ?? null) : null;
  const { sha = null, version = null } = candidate ?? {};
  const recorded = await parts.submitIncident(
    {
      type: 'RaiseAlarm',
      incident: await incidentFor(parts, view),
      environment,
      alarm: { key: effectId(effect), release, kind, sha, version, alert: effect.alert },
    },
    claimOf(how),
  );
  return recorded === 'recorded' ? { kind: 'settled' } : done;
}

/**
 * Twice: it leaves the outbox together with the report, so the second one finds no claim to hold. A mandate's rollback
 * is begun by a breach, whose alarm opens the incident: where that is not performed yet, the report waits for it.
 */
export async function tellIncident(
  parts: PerformParts,
  effect: EffectOf<'TellIncident'>,
  how: How,
): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  if (view === null) return done;
  const { environment } = view.release;
  const { release, report } = effect;
  const incident = await incidentFor(parts, view);
  const command = { type: 'JoinReport', incident, environment, release, report } as const;
  const recorded = await parts.submitIncident(command, claimOf(how));
  if (recorded === 'recorded') return { kind: 'settled' };
  const followsAlarm = report.kind === 'rollback-begun' && report.by.kind === 'mandate';
  if (recorded === 'fenced' || !followsAlarm || how.attemptsBefore >= mostWaits) return done;
  if ((await parts.incidentOf(incident)) !== null) return done;
  return { kind: 'later', afterMs: alarmWithinMs, reason: 'the alarm that opens its incident is still on its way' };
}

/**
 * Twice: the incident knows the alarm by its key, and the report by its words. A run that somebody started by hand
 * because an alarm advised it joins the incident of that alarm while it is open; any other has one of its own. Its end
 * opens nothing again.
 */
export async function tellOfRun(parts: PerformParts, effect: EffectOf<'TellOfRun'>, how: How): Promise<Performed> {
  const { service, environment, byHandFor: release, alert } = effect;
  const { run, startedBy, sha, ended } = alert;
  const own = incidentOfRun(service, run.id);
  const known = await parts.incidentOf(own);
  const advised = release === null || known !== null ? null : await openIncidentFor(parts, release);
  if (release !== null && advised !== null) {
    const report = { kind: 'by-hand', run, startedBy, ended } as const;
    const joined = { type: 'JoinReport', incident: advised, environment, release, report } as const;
    return inShort(await parts.submitIncident(joined, claimOf(how)));
  }
  if (ended !== null && (known === null || known.incident.phase === 'resolved')) return done;
  const alarm = { key: effectId(effect), release: null, kind: null, sha, version: null, alert };
  return inShort(await parts.submitIncident({ type: 'RaiseAlarm', incident: own, environment, alarm }, claimOf(how)));
}

/** Null where there is none, or it is resolved. */
async function openIncidentFor(parts: PerformParts, release: ReleaseId): Promise<IncidentId | null> {
  const view = await parts.viewOf(release);
  if (view === null) return null;
  const incident = await incidentFor(parts, view);
  const known = await parts.incidentOf(incident);
  return known === null || known.incident.phase === 'resolved' ? null : incident;
}

function inShort(recorded: 'recorded' | 'nothing' | 'fenced'): Performed {
  return recorded === 'recorded' ? { kind: 'settled' } : done;
}

/** Twice: a debt that is settled is settled. */
export async function settleDebt(parts: PerformParts, effect: EffectOf<'SettleDebt'>): Promise<Performed> {
  await parts.report({ type: 'SettleDebt', release: effect.release, by: effect.by });
  return done;
}

/**
 * The incident that a release belongs to: the one that an emergency was declared for, or, for a rollback, the one of the
 * release that it undoes; else its own.
 */
async function incidentFor(parts: PerformParts, view: ReleaseView): Promise<IncidentId> {
  let at = view;
  for (let step = 0; step < longestWayBack; step += 1) {
    const declared = at.release.request.emergency?.incident;
    if (declared !== undefined) return declared;
    const undone = at.release.cause?.of ?? null;
    if (undone === null) return incidentOfRelease(at.release.id);
    // Each release names the one before it, so they are read one after the other.
    const before = await parts.viewOf(undone);
    if (before === null) return incidentOfRelease(undone);
    at = before;
  }
  return incidentOfRelease(at.release.id);
}

function claimOf({ effect, token }: How): { effect: string; token: number; settle: boolean } {
  return { effect, token, settle: true };
}
