import { describe, expect, test } from 'vitest';
import { type PerformParts } from '../../src/adapters/perform.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { IncidentId, incidentOfRelease, incidentOfRun } from '../../src/domain/ids.ts';
import { type ReleaseView } from '../../src/domain/views.ts';
import { unapprovedRun } from '../cards/run-samples.ts';
import { newSha, runOf } from '../support/facts.ts';
import { first, next } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { ana } from '../support/people.ts';
import { production, service } from '../support/policy.ts';
import { bench, performed } from './perform-bench.ts';

const alarm = {
  kind: 'breached',
  run: runOf(1),
  sha: newSha,
  trigger: 'health',
  reason: 'HTTP 503',
  finding: { state: 'breached', measure: 'failures in a row', value: 4, threshold: 4, baseline: null, row: 4 },
  next: { kind: 'person', because: 'no-mandate' },
  ask: [],
} as const;
const alert: Effect = { type: 'Alert', id: 'breached', release: first, alert: alarm };
const report: Extract<Effect, { type: 'TellIncident' }> = {
  type: 'TellIncident',
  id: 'ended',
  release: first,
  report: { kind: 'ended', outcome: 'failed', by: null },
};

describe('an alert of a release', () => {
  test('is raised in the incident of that release, with what was to be deployed', async () => {
    const { parts, told } = bench(given('deploying/running'));

    expect(await performed(parts, alert)).toEqual({ kind: 'settled' });
    expect(told).toEqual([
      {
        type: 'RaiseAlarm',
        incident: incidentOfRelease(first),
        environment: 'production',
        alarm: {
          key: `alert-${first}-breached`,
          release: first,
          kind: 'deploy',
          sha: newSha,
          version: expect.any(String) as string,
          alert: alarm,
        },
      },
    ]);
  });

  test('that the incident has already is done with', async () => {
    const { parts } = bench(given('deploying/running'));

    expect(await performed({ ...parts, submitIncident: async () => 'nothing' }, alert)).toEqual({ kind: 'done' });
  });

  test('of a rollback joins the incident of the release that it undoes', async () => {
    const { parts, told } = bench(given('deploying/running'));
    await performed(seeing(parts, { [first]: { cause: next }, [next]: {} }), alert);

    expect(told[0]).toMatchObject({ incident: incidentOfRelease(next), alarm: { release: first } });
  });

  test('of a rollback of an unknown release joins the incident of that release all the same', async () => {
    const { parts, told } = bench(given('deploying/running'));
    await performed(seeing(parts, { [first]: { cause: next } }), alert);

    expect(told[0]).toMatchObject({ incident: incidentOfRelease(next) });
  });

  test('of an emergency joins the incident that it was declared for', async () => {
    const declared = 'inc-checkout.decl4red' as IncidentId;
    const { parts, told } = bench(given('deploying/running'));
    await performed(seeing(parts, { [first]: { emergency: declared } }), alert);

    expect(told[0]).toMatchObject({ incident: declared });
  });

  test('of a release that nobody knows is dropped', async () => {
    const { parts, told } = bench(given('deploying/running'));

    expect(await performed({ ...parts, viewOf: async () => null }, alert)).toEqual({ kind: 'done' });
    expect(told).toEqual([]);
  });
});

describe('a run that was started past Gonogo', () => {
  const seen: Extract<Effect, { type: 'TellOfRun' }> = {
    type: 'TellOfRun',
    service,
    environment: production,
    byHandFor: null,
    alert: unapprovedRun,
  };
  const ended = { ...seen, alert: { ...unapprovedRun, ended: { conclusion: 'success', live: null } } };
  const own = incidentOfRun(service, unapprovedRun.run.id);

  function knowing(parts: PerformParts, incident: IncidentId, phase: 'open' | 'resolved'): PerformParts {
    const view = { incident: { phase } } as unknown as Awaited<ReturnType<PerformParts['incidentOf']>>;
    return { ...parts, incidentOf: async (asked) => (asked === incident ? view : null) };
  }

  test('alarms in an incident of its own, whose id follows from the run', async () => {
    const { parts, told } = bench(given('deploying/running'));

    expect(await performed({ ...parts, incidentOf: async () => null }, seen)).toEqual({ kind: 'settled' });
    expect(told).toMatchObject([{ type: 'RaiseAlarm', incident: own, alarm: { release: null, kind: null } }]);
    expect(IncidentId.safeParse(own).success).toBe(true);
  });

  test('as an alarm advised is a line in the incident of that alarm while it is open', async () => {
    const { parts, told } = bench(given('deploying/running'));
    const advised = { ...seen, byHandFor: first };
    await performed(knowing(parts, incidentOfRelease(first), 'open'), advised);
    await performed(knowing(parts, incidentOfRelease(first), 'resolved'), advised);

    expect(told).toMatchObject([
      { type: 'JoinReport', incident: incidentOfRelease(first), report: { kind: 'by-hand' } },
      { type: 'RaiseAlarm', incident: own },
    ]);
  });

  test('is told to be over while somebody has to do with it, and opens nothing again', async () => {
    const { parts, told } = bench(given('deploying/running'));
    await performed(knowing(parts, own, 'open'), ended);
    await performed(knowing(parts, own, 'resolved'), ended);

    expect(told).toMatchObject([{ type: 'RaiseAlarm', incident: own, alarm: { alert: { ended: {} } } }]);
  });
});

test('what became of a release is told to its incident, and leaves the outbox together with it', async () => {
  const { parts, told } = bench(given('deploying/running'));

  expect(await performed(parts, report)).toEqual({ kind: 'settled' });
  expect(told).toMatchObject([
    { type: 'JoinReport', incident: incidentOfRelease(first), release: first, report: { kind: 'ended' } },
  ]);
});

test('a rollback that a breach began waits for the alarm that opens its incident, but not for ever', async () => {
  const { parts } = bench(given('deploying/running'));
  const early: PerformParts = { ...parts, submitIncident: async () => 'nothing' };
  const begun: Effect = {
    ...report,
    id: 'begun',
    report: { kind: 'rollback-begun', to: newSha, by: { kind: 'mandate' }, reason: '', of: next },
  };

  expect(await performed(early, begun)).toMatchObject({ kind: 'later', afterMs: 1000 });
  expect(await performed(early, begun, 30)).toEqual({ kind: 'done' });
  expect(await performed(early, report)).toEqual({ kind: 'done' });
});

test('a review that was owed frees its lane', async () => {
  const { parts, recorded } = bench(given('deploying/running'));
  const settle: Effect = { type: 'SettleDebt', incident: incidentOfRelease(first), release: first, by: ana.slack };

  expect(await performed(parts, settle)).toEqual({ kind: 'done' });
  expect(recorded).toEqual(['SettleDebt']);
});

type Seen = { readonly cause?: typeof first; readonly emergency?: IncidentId };

/** The same view for every release that is seen, but for what it undoes and what it was declared for. */
function seeing(parts: PerformParts, releases: Readonly<Record<string, Seen>>): PerformParts {
  return {
    ...parts,
    async viewOf(release) {
      const seen = releases[release];
      const view = await parts.viewOf(release);
      if (seen === undefined || view === null) return null;
      const { cause, emergency } = seen;
      const request = {
        ...view.release.request,
        emergency:
          emergency === undefined
            ? null
            : ({ incident: emergency, severity: 'P1', skipStaging: 'no', by: ana.slack } as const),
      };
      const undoes =
        cause === undefined
          ? null
          : { of: cause, reason: '', by: ana.slack, roles: [], github: null, warned: [], mandate: null };
      return { ...view, release: { ...view.release, id: release, request, cause: undoes } } satisfies ReleaseView;
    },
  };
}
