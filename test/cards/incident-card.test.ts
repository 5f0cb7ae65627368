import { describe, expect, test } from 'vitest';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { reviewMarkdown } from '../../src/cards/incident-review.ts';
import { type EnvironmentName, type ReleaseId } from '../../src/domain/ids.ts';
import { minute } from '../../src/domain/time.ts';
import { alarm, putBack, report, rollbackBegun } from '../domain/incident/alarms.ts';
import { levelsOf } from '../domain/incident/scene.ts';
import { ana, ben, cara } from '../support/people.ts';
import { breachOf, byMandate } from './breach-samples.ts';
import { sizedFor } from './card-size.ts';
import {
  breached,
  does,
  incident,
  incidentViews,
  outgrown,
  place,
  putBackByAna,
  scene,
  viewOf,
  watched,
  withoutTarget,
} from './incident-samples.ts';
import { actionsOf, buttonsOf, textOf, wholeOf } from './reading.ts';
import { ended, outcomes, rollingBack, view } from './releases.ts';

describe('an incident that nobody has', () => {
  test('says how bad it is, who was told, when it goes on, what happened and what can be done, and nothing else', () => {
    expect(wholeOf(incidentCard(viewOf(breached())))).toEqual([
      'P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      '*Nobody has it yet.* Opened by itself (18 10:00).',
      'P1: complete outage. Somebody has to respond at once.',
      '*Told:* <@U0BEN>',
      '*Next:* (18 10:05), unless somebody acknowledges it. Level 1 of the ladder is paged at once, and one level more every 5 min.',
      '*Health is failing after a deployment*, (18 10:00), release `checkout.production.release1`',
      '*What happened:* 4 health checks in a row failed with `4f2a91c` live. The last one: it answered 503.',
      '*What it means:* Users are probably affected. The release is recorded as failed. Nothing is rolled back by itself: the go did not authorise it.',
      '*What you can do:* Look at the service now. To bring back the version before, press Roll back: it goes back to `v2.13.0` (`9c8b7a6`).',
      '*Asked to act:* <@U0ANA> and <@U0BEN>',
      '*Two ways out:* bring back a version that worked (Roll back), or mend it: diagnose, fix, then `/release emergency checkout &lt;sha&gt;`. Going back first and mending calmly afterwards is usually quicker.',
      '*Version:* `v2.14.0` (`4f2a91c`); before it `v2.13.0` (`9c8b7a6`).',
      '*Change:* 12 commits since `9c8b7a6` by eli, finn: <https://github.com/acme/checkout/pull/212|#212> Rounding. <https://github.com/acme/checkout/compare/9c8b7a6...4f2a91c|Compare>',
      '*The watch:* 7 looks: 3 healthy, 4 failed (the last one: HTTP 503).',
      '*More:* <https://slack.com/archives/C0RELEASES/p1763700000000100|The card, with all evidence> · <https://github.com/acme/checkout/actions/runs/7781234567|run 7781234567> · release `checkout.production.release1`',
      '*Lead*',
      'nobody yet',
      '*Communications*',
      'nobody yet',
      '*Scribe*',
      'nobody yet',
      '`inc-checkout.release1` · the thread is the timeline',
      'Everybody under `people` in `gonogo.yaml` or in the ladder can press these buttons; Roll back is for deployers.',
      'A :pushpin: reaction on a message of the thread notes it.',
      '[Acknowledge]',
      '[Roll back]',
      '[Resolve]',
      '[Change severity]',
      '[Say how it stands]',
      '[Add a note]',
      '[Take or give a role]',
    ]);
  });

  test('carries the button that stops the clock first, and the one that rolls back as the release’s card has it', () => {
    const card = incidentCard(viewOf(breached()));
    expect(actionsOf(card).slice(0, 4)).toEqual([
      'incident.acknowledge',
      'release.rollback',
      'incident.resolve',
      'incident.change-severity',
    ]);
    expect(buttonsOf(card)[0]).toMatchObject({ style: 'primary', value: JSON.stringify({ n: incident }) });
    expect(buttonsOf(card)[1]).toMatchObject({ style: 'danger' });
  });

  test('offers no rollback where nothing can be put back', () => {
    const card = incidentCard(viewOf(breached(), { release: null }));
    expect(actionsOf(card)).not.toContain('release.rollback');
    expect(textOf(card)).toContain('bring back a version that worked (`/rollback &lt;sha or version&gt; checkout`)');
  });

  test.each([
    ['no version before it is known by its images', withoutTarget, '/rollback &lt;sha or version&gt; checkout'],
    [
      'its lane could not put it back',
      { ...watched, policy: { ...watched.policy, replay: null } },
      '/release request checkout &lt;sha&gt; production',
    ],
  ])('names one way back, the same wherever it is named, where there is no button: %s', (_, release, command) => {
    const text = textOf(incidentCard(viewOf(breached(), { release })));
    const [first, ...others] = text.match(/`\/(?:rollback|release request)[^`]*`/g) ?? [];

    expect(first).toBe(`\`${command}\``);
    expect(text).toContain(`bring back a version that worked (\`${command}\`)`);
    expect(text).toMatch(/To bring back a version that worked, (?:type|request its commit with) `/);
    expect(others.filter((other) => other !== first)).toEqual(
      command.startsWith('/rollback') ? ['`/release request checkout &lt;sha&gt; production`'] : [],
    );
  });

  test('names no command that would roll back another lane', () => {
    const staging = 'staging' as EnvironmentName;
    const release = { ...withoutTarget, release: { ...withoutTarget.release, environment: staging } };
    const known = viewOf(breached(), { release });
    const text = textOf(incidentCard({ ...known, incident: { ...known.incident, environment: staging } }));

    expect(text).not.toContain('`/rollback');
    expect(text).toContain('(`/release request checkout &lt;sha&gt; staging`)');
  });

  test('offers no second rollback while one is under way, says so, and offers it again when that has failed', () => {
    const undoing = 'checkout.production.release2' as ReleaseId;
    const underWay = incidentCard(viewOf(breached(), { release: { ...watched, undoing } }));
    expect(actionsOf(underWay)).not.toContain('release.rollback');
    expect(textOf(underWay)).toContain(
      `A rollback is under way: \`${undoing}\`. Should it fail, Roll back stands here again.`,
    );
    expect(textOf(underWay)).toContain(`wait for the rollback \`${undoing}\`, which is under way.`);
    expect(textOf(underWay)).not.toContain('Two ways out');

    const failed = incidentCard(
      viewOf(breached(), { release: view(rollingBack(ended(outcomes.failed))), toUndo: watched }),
    );
    expect(actionsOf(failed)).toContain('release.rollback');
    expect(textOf(failed)).not.toContain('under way');
  });

  test('names everybody who was told so far, people and groups', () => {
    const s = breached();
    s.pass(5 * minute);
    expect(textOf(incidentCard(viewOf(s)))).toContain('*Told:* <@U0BEN>, <@U0ANA> and <!subteam^S0ONCALL>');
  });

  test('says that nobody is paged where the ladder is empty', () => {
    const text = textOf(incidentCard(viewOf(breached({ escalation: [] }))));
    expect(text).toContain('*Told:* this channel alone. The ladder in `gonogo.yaml` is empty, so nobody is paged.');
    expect(text).not.toContain('Level 1');
  });

  test('of a run past Gonogo does not say what it has done, for nobody knows', () => {
    const known = viewOf(breached());
    const origin = { kind: 'run' } as const;
    const text = textOf(incidentCard({ ...known, incident: { ...known.incident, origin } }));
    expect(text).toContain('P1. Somebody has to respond at once.');
    expect(text).not.toContain('complete outage');
  });

  test('promises no further level when the ladder has run out', () => {
    const s = breached();
    s.pass(26 * minute);
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('It is said again until somebody has it.');
    expect(text).not.toContain('one level more');
  });

  test('says when the time to respond is over, and keeps saying so', () => {
    const s = scene({ escalation: levelsOf([1, ben.slack]) });
    s.when(cara, does.declare('P2', 'Totals are wrong'));
    expect(textOf(incidentCard(viewOf(s)))).toMatch(/\*Respond by:\* <!date/);
    s.pass(60 * minute);
    expect(textOf(incidentCard(viewOf(s)))).toContain('△ The time to respond ran out');
    s.when(ana, does.acknowledge());
    s.when(ana, does.change('P4', 'Nobody noticed'));
    expect(textOf(incidentCard(viewOf(s)))).toContain('△ The time to respond ran out');
  });

  test('of P4 pages nobody before its day', () => {
    const s = scene();
    s.when(cara, does.declare('P4', 'A typo'));
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('P4: cosmetic, or not urgent. Somebody has to respond by 10:00 on the next working day.');
    expect(text).toContain('*Told:* this channel. Nobody is paged yet.');
  });
});

describe('an incident that somebody has', () => {
  test('says who, and when it is asked how it stands', () => {
    const s = breached();
    s.pass(3 * minute);
    s.when(ana, does.acknowledge());
    const card = incidentCard(viewOf(s));
    expect(textOf(card)).toMatch(/\*<@U0ANA> has it\.\* Acknowledged <!date[^>]*>, 3 min after it was opened\./);
    expect(textOf(card)).toContain('unless an update is posted before.');
    expect(actionsOf(card)).not.toContain('incident.acknowledge');
  });

  test('names its lead, and who acknowledged it where that is somebody else', () => {
    const s = breached();
    s.when(ana, does.acknowledge());
    s.when(ana, { type: 'GiveRole', incident, groups: [], role: 'lead', to: ben.slack });
    expect(textOf(incidentCard(viewOf(s)))).toMatch(/\*<@U0BEN> has it\.\* Acknowledged by <@U0ANA> /);
  });

  test('shows the newest word on how it stands', () => {
    const s = breached();
    s.when(ana, does.acknowledge());
    s.when(ana, does.update('Looking.'));
    s.when(ana, does.update('Rolling back now.\nNews at 13:00.'));
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('> Rolling back now.\n> News at 13:00.');
    expect(text).not.toContain('> Looking.');
  });

  test('advises no second rollback once production is put back, but to look', () => {
    const text = textOf(incidentCard(viewOf(putBackByAna())));
    expect(text).toContain('*What you can do:* look whether that helped. If it did, press Resolve and say how.');
    expect(text).not.toContain('*Two ways out:*');
    expect(text).not.toContain('*What it means:*');
  });

  test('advises again when it alarms after it was put back', () => {
    const s = putBackByAna();
    s.fact(alarm(breachOf('errors'), 'errors-2'));
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('*Errors rose after a deployment*');
    expect(text).toContain('*What it means:*');
    expect(text).toContain('1 earlier alarm is in the thread.');
  });

  test('says in the alarm’s own words that the mandate is putting it back, and offers no way out meanwhile', () => {
    const s = scene();
    s.fact(alarm(breachOf('errors', { next: byMandate })));
    s.fact(report(rollbackBegun({ kind: 'mandate' })));
    const text = textOf(incidentCard(viewOf(s)));
    expect(text).toContain('as the go by <@U0ANA> and <@U0BEN> had authorised');
    expect(text).not.toContain('*Two ways out:*');
    s.fact(report(putBack));
    expect(textOf(incidentCard(viewOf(s)))).toContain('look whether that helped');
  });

  test('advises again when the rollback came to nothing', () => {
    const s = breached();
    s.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));
    expect(textOf(incidentCard(viewOf(s)))).toContain('*What you can do:* follow the rollback;');
    s.fact(report({ kind: 'ended', outcome: 'withdrawn', by: ana.slack }));
    expect(textOf(incidentCard(viewOf(s)))).toContain('To bring back the version before, press Roll back');
  });

  test('lists what was tried, in its order', () => {
    const s = putBackByAna();
    s.fact(report({ kind: 'ended', outcome: 'rolled-back', by: null }));
    const text = textOf(incidentCard(viewOf(s)));
    const tried = text.slice(text.indexOf('*What was tried*'));
    expect(tried.indexOf('is rolling back to')).toBeLessThan(tried.indexOf('is live again'));
    expect(tried).toContain('ended: rolled back.');
  });
});

test('an incident that got worse says that its acknowledgement does not count for that, and offers it anew', () => {
  const s = outgrown();
  const text = textOf(incidentCard(viewOf(s)));
  expect(text).toContain(', and has to be acknowledged anew.* <@U0BEN> acknowledged it as P3 ');
  expect(text).toContain('which does not count for this');
  expect(text).toContain('*Lead*\n<@U0BEN>');
  expect(actionsOf(incidentCard(viewOf(s)))).toContain('incident.acknowledge');
});

test('an incident that a rollback opened names the person who began it, never that it opened by itself', () => {
  const s = scene();
  s.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));
  expect(textOf(incidentCard(viewOf(s, { release: null })))).toMatch(
    /Opened by a rollback that <@U0ANA> began, .*because of release `checkout\.production\.release1`/,
  );
  const review = reviewMarkdown(viewOf(s, { release: null }));
  expect(review).toContain('by a rollback that ana (U0ANA) began, because of release `checkout.production.release1`');
  expect(review).toContain('ana (U0ANA) began a rollback, which opened it as P2.');
});

test('an incident about no one service says so by naming none', () => {
  const s = scene();
  s.when(cara, does.declare('P2', 'Nobody can log in'));
  const shown = viewOf(s, { incident: { ...s.incident, service: null, environment: null, card: place } });
  expect(incidentCard(shown).text).toBe('P2: Nobody can log in (nobody has it yet)');
  expect(textOf(incidentCard(shown))).not.toContain('/release emergency');
});

test('every state fits into a message', () => {
  for (const shown of incidentViews()) {
    expect(sizedFor(incidentCard(shown))).toEqual({ blocks: 'fit', characters: 'fit' });
    expect(textOf(incidentCard(shown))).not.toMatch(/undefined|NaN|\[object| {2}|\. \./);
  }
  expect(watched.release.phase).toBe('watching');
});
