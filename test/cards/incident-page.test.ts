import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageMessage, pagerSummary } from '../../src/cards/incident-page.ts';
import { reminderMessage } from '../../src/cards/incident-reminder.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { ana, ben, cara } from '../support/people.ts';
import { now } from './fixtures.ts';
import { hostile } from './hostile.ts';
import { hostileIncident } from './hostile-incidents.ts';
import {
  breached,
  does,
  incident,
  incidentViews,
  outgrown,
  resolvedByAna,
  scene,
  viewOf,
  wanted,
} from './incident-samples.ts';
import { actionsOf, buttonsOf, textOf } from './reading.ts';

describe('a page', () => {
  test('says what it is, that nobody has it, what to press, and why it came to this person', () => {
    const s = breached();
    const [page] = wanted(s, 'PagePerson');
    if (page === undefined) throw new Error('Somebody is paged.');
    const message = pageMessage(page.step, viewOf(s));
    expect(textOf(message).split('\n')).toEqual([
      'P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      '*Nobody has it yet*. P1: complete outage; somebody has to respond at once.',
      '*What happened:* 4 health checks in a row failed with `4f2a91c` live. The last one: it answered 503.',
      '*What you can do:* press Acknowledge if you take it. That stops the paging; a page that is on its way by then may still arrive.',
      `<https://slack.com/archives/C0INCIDENTS/p1763700000000200|The incident, with everything else> · \`${incident}\``,
      'You are paged because you stand in the ladder of `gonogo.yaml`, at level 1. If you cannot take it, do nothing: it is said again until somebody does.',
    ]);
    expect(buttonsOf(message)).toMatchObject([
      { action_id: 'incident.acknowledge', style: 'primary', value: JSON.stringify({ n: incident }) },
    ]);
  });

  test('says for how long nobody has answered', () => {
    const s = breached();
    s.pass(10 * minute);
    const page = wanted(s, 'PagePerson').at(-1);
    if (page === undefined) throw new Error('Somebody is paged.');
    const text = textOf(pageMessage(page.step, viewOf(s)));
    expect(text).toContain('*Nobody has it yet*, after 10 minutes.');
    expect(text).toContain('up to level 3');
  });

  test('of what got worse says so, and who had acknowledged it as what', () => {
    const s = outgrown();
    const page = wanted(s, 'PagePerson').at(-1);
    if (page === undefined) throw new Error('Somebody is paged.');
    const message = pageMessage(page.step, viewOf(s));
    expect(textOf(message)).toContain(
      '*It is worse than what <@U0BEN> acknowledged as P3, and has to be acknowledged anew*. P1: complete outage; somebody has to respond at once.',
    );
    expect(textOf(message)).toContain('You are paged because you lead it, or because you stand in the ladder');
    expect(actionsOf(message)).toEqual(['incident.acknowledge']);
  });

  test('names the channel while the live message is not posted yet', () => {
    const s = breached();
    const [page] = wanted(s, 'PagePerson');
    if (page === undefined) throw new Error('Somebody is paged.');
    const shown = viewOf(s, { incident: s.incident });
    expect(textOf(pageMessage(page.step, shown))).toContain('It stands in <#C0INCIDENTS>');
  });

  test('of one that a person declared names that person', () => {
    const s = scene();
    s.when(cara, does.declare('P1', 'Nobody can log in'));
    const [page] = wanted(s, 'PagePerson');
    if (page === undefined) throw new Error('Somebody is paged.');
    expect(textOf(pageMessage(page.step, viewOf(s)))).toContain('Declared by <@U0CARA>');
  });
});

describe('a page by webhook', () => {
  test('is plain text, with names and times that mean something outside Slack', () => {
    const s = breached();
    s.pass(5 * minute);
    const page = wanted(s, 'PageOut').at(-1);
    if (page === undefined) throw new Error('It is paged by webhook.');
    const { summary, details } = pagerSummary(page.step, viewOf(s));
    expect(summary).toBe(
      'P1 · checkout → production: The health check fails after the deployment of v2.14.0. Nobody has acknowledged it for 5 minutes.',
    );
    expect(details).toMatchObject({
      incident,
      severity: 'P1: complete outage',
      where: 'checkout → production',
      opened: '2026-11-18 10:00 UTC',
      next: '2026-11-18 10:10 UTC',
      version: 'v2.14.0 (1111111)',
      'what happened': '4 health checks in a row failed with 4f2a91c live. The last one: it answered 503.',
      message: 'https://slack.com/archives/C0INCIDENTS/p1763700000000200',
    });
    expect(JSON.stringify(details)).not.toMatch(/<|&lt;|\*|`/);
  });

  test('of what got worse says so first, and since when', () => {
    const s = outgrown();
    const page = wanted(s, 'PageOut').at(-1);
    if (page === undefined) throw new Error('It is paged by webhook.');
    const { summary, details } = pagerSummary(page.step, viewOf(s));
    expect(summary).toContain('. It is worse than what was acknowledged as P3. Nobody has it yet.');
    expect(details).toMatchObject({ opened: '2026-11-18 10:00 UTC', 'worse since': '2026-11-18 10:20 UTC' });
  });
});

test('a page by webhook stays within what paging services take, whatever the texts are', () => {
  const [shown] = incidentViews();
  const step = { does: 'page', severity: 'P1', round: 2, level: 2, at: shown?.now ?? now } as const;
  fc.assert(
    fc.property(hostile(), (text) => {
      if (shown === undefined) return;
      const { summary, details } = pagerSummary(step, hostileIncident(shown, text));
      expect(summary.length).toBeLessThanOrEqual(1024);
      expect(summary).not.toMatch(/\n/);
      for (const detail of Object.values(details)) expect(detail.length).toBeLessThanOrEqual(500);
    }),
    { numRuns: 60 },
  );
});

describe('a reminder', () => {
  test('asks whoever has it how it stands', () => {
    const s = breached();
    s.when(ana, does.acknowledge());
    s.news();
    s.pass(30 * minute);
    const [reminder] = wanted(s, 'Remind');
    if (reminder === undefined) throw new Error('Somebody is asked.');
    expect(reminder.user).toBe(ana.slack);
    const message = reminderMessage(reminder.of, viewOf(s));
    expect(textOf(message)).toContain('You have it, and nothing has been said of it yet.');
    expect(actionsOf(message)).toEqual(['incident.update', 'incident.resolve']);
    s.when(ana, does.update());
    s.wait(45 * minute);
    expect(textOf(reminderMessage(reminder.of, viewOf(s)))).toContain('The newest update is 45 minutes old.');
  });

  test('lists the actions that are due, each with its button, and none that is done', () => {
    const s = resolvedByAna();
    s.when(ana, { type: 'TakeAction', incident, groups: [], action: 'process', owner: ben.slack });
    const of = { kind: 'actions', actions: ['document', 'process'] } as const;
    const message = reminderMessage(of, viewOf(s));
    expect(textOf(message)).toContain('*Document what happened*');
    expect(textOf(message)).toContain('*Review the process for gaps*');
    expect(actionsOf(message)).toEqual([
      'incident.finish-action',
      'incident.take-action',
      'incident.finish-action',
      'incident.take-action',
    ]);
    s.when(ana, { type: 'FinishAction', incident, groups: [], action: 'document', note: 'Done.' });
    expect(textOf(reminderMessage(of, viewOf(s)))).not.toContain('*Document what happened*');
  });

  test('asks for the review with the day’s distance', () => {
    const s = resolvedByAna();
    s.wait(24 * hour);
    const message = reminderMessage({ kind: 'review' }, viewOf(s));
    expect(textOf(message)).toContain('It was resolved 24 hours ago.');
    expect(actionsOf(message)).toEqual(['incident.review', 'incident.export']);
  });
});
