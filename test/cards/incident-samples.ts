import { type Effect } from '../../src/domain/effects.ts';
import { type ChannelId, type MessageTs, type ReleaseId, type ServiceId } from '../../src/domain/ids.ts';
import { type Happened } from '../../src/domain/incident/timeline.ts';
import { type IncidentView } from '../../src/domain/incident/views.ts';
import { minute } from '../../src/domain/time.ts';
import { type ReleaseView } from '../../src/domain/views.ts';
import { alarm, blind, putBack, report, rollbackBegun } from '../domain/incident/alarms.ts';
import {
  createIncidentScene,
  does,
  type IncidentScene,
  incident,
  levelsOf,
  release,
  rollback,
} from '../domain/incident/scene.ts';
import { ana, ben, cara } from '../support/people.ts';
import { breachOf } from './breach-samples.ts';
import { liveSha, run, sha } from './fixtures.ts';
import { view, watching } from './releases.ts';

/** Incidents as the domain makes them, for the messages that tell of them. */

export const place = { channel: 'C0INCIDENTS' as ChannelId, ts: '1763700000.000200' as MessageTs };
export const services = ['checkout' as ServiceId, 'billing' as ServiceId] as const;

/** Ben, then Ana and the group on call, then Cara. */
export const threeLevels = levelsOf([1, ben.slack], [2, ana.slack, 'S0ONCALL'], [3, cara.slack]);

export function scene(change: Parameters<typeof createIncidentScene>[0] = {}): IncidentScene {
  return createIncidentScene({ escalation: threeLevels, pager: 'configured', ...change });
}

/** A scene in which health has breached after a deployment. */
export function breached(change: Parameters<typeof createIncidentScene>[0] = {}): IncidentScene {
  const opened = scene(change);
  opened.fact(alarm(breachOf('health')));
  return opened;
}

/** The same, put back by Ana four minutes after she has acknowledged it. */
export function putBackByAna(): IncidentScene {
  const s = breached();
  s.pass(3 * minute);
  s.when(ana, does.acknowledge());
  s.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));
  s.pass(4 * minute);
  s.fact(report(putBack));
  return s;
}

/** The same, resolved. */
export function resolvedByAna(): IncidentScene {
  const s = putBackByAna();
  s.pass(minute);
  s.when(ana, does.resolve('Rolled back to v2.13.0.'));
  return s;
}

/** The release that alarmed, while it is watched. */
export const watched: ReleaseView = aboutRelease(
  view({
    ...watching,
    watch: {
      ...(watching.watch.stage === 'looking' ? watching.watch : neverLooking()),
      trail: 'oooffff',
      last: { kind: 'failed', reason: 'HTTP 503' },
    },
  }),
);

/** The same where nobody knows the images of the version before it. */
export const withoutTarget: ReleaseView = aboutRelease(
  view({
    ...watching,
    proposal: {
      ...watching.proposal,
      candidate: { ...watching.proposal.candidate, target: { kind: 'none', why: 'live-unknown' } },
    },
  }),
);

function neverLooking(): never {
  throw new Error('The watch of the fixtures is looking.');
}

function aboutRelease(shown: ReleaseView): ReleaseView {
  return { ...shown, release: { ...shown.release, id: release } };
}

/** What a message is drawn from, once it is posted. */
export function viewOf(s: IncidentScene, change: Partial<IncidentView> = {}): IncidentView {
  const shown = change.release === undefined && s.incident.alarms.length > 0 ? watched : (change.release ?? null);
  return {
    incident: { ...s.incident, card: place },
    policy: s.policy,
    release: shown,
    toUndo: shown,
    now: s.now,
    ...change,
  };
}

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

/** What the scene has wanted of one kind since it was asked last. */
export function wanted<T extends Effect['type']>(s: IncidentScene, type: T): readonly EffectOf<T>[] {
  return s.news().filter((effect): effect is EffectOf<T> => effect.type === type);
}

const other = 'checkout.production.e5f6a7b8' as ReleaseId;
const at = '2026-11-18T10:05:00.000Z' as IncidentView['now'];

const happenedByKind: { readonly [K in Happened['kind']]: Extract<Happened, { readonly kind: K }> } = {
  opened: { kind: 'opened', severity: 'P1', by: null },
  'opened-again': { kind: 'opened-again', severity: 'P1' },
  alarm: { kind: 'alarm', release, alert: breachOf('errors') },
  report: { kind: 'report', release: rollback, report: rollbackBegun({ kind: 'person', user: ana.slack }) },
  step: { kind: 'step', step: { does: 'page', severity: 'P1', round: 2, level: 2, at }, told: 'now' },
  acknowledged: { kind: 'acknowledged', by: ana.slack },
  outgrown: { kind: 'outgrown', from: 'P3', to: 'P1', by: ben.slack, reason: 'The health check fails' },
  severity: { kind: 'severity', from: 'P2', to: 'P1', by: ana.slack, reason: 'Nobody can pay' },
  role: { kind: 'role', role: 'scribe', by: ana.slack, to: ben.slack },
  note: { kind: 'note', by: ben.slack, text: 'The database failed over.', writtenBy: ana.slack },
  update: { kind: 'update', by: ana.slack, text: 'Rolling back now.' },
  'asked-again': { kind: 'asked-again' },
  'action-done': { kind: 'action-done', action: 'document', by: ana.slack },
  issue: { kind: 'issue', purpose: 'task', url: 'https://github.com/acme/checkout/issues/7' },
  'issue-failed': { kind: 'issue-failed', purpose: 'review', reason: 'GitHub answered 410.' },
  resolved: { kind: 'resolved', by: ana.slack, how: 'Rolled back to v2.13.0.' },
  reviewed: { kind: 'reviewed', by: ana.slack },
};

/** One of everything that can stand in a thread, and of every report and step in its kinds. */
export const happened: readonly Happened[] = [
  ...Object.values(happenedByKind),
  { kind: 'opened', severity: 'P3', by: cara.slack },
  { kind: 'alarm', release: other, alert: breachOf('latency') },
  { kind: 'severity', from: 'P1', to: 'P3', by: ana.slack, reason: 'Only old orders' },
  { kind: 'severity', from: 'P3', to: 'P1', by: null, reason: '' },
  { kind: 'role', role: 'lead', by: ana.slack, to: ana.slack },
  { kind: 'note', by: ben.slack, text: 'Seen.', writtenBy: null },
  { kind: 'report', release: rollback, report: rollbackBegun({ kind: 'mandate' }) },
  { kind: 'report', release: rollback, report: { kind: 'emergency', sha, by: ana.slack } },
  { kind: 'report', release: rollback, report: { kind: 'run-started', run } },
  { kind: 'report', release: rollback, report: { kind: 'put-back', to: liveSha, version: null } },
  {
    kind: 'report',
    release: rollback,
    report: { kind: 'rollback-failed', cause: { code: 'run-failed', conclusion: 'failure' } },
  },
  { kind: 'report', release: rollback, report: { kind: 'rollback-failed', cause: { code: 'expired' } } },
  { kind: 'report', release: rollback, report: { kind: 'ended', outcome: 'accepted-unverified', by: ana.slack } },
  { kind: 'step', step: { does: 'page', severity: 'P1', round: 2, level: 2, at }, told: 'with-a-later-one' },
  ...(['page', 'nudge', 'breach', 'nobody', 'again'] as const).flatMap((what) =>
    (['P1', 'P2', 'P3', 'P4'] as const).map(
      (severity): Happened => ({ kind: 'step', step: { does: what, severity, round: 3, level: 3, at }, told: 'now' }),
    ),
  ),
];

/** Ben has acknowledged that too little is seen, and then health breaches. */
export function outgrown(change: Parameters<typeof createIncidentScene>[0] = {}): IncidentScene {
  const s = scene(change);
  s.fact(alarm(blind));
  s.pass(5 * minute);
  s.when(ben, does.acknowledge());
  s.pass(15 * minute);
  s.fact(alarm(breachOf('health')));
  return s;
}

/** One incident in each of the states that its message tells apart. */
export function incidentViews(): readonly IncidentView[] {
  const declared = scene();
  declared.when(cara, does.declare('P4', 'A typo'));
  const ranOut = breached();
  ranOut.pass(90 * minute);
  const alone = breached({ escalation: [] });
  const again = resolvedByAna();
  again.fact(alarm(breachOf('errors'), 'errors-2'));
  const reviewed = resolvedByAna();
  reviewed.when(ana, does.review());
  const worse = outgrown();
  const worseAlone = outgrown({ escalation: [] });
  const scenes = [
    worse,
    worseAlone,
    breached(),
    ranOut,
    alone,
    declared,
    putBackByAna(),
    resolvedByAna(),
    again,
    reviewed,
  ];
  return [...scenes.map((each) => viewOf(each)), viewOf(breached(), { release: null })];
}

export { does, incident, release, rollback };
