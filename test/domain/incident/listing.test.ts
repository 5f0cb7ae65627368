import { expect, test } from 'vitest';
import { type IncidentId } from '../../../src/domain/ids.ts';
import { listed, releaseShown } from '../../../src/domain/incident/listing.ts';
import { incidentRow } from '../../../src/domain/incident/rows.ts';
import { type IncidentRow } from '../../../src/domain/incident/views.ts';
import { type Instant } from '../../../src/domain/time.ts';
import { dana } from '../../support/people.ts';
import { alarm, breached } from './alarms.ts';
import { createIncidentScene, does, release, rollback } from './scene.ts';

function row(id: string, more: Partial<IncidentRow>): IncidentRow {
  const scene = createIncidentScene();
  scene.when(dana, does.declare('P2'));
  return { ...incidentRow(scene.incident, { escalation: [] }), incident: id as IncidentId, ...more };
}

const early = '2026-11-20T08:00:00.000Z' as Instant;
const late = '2026-11-20T09:00:00.000Z' as Instant;

test('the worst incident stands first, and of the equally bad ones the oldest', () => {
  const open = [
    row('inc-_.newer000', { severity: 'P2', openedAt: late }),
    row('inc-_.minor000', { severity: 'P4', openedAt: early }),
    row('inc-_.older000', { severity: 'P2', openedAt: early }),
    row('inc-_.outage00', { severity: 'P1', openedAt: late }),
  ];
  const names = listed({ open, recent: [] }).open.map(({ incident }) => incident);

  expect(names).toEqual(['inc-_.outage00', 'inc-_.older000', 'inc-_.newer000', 'inc-_.minor000']);
});

test('an incident that was opened again is open, and no longer among those that were resolved', () => {
  const back = row('inc-_.again000', { phase: 'open' });
  const over = row('inc-_.over0000', { phase: 'resolved' });
  const before = row('inc-_.again000', { phase: 'resolved' });

  expect(listed({ open: [back, over], recent: [before, over] }).recent).toEqual([over]);
});

test('its message shows the release that alarmed last, else the first it is about, else none', () => {
  const { alarm: known } = alarm(breached('errors'));
  const alarms = [
    { ...known, at: early, release: rollback },
    { ...known, at: late, release },
  ];

  expect(releaseShown({ alarms, releases: [rollback, release] })).toBe(release);
  expect(releaseShown({ alarms: [], releases: [rollback, release] })).toBe(rollback);
  expect(releaseShown({ alarms: [], releases: [] })).toBeNull();
});
