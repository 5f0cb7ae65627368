import { describe, expect, test } from 'vitest';
import { incidentNote } from '../../src/cards/incident-note.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { levelsOf } from '../domain/incident/scene.ts';
import { ana, ben, cara } from '../support/people.ts';
import { sizedFor } from './card-size.ts';
import {
  breached,
  does,
  happened,
  incident,
  outgrown,
  putBackByAna,
  resolvedByAna,
  scene,
  viewOf,
  wanted,
  watched,
} from './incident-samples.ts';
import { actionsOf, textOf } from './reading.ts';

/** What a scene has said since it was asked last, with times left out. */
function heard(s: ReturnType<typeof scene>): readonly { readonly text: string; readonly heard: string }[] {
  return wanted(s, 'IncidentReply').map((reply) => ({
    text: untimed(textOf(incidentNote(reply.entry, viewOf(s)))),
    heard: reply.heard,
  }));
}

function untimed(text: string): string {
  return text.replace(/<!date\^\d+\^[^|]*\|\d{4}-\d{2}-\d{2} (\d{2}:\d{2}) UTC>/g, '$1');
}

test('an alarm worse than what was acknowledged says that it has to be acknowledged anew, with the button for it', () => {
  const s = outgrown();
  const worse = wanted(s, 'IncidentReply').find(({ entry }) => entry.kind === 'outgrown');
  if (worse === undefined) throw new Error('It is said that it got worse.');
  const note = incidentNote(worse.entry, viewOf(s));
  expect(textOf(note)).toBe(
    '*Worse than what was acknowledged*\nA new alarm raised it from P3 to P1: complete outage. Reason: The health check fails after the deployment of v2.14.0. <@U0BEN> acknowledged it as P3, which does not count for this: somebody has to acknowledge it anew, at once. Level 1 of the ladder is paged at once, and one level more every 5 min.',
  );
  expect(actionsOf(note)).toEqual(['incident.acknowledge']);
  s.when(ana, does.acknowledge());
  expect(heard(s).at(-1)?.text).toContain('<@U0ANA> has it, 0 s after it got worse.');
});

test('whoever had what got worse is paged although the ladder is empty, and that is said', () => {
  const s = outgrown({ escalation: [] });
  expect(heard(s).at(-1)?.text).toContain(
    'The ladder in `gonogo.yaml` is empty, so only <@U0BEN>, who leads this, is paged.',
  );
});

describe('a P1 that nobody answers', () => {
  test('says round by round for how long, who was told, and when it goes on; then that nobody answered', () => {
    const s = breached();
    const said: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      if (round > 0) s.pass(5 * minute);
      said.push(...heard(s).map(({ text }) => text));
    }
    expect(said).toEqual([
      '*Somebody is needed*\nP1: complete outage. Somebody has to respond at once.\nLevel 1 was told: <@U0BEN>.\nNext step: 10:05, unless somebody presses Acknowledge.',
      '*Nobody has acknowledged this P1 for 5 minutes*\nEverybody up to level 2 was told: <@U0BEN>, <@U0ANA> and <!subteam^S0ONCALL>.\nNext step: 10:10, unless somebody presses Acknowledge.',
      '*Nobody has acknowledged this P1 for 10 minutes*\nEverybody in the ladder was told: <@U0BEN>, <@U0ANA>, <@U0CARA> and <!subteam^S0ONCALL>.\nNext step: 10:15, unless somebody presses Acknowledge.',
      '*Nobody has acknowledged this P1 for 15 minutes*\nEverybody in the ladder was told: <@U0BEN>, <@U0ANA>, <@U0CARA> and <!subteam^S0ONCALL>.\nNext step: 10:20, unless somebody presses Acknowledge.',
      '*Nobody has acknowledged this P1 for 20 minutes*\nEverybody in the ladder was told: <@U0BEN>, <@U0ANA>, <@U0CARA> and <!subteam^S0ONCALL>.\nNext step: 10:25, unless somebody presses Acknowledge.',
      '*Nobody answered this P1*\n5 rounds, 25 minutes: everybody in the ladder has been paged, and nobody has acknowledged it. Whoever reads this: press Acknowledge if you can take it, or call somebody by telephone.\nIt is said again 11:25, unless somebody presses Acknowledge.',
    ]);
  });

  test('says so again every hour, with how long it has been', () => {
    const s = breached();
    s.pass(25 * minute);
    s.news();
    s.pass(hour);
    expect(heard(s)).toMatchObject([
      { heard: 'broadcast', text: expect.stringContaining('Still nobody has acknowledged this P1, 1 hour 25 minutes') },
    ]);
  });

  test('counts the rounds as the config has them', () => {
    const s = breached();
    const { P1 } = s.policy.rules;
    s.configure({ rules: { ...s.policy.rules, P1: { ...P1, rounds: 1, repeatEvery: minute } } });
    const step = { does: 'nobody', severity: 'P1', round: 2, level: 0, at: s.now } as const;
    expect(textOf(incidentNote({ kind: 'step', step, told: 'now' }, viewOf(s)))).toContain(
      '1 round, 1 minute: everybody',
    );
  });

  test('says that nobody is paged where the ladder is empty', () => {
    const s = breached({ escalation: [] });
    expect(heard(s)).toMatchObject([
      {
        heard: 'broadcast',
        text: expect.stringContaining(
          'The ladder in `gonogo.yaml` is empty, so nobody is paged. This channel alone is told.',
        ),
      },
    ]);
  });

  test('claims to have paged nobody where the ladder was empty', () => {
    const s = breached({ escalation: [] });
    const step = { does: 'nobody', severity: 'P1', round: 6, level: 0, at: s.now } as const;
    expect(textOf(incidentNote({ kind: 'step', step, told: 'now' }, viewOf(s)))).toContain(
      '5 rounds, 25 minutes: nobody has acknowledged it.',
    );
  });

  test('carries Acknowledge where it calls, until somebody has it', () => {
    const s = breached();
    s.pass(5 * minute);
    const [, second] = wanted(s, 'IncidentReply');
    if (second === undefined) throw new Error('The second round says something.');
    expect(actionsOf(incidentNote(second.entry, viewOf(s)))).toEqual(['incident.acknowledge']);
    s.when(ana, does.acknowledge());
    const late = incidentNote(second.entry, viewOf(s));
    expect(actionsOf(late)).toEqual([]);
    expect(textOf(late)).toContain('<@U0ANA> has acknowledged it since.');
  });
});

describe('a P2 that nobody answers', () => {
  test('is nudged at 30 and 45 minutes with what is left, and its time is over at 60', () => {
    const s = scene({ escalation: levelsOf([1, ben.slack], [2, ana.slack]) });
    s.when(cara, does.declare('P2', 'Totals are wrong'));
    s.news();
    s.pass(30 * minute);
    expect(heard(s)[0]?.text).toContain(
      'Nobody has acknowledged this P2 for 30 minutes*\nThe time to respond ends 11:00, in 30 minutes.',
    );
    s.pass(15 * minute);
    expect(heard(s)[0]?.text).toContain('The time to respond ends 11:00, in 15 minutes.');
    s.pass(15 * minute);
    expect(heard(s)[0]?.text).toContain(
      '*The time to respond to this P2 is over*\nNobody has acknowledged it for 1 hour. That it was not answered in time stays on record.',
    );
  });
});

test('a P4 that nobody looked at says so on its day, without counting hours of the night', () => {
  const s = scene();
  s.when(cara, does.declare('P4', 'A typo'));
  s.news();
  s.pass(24 * hour);
  expect(heard(s)[0]?.text).toContain('It was to be looked at by now, and nobody has acknowledged it.');
});

function noteText(writtenBy: SlackUserId | null): string {
  const entry = { kind: 'note', by: ben.slack, text: 'It failed over.', writtenBy } as const;
  return textOf(incidentNote(entry, viewOf(breached())));
}

describe('what people do', () => {
  test('an acknowledgement tells that the paging has stopped', () => {
    const s = breached();
    s.news();
    s.pass(3 * minute);
    s.when(ana, does.acknowledge());
    expect(heard(s)[0]?.text).toBe(
      '*Acknowledged*\n<@U0ANA> has it, 3 min after it was opened. The paging has stopped. How it stands is asked 10:33.',
    );
  });

  test('raising says what it means now, lowering takes nothing back', () => {
    const s = scene();
    s.when(cara, does.declare('P3', 'Totals are wrong'));
    s.news();
    s.when(ana, does.change('P1', 'Nobody can pay'));
    expect(heard(s)[0]?.text).toContain('<@U0ANA> raised it from P3 to P1: complete outage. Reason: Nobody can pay.');
    s.when(ana, does.change('P2', 'Only cards'));
    expect(heard(s).at(-1)?.text).toContain('*Lowered to P2*');
  });

  test('asks whoever has it how it stands, with the button to say so', () => {
    const s = breached();
    s.when(ana, does.acknowledge());
    s.news();
    s.pass(30 * minute);
    const [asked] = wanted(s, 'IncidentReply');
    if (asked === undefined) throw new Error('It is asked.');
    const note = incidentNote(asked.entry, viewOf(s));
    expect(textOf(note)).toContain('<@U0ANA>: those who wait for news would like to know.');
    expect(actionsOf(note)).toEqual(['incident.update', 'incident.resolve']);
  });

  test('a note names who noted it, and who wrote it where that is somebody else', () => {
    expect(noteText(null)).toBe('*Note*\n<@U0BEN>:\n> It failed over.');
    expect(noteText(ana.slack)).toBe('*Note*\nNoted by <@U0BEN>, written by <@U0ANA>:\n> It failed over.');
  });

  test('one action is left, two are', () => {
    const s = resolvedByAna();
    const left: string[] = [];
    for (const action of ['document', 'root-cause', 'fix-task', 'checklist', 'process'] as const) {
      s.news();
      s.when(ana, { type: 'FinishAction', incident, groups: [], action, note: 'Done.' });
      left.push(heard(s)[0]?.text.split('. ').at(-1) ?? '');
    }
    expect(left).toEqual([
      '4 actions are left.',
      '3 actions are left.',
      '2 actions are left.',
      'One action is left.',
      'Everything that was to be done after the rollback is done.',
    ]);
  });

  test('resolving says how and after how long, and leads to the review', () => {
    const s = putBackByAna();
    s.news();
    s.pass(minute);
    s.when(ana, does.resolve('Rolled back.'));
    const [resolved] = wanted(s, 'IncidentReply');
    if (resolved === undefined) throw new Error('It is told.');
    const note = incidentNote(resolved.entry, viewOf(s));
    expect(textOf(note)).toContain('<@U0ANA> has resolved it, 8 min after it was opened: Rolled back.');
    expect(actionsOf(note)).toEqual(['incident.review', 'incident.export']);
  });
});

describe('a later alarm', () => {
  const entry = happened.find(({ kind }) => kind === 'alarm');
  if (entry?.kind !== 'alarm') throw new Error('There is an alarm among the samples.');

  test('is told as a whole, with the button that rolls back', () => {
    const note = incidentNote(entry, viewOf(breached()));
    expect(textOf(note)).toContain('*What happened:* The error rate is at 12.3 % (limit 6 %, usually 1 %)');
    expect(textOf(note)).toContain('*Asked to act:* <@U0ANA> and <@U0BEN>');
    expect(actionsOf(note)).toEqual(['release.rollback']);
  });

  test('is told although its release cannot be read', () => {
    const text = textOf(incidentNote(entry, viewOf(breached(), { release: null })));
    expect(text).toContain(`*Errors rose after a deployment*, release \`${entry.release}\``);
    expect(text).toContain('*What you can do:*');
  });

  test('is never told with the facts of another release', () => {
    const other = { ...watched, release: { ...watched.release, service: 'billing' as typeof watched.release.service } };
    const foreign = happened.filter(({ kind }) => kind === 'alarm').at(-1);
    if (foreign === undefined) throw new Error('There is an alarm of another release among the samples.');
    expect(textOf(incidentNote(foreign, viewOf(breached(), { release: other })))).not.toContain('billing');
  });
});

test('everything that can stand in a thread is a whole sentence, and fits', () => {
  for (const shown of [viewOf(breached()), viewOf(resolvedByAna())]) {
    for (const entry of happened) {
      const note = incidentNote(entry, shown);
      const text = textOf(note).replaceAll(/^> .*$/gm, '.');
      expect(sizedFor(note)).toEqual({ blocks: 'fit', characters: 'fit' });
      expect(text).toMatch(/[.>`]$/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\. \.|!(?!date|subteam)/);
      expect(note.text).toContain(entry.kind === 'alarm' ? 'after a deployment' : 'P1 · checkout → production');
    }
  }
});
