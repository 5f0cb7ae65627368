import { describe, expect, test } from 'vitest';
import { homeTab } from '../../src/cards/home.ts';
import { incidentList } from '../../src/cards/incident-list.ts';
import { statusMessage } from '../../src/cards/status.ts';
import { incidentRow } from '../../src/domain/incident/rows.ts';
import { type IncidentRow } from '../../src/domain/incident/views.ts';
import { minute } from '../../src/domain/time.ts';
import { type HomeView, type StatusView } from '../../src/domain/views.ts';
import { ana, ben, cara } from '../support/people.ts';
import { now } from './fixtures.ts';
import { breached, does, incident, place, putBackByAna, resolvedByAna, type scene } from './incident-samples.ts';
import { actionsOf, textOf } from './reading.ts';

function rowOf(s: ReturnType<typeof scene>): IncidentRow {
  return { ...incidentRow(s.incident, s.policy), card: place };
}

const status: StatusView = { service: null, lanes: [], open: [], recent: [], incidents: [], warnings: [], now };
const home: HomeView = { user: ana.slack, needsYou: [], open: [], lanes: [], incidents: [], warnings: [], now };

describe('/incident list', () => {
  test('says that nothing is open, and how to declare one', () => {
    const list = incidentList({ open: [], recent: [], now });
    expect(list.text).toBe('Incidents: 0 open');
    expect(textOf(list)).toContain('No incident is open.');
    expect(textOf(list)).toContain('`/incident declare P2 what is wrong` declares one');
  });

  test('offers to acknowledge what nobody has, and says by when and for whom it waits', () => {
    const s = breached();
    const list = incidentList({ open: [rowOf(s)], recent: [], now: s.now });
    expect(list.text).toBe('Incidents: 1 open');
    expect(textOf(list)).toMatch(
      /\*Nobody has it yet\*, opened <!date[^>]*>\. Respond by <!date[^>]*>\. It waits for <@U0BEN>\./,
    );
    expect(textOf(list)).toContain(`\`${incident}\` · release \`checkout.production.release1\``);
    expect(actionsOf(list)).toEqual(['incident.acknowledge']);
  });

  test('says that the time to respond is over', () => {
    const s = breached();
    s.pass(11 * minute);
    expect(textOf(incidentList({ open: [rowOf(s)], recent: [], now: s.now }))).toContain(
      '△ The time to respond is over.',
    );
  });

  test('says who has it', () => {
    const list = incidentList({ open: [rowOf(putBackByAna())], recent: [], now });
    expect(textOf(list)).toContain('<@U0ANA> has it, opened');
    expect(actionsOf(list)).toEqual([]);
  });

  test('keeps what is resolved and not done with apart, with what is left', () => {
    const list = incidentList({ open: [rowOf(resolvedByAna())], recent: [rowOf(resolvedByAna())], now });
    const text = textOf(list);
    expect(text).toContain('No incident is open.');
    expect(text).toContain('*Resolved, with something left to do*');
    expect(text).toContain('Resolved; the review is missing; document what happened (<@U0ANA>,');
    expect(text).not.toContain('*Resolved lately*');
    expect(actionsOf(list)).toEqual(['incident.review']);
  });

  test('names those that were resolved lately', () => {
    const text = textOf(incidentList({ open: [], recent: [rowOf(resolvedByAna())], now }));
    expect(text).toContain('*Resolved lately*\n*P1* · checkout → production: The health check fails');
  });

  test('says how many it leaves out', () => {
    const rows = Array.from({ length: 60 }, () => rowOf(breached()));
    expect(textOf(incidentList({ open: rows, recent: [], now }))).toMatch(/and \d+ more\./);
  });
});

describe('/release status', () => {
  test('shows incidents before everything else, and nothing of them where there are none', () => {
    const text = textOf(statusMessage({ ...status, incidents: [rowOf(breached())] }));
    expect(text.indexOf('*Incidents*')).toBeLessThan(text.indexOf('*Open:*'));
    expect(text).toContain('*Nobody has it yet*');
    expect(textOf(statusMessage(status))).not.toContain('*Incidents*');
  });
});

describe('Home', () => {
  test('shows an incident to those whom it has told, before the releases', () => {
    const row = rowOf(breached());
    const mine = textOf(homeTab({ ...home, user: ben.slack, incidents: [row] }));
    expect(mine.indexOf('*Nobody has it yet*')).toBeLessThan(mine.indexOf('Open without you'));
    expect(mine).not.toContain('Nothing waits for you.');
    const others = textOf(homeTab({ ...home, user: cara.slack, incidents: [row] }));
    expect(others).toContain('Nothing waits for you.');
    expect(others.indexOf('*Nobody has it yet*')).toBeGreaterThan(others.indexOf('Open without you'));
    expect(others).not.toContain('Nothing else is open.');
  });

  test('shows the actions that are yours, each with its button, and those of nobody else', () => {
    const s = resolvedByAna();
    s.when(ana, { type: 'TakeAction', incident, groups: [], action: 'process', owner: ben.slack });
    const tab = homeTab({ ...home, user: ben.slack, incidents: [rowOf(s)] });
    expect(textOf(tab)).toContain('*Yours after a rollback:* review the process for gaps');
    expect(textOf(tab).match(/\*Yours after a rollback:\*/g)).toHaveLength(1);
    expect(actionsOf(tab)).toContain('incident.finish-action');
  });

  test('shows the lead that the review is missing', () => {
    const tab = homeTab({ ...home, incidents: [rowOf(resolvedByAna())] });
    expect(actionsOf(tab)).toContain('incident.review');
  });

  test('stops showing what is over', () => {
    const s = breached();
    s.when(ana, does.resolve());
    s.when(ana, does.review());
    expect(rowOf(s)).toMatchObject({ reviewMissing: 'no', actions: [] });
  });
});
