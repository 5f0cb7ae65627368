import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueText } from '../../src/cards/incident-issue.ts';
import { reviewMarkdown } from '../../src/cards/incident-review.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { alarm, failed, report, rollbackBegun } from '../domain/incident/alarms.ts';
import { ana, ben } from '../support/people.ts';
import { breachOf } from './breach-samples.ts';
import { hostile } from './hostile.ts';
import { hostileIncident } from './hostile-incidents.ts';
import {
  breached,
  does,
  incident,
  incidentViews,
  outgrown,
  resolvedByAna,
  rollback,
  viewOf,
} from './incident-samples.ts';

describe('the draft of a review', () => {
  const draft = reviewMarkdown(viewOf(resolvedByAna()));

  test('begins with severity, and with the times to acknowledge, to restore and to resolve', () => {
    expect(draft.split('\n').slice(0, 10)).toEqual([
      '# Review: P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      '',
      '- **Severity**: P1: complete outage',
      '- **Opened**: 2026-11-18 10:00 UTC, by itself, because of release `checkout.production.release1`',
      '- **Acknowledged**: after 3 minutes (2026-11-18 10:03 UTC), by ana (U0ANA)',
      '- **Restored**: after 7 minutes (2026-11-18 10:07 UTC), by a rollback',
      '- **Resolved**: after 8 minutes (2026-11-18 10:08 UTC), by ana (U0ANA): Rolled back to v2.13.0.',
      '- **Lead**: ana (U0ANA)',
      `- **Incident**: \`${incident}\``,
      '',
    ]);
  });

  test('has every part in its order', () => {
    expect(draft.match(/^## .*$/gm)).toEqual([
      '## Impact',
      '## What happened',
      '## What was changed',
      '## What the watch saw',
      '## What was tried',
      '## Decisions, and who took them',
      '## Causes',
      '## What follows',
      '## After the rollback',
    ]);
  });

  test('tells what happened, minute by minute', () => {
    expect(draft).toContain(
      [
        '| When | What |',
        '|---|---|',
        '| 2026-11-18 10:00 UTC | It was opened by itself as P1. |',
        '| 2026-11-18 10:00 UTC | Alarm: Health is failing after a deployment. 4 health checks in a row failed with 4f2a91c live. The last one: it answered 503. |',
        '| 2026-11-18 10:00 UTC | P1: level 1 of the ladder was told. |',
        '| 2026-11-18 10:03 UTC | ana (U0ANA) acknowledged it. |',
      ].join('\n'),
    );
  });

  test('says who decided what: the go, the acknowledgement, the rollback', () => {
    const decisions = draft.slice(draft.indexOf('## Decisions'), draft.indexOf('## Causes'));
    expect(decisions).toContain('ana (U0ANA) gave a go for release `checkout.production.release1`');
    expect(decisions).toContain('ana (U0ANA) acknowledged it.');
    expect(decisions).toContain('ana (U0ANA) is rolling back to');
    expect(decisions).not.toContain('level 1');
  });

  test('lists a rollback that failed with what was tried, and calls it one everywhere', () => {
    const s = breached();
    s.fact(report(rollbackBegun({ kind: 'mandate' })));
    s.fact(alarm(failed({ code: 'run-failed', conclusion: 'failure' }), 'failed-1', 'rollback', rollback));
    s.when(ana, does.resolve());
    const text = reviewMarkdown(viewOf(s));
    const tried = text.slice(text.indexOf('## What was tried'), text.indexOf('## Decisions'));

    expect(tried.match(/^- .*$/gm)).toEqual([
      expect.stringContaining('It is being rolled back to'),
      expect.stringContaining(`A rollback failed, release ${rollback}. `),
    ]);
    expect(text).toContain('| Alarm: A rollback failed. ');
    expect(text).not.toContain('A deployment failed');
  });

  test('lists no alarm about what nobody tried against it', () => {
    const s = breached();
    s.fact(alarm(breachOf('errors'), 'errors'));
    s.when(ana, does.resolve());

    expect(reviewMarkdown(viewOf(s))).not.toContain('## What was tried');
  });

  test('says what the watch saw in the end', () => {
    expect(draft).toContain('- In the end: 7 looks: 3 healthy, 4 failed (the last one: HTTP 503).');
  });

  test('marks what only people know, until they fill it in', () => {
    expect(draft.match(/_To be filled in\._/g)).toHaveLength(3);
    const s = resolvedByAna();
    s.when(ana, {
      type: 'FillReview',
      incident,
      groups: [],
      impact: 'Nobody could pay.\n7 minutes long.',
      causes: 'A missing index.',
      followUps: 'Ben adds a test.',
    });
    const filled = reviewMarkdown(viewOf(s));
    expect(filled).not.toContain('To be filled in');
    expect(filled).toContain('## Impact\n\nNobody could pay.\n7 minutes long.');
    expect(filled).toContain('## What follows\n\nBen adds a test.');
  });

  test('lists the five actions, checked where they are done', () => {
    const s = resolvedByAna();
    s.when(ana, { type: 'FinishAction', incident, groups: [], action: 'document', note: 'In the wiki.' });
    s.when(ana, { type: 'TakeAction', incident, groups: [], action: 'process', owner: ben.slack });
    const text = reviewMarkdown(viewOf(s));
    expect(text).toContain('- [x] Document what happened (ana (U0ANA), 2026-11-18: In the wiki.)');
    expect(text).toContain('- [ ] Review the process for gaps (ben (U0BEN), due 2026-11-25 10:07 UTC)');
    expect(text.match(/^- \[[ x]\]/gm)).toHaveLength(5);
  });

  test('keeps the worst severity, whatever it was lowered to, and the time that ran out', () => {
    const s = breached();
    s.pass(6 * minute);
    s.when(ana, does.change('P3', 'Only old orders'));
    s.when(ana, does.resolve());
    const text = reviewMarkdown(viewOf(s));
    expect(text).toContain('- **Severity**: P1: complete outage; at the end P3');
    expect(text).toContain('- **Time to respond**: it ran out 2026-11-18 10:05 UTC');
    expect(text).toContain('- **Restored**: no rollback put anything back; see when it was resolved');
  });

  test('of one that outgrew its acknowledgement says whose, and counts from then', () => {
    const s = outgrown();
    s.pass(2 * minute);
    s.when(ana, does.acknowledge());
    const text = reviewMarkdown(viewOf(s));
    expect(text).toContain(
      '- **Got worse**: 2026-11-18 10:20 UTC, than what ben (U0BEN) had acknowledged as P3 (2026-11-18 10:05 UTC); the times below count from then',
    );
    expect(text).toContain('- **Acknowledged**: after 2 minutes (2026-11-18 10:22 UTC), by ana');
    expect(text).toContain('| 2026-11-18 10:05 UTC | ben (U0BEN) acknowledged it. |');
    expect(text).toContain(
      'raised it from P3 to P1, worse than what ben (U0BEN) had acknowledged: The health check fails',
    );
  });

  test('of one that came back counts from the last opening, and says so', () => {
    const s = resolvedByAna();
    s.pass(hour);
    s.fact(alarm(breachOf('errors'), 'errors-2'));
    s.pass(2 * minute);
    s.when(ben, does.acknowledge());
    const text = reviewMarkdown(viewOf(s));
    expect(text).toContain('somebody had to answer 2 times, and the times below count from the last one');
    expect(text).toContain('- **Acknowledged**: after 2 minutes');
  });
});

describe('an issue', () => {
  test('for the fix says what happened, what brought it, and when it is mended', () => {
    const { title, body } = issueText('task', viewOf(resolvedByAna()));
    expect(title).toBe('Fix: The health check fails after the deployment of v2.14.0');
    expect(body).toContain('- **What happened**: 4 health checks in a row failed with 4f2a91c live.');
    expect(body).toContain('- **Release**: `checkout.production.release1`, v2.14.0 (4f2a91c) ([compare](https://');
    expect(body).toContain('- **Now**: the version before runs again since 2026-11-18 10:07 UTC.');
    expect(body).toContain('Mended means:');
  });

  test('of the review has the whole of it', () => {
    const shown = viewOf(resolvedByAna());
    expect(issueText('review', shown)).toEqual({
      title: 'Review of P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      body: reviewMarkdown(shown),
    });
  });

  test('is never longer than GitHub takes, and says that it was cut', () => {
    const shown = viewOf(resolvedByAna());
    const line = {
      at: shown.now,
      what: { kind: 'note', by: ana.slack, writtenBy: null, text: 'x'.repeat(600) },
    } as const;
    const long = { ...shown, incident: { ...shown.incident, timeline: Array.from({ length: 300 }, () => line) } };
    const { body } = issueText('review', long);
    expect(body.length).toBeLessThan(65_000);
    expect(body).toContain('This is the beginning; the rest is longer than an issue may be.');
  });
});

describe('what others wrote', () => {
  test('adds no line, no heading and no checked box to the document', () => {
    const shown = incidentViews();
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 0, max: shown.length - 1 }), (text, index) => {
        const each = shown[index];
        if (each === undefined) return;
        const made = reviewMarkdown(hostileIncident(each, text));
        const tame = reviewMarkdown(hostileIncident(each, 'x'));
        expect(made.match(/^#+ [A-Z][a-z, ]+$/gm)).toEqual(tame.match(/^#+ [A-Z][a-z, ]+$/gm));
        expect(made.match(/^- \[x\]/gm)).toEqual(tame.match(/^- \[x\]/gm));
        expect(
          made.replace(/\\./g, '').replace(/`[^`\n]*`|\[[^\]]*\]\(https:\/\/github\.com\/acme\/[^)]*\)/g, ''),
        ).not.toMatch(/[<>@]|\]\(|:\/\//);
      }),
      { numRuns: 60 },
    );
  });

  test('mentions nobody in the title of an issue', () => {
    const [shown] = incidentViews();
    if (shown === undefined) throw new Error('There are incidents.');
    expect(issueText('task', hostileIncident(shown, '@acme/owners please')).title).not.toContain('@');
  });
});
