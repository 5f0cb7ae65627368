import { describe, expect, test } from 'vitest';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { minute } from '../../src/domain/time.ts';
import { ana } from '../support/people.ts';
import { at } from './fixtures.ts';
import { does, incident, putBackByAna, resolvedByAna, viewOf, watched } from './incident-samples.ts';
import { actionsOf, buttonsOf, textOf, wholeOf } from './reading.ts';

describe('what is to be done after a rollback', () => {
  test('stands with owner, due time and a button for each', () => {
    const card = incidentCard(viewOf(putBackByAna()));
    const text = textOf(card);
    expect(text).toContain('*After the rollback:* 0 of 5 done.');
    expect(text).toMatch(/\*Document what happened\* \(<@U0ANA>, due <!date[^>]*>\): write down/);
    expect(text).toMatch(/\*Review the process for gaps\* \([^)]*\)/);
    expect(actionsOf(card)).toContain('incident.finish-action');
    expect(buttonsOf(card).filter(({ action_id }) => action_id === 'incident.issue')).toMatchObject([
      { text: { text: 'Make the GitHub issue' }, value: JSON.stringify({ n: incident, d: 'task' }) },
    ]);
  });

  test('says what is late, and what is done by whom', () => {
    const s = resolvedByAna();
    s.when(ana, { type: 'FinishAction', incident, groups: [], action: 'document', note: 'In the wiki.' });
    s.pass(73 * 60 * minute);
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toMatch(/✓ \*Document what happened\*, done by <@U0ANA> <!date[^>]*>: In the wiki\./);
    expect(text).toMatch(/\*Find the root cause\* \([^)]*△ was due/);
    expect(text).toContain('1 of 5 done');
  });
});

describe('an incident that is resolved', () => {
  test('says by whom, when and how, and what is still missing, and nothing else', () => {
    expect(wholeOf(incidentCard(viewOf(resolvedByAna())))).toEqual([
      'P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      '*Resolved* by <@U0ANA> (18 10:08), 8 min after it was opened: Rolled back to v2.13.0.',
      'P1: complete outage.',
      '*Health is failing after a deployment*, (18 10:00), release `checkout.production.release1`',
      '*What happened:* 4 health checks in a row failed with `4f2a91c` live. The last one: it answered 503.',
      '*Version:* `v2.14.0` (`4f2a91c`); before it `v2.13.0` (`9c8b7a6`).',
      '*Change:* 12 commits since `9c8b7a6` by eli, finn: <https://github.com/acme/checkout/pull/212|#212> Rounding. <https://github.com/acme/checkout/compare/9c8b7a6...4f2a91c|Compare>',
      '*The watch:* 7 looks: 3 healthy, 4 failed (the last one: HTTP 503).',
      '*More:* <https://slack.com/archives/C0RELEASES/p1763700000000100|The card, with all evidence> · <https://github.com/acme/checkout/actions/runs/7781234567|run 7781234567> · release `checkout.production.release1`',
      '*What was tried*',
      '• (18 10:03): <@U0ANA> is rolling back to `0000000` as release `checkout.production.release2`, which undoes `checkout.production.release1`. Reason: Payments fail.',
      '• (18 10:07): `v2.13.0` (`0000000`) is live again: the rollback `checkout.production.release2` succeeded.',
      '*Lead*',
      '<@U0ANA>',
      '*Communications*',
      'nobody yet',
      '*Scribe*',
      'nobody yet',
      '*After the rollback:* 0 of 5 done.',
      '*Document what happened* (<@U0ANA>, due (19 10:07)): write down what happened, in order, for those who were not there.',
      '*Find the root cause* (<@U0ANA>, due (21 10:07)): say why it happened, and why nothing caught it before.',
      '*Create the task for the fix* (nobody has it yet, due (19 10:07)): a GitHub issue that says what has to be mended.',
      '*Update the deployment checklist* (nobody has it yet, due (25 10:07)): add what would have caught it, or say that nothing has to change.',
      '*Review the process for gaps* (nobody has it yet, due (25 10:07)): say what in the way we work let it through.',
      '*The review is missing.* Its draft, with timeline and times, is ready to be downloaded. What it needs of people: the impact, the causes, and what follows.',
      'Opened by itself (18 10:00), because of release `checkout.production.release1`.',
      '`inc-checkout.release1` · the thread is the timeline',
      'Everybody under `people` in `gonogo.yaml` or in the ladder can press these buttons.',
      'A :pushpin: reaction on a message of the thread notes it.',
      '[Done]',
      '[Hand over]',
      '[Done]',
      '[Hand over]',
      '[Make the GitHub issue]',
      '[It is there already]',
      '[Who does it?]',
      '[Done]',
      '[Who does it?]',
      '[Done]',
      '[Who does it?]',
      '[Fill in the review]',
      '[Download the review]',
      '[Make a GitHub issue of it]',
      '[Add a note]',
    ]);
  });

  test('can be filled in, downloaded and made an issue of, and not be acknowledged', () => {
    const actions = actionsOf(incidentCard(viewOf(resolvedByAna())));
    expect(actions).toEqual(expect.arrayContaining(['incident.review', 'incident.export', 'incident.issue']));
    expect(actions).not.toContain('incident.acknowledge');
    expect(actions).not.toContain('release.rollback');
    expect(actions).not.toContain('incident.resolve');
  });

  test('says until when an emergency owes the review, and what happens then', () => {
    const debt = { release: watched.release.id, incident, owner: ana.slack, dueAt: at('12:00'), reminders: 0 };
    const shown = viewOf(resolvedByAna(), { release: { ...watched, debt } });
    expect(textOf(incidentCard(shown))).toMatch(
      /The emergency `checkout\.production\.release1` owes this review until <!date[^>]*>\. After that nothing routine/,
    );
  });

  test('shows what the review says once it is filled in', () => {
    const s = resolvedByAna();
    s.when(ana, does.review('A missing index.'));
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('Causes: A missing index.');
    expect(text).not.toContain('The review is missing');
  });
});
