import { describe, expect, test } from 'vitest';
import { helpFor, helpMessage, helpWords, laterWords, notYet, unknownWord } from '../../src/cards/help.ts';
import { homeTab } from '../../src/cards/home.ts';
import { statusMessage } from '../../src/cards/status.ts';
import { whyMessage } from '../../src/cards/why.ts';
import { type LaneRow, type OpenRow, type StatusView } from '../../src/domain/views.ts';
import {
  ana,
  at,
  ben,
  card,
  checkout,
  dana,
  liveSha,
  now,
  otherRelease,
  production,
  releaseId,
  sha,
} from './fixtures.ts';
import { past } from './history-samples.ts';
import { actionsOf, textOf } from './reading.ts';
import { awaiting, ended, outcomes, ready, view } from './releases.ts';
import { refusal } from './run-samples.ts';
import { conditions } from './samples.ts';

const live: LaneRow['live'] = {
  kind: 'known',
  sha: liveSha,
  version: 'v2.13.0',
  since: at('08:00'),
  how: { kind: 'verified', release: otherRelease },
};
const lane: LaneRow = { service: checkout, environment: production, live, hold: null };
const open: OpenRow = {
  release: releaseId,
  service: checkout,
  environment: production,
  phase: 'awaiting-decision',
  sha,
  version: 'v2.14.0',
  summary: 'Round the total',
  urgency: 'Urgent',
  requestedBy: dana,
  since: at('11:30'),
  card,
  waitsFor: [ana, ben],
  waitsForRoles: [],
  next: null,
};
const status: StatusView = {
  service: null,
  lanes: [lane],
  open: [open],
  recent: [past],
  incidents: [],
  warnings: [],
  now,
};

describe('/release status', () => {
  test('says what runs, what is open, what it waits for and what ended', () => {
    const text = textOf(statusMessage(status));
    expect(text).toContain('*checkout → production* `v2.13.0` (`9c8b7a6`) is live since');
    expect(text).toContain('waiting for a decision since');
    expect(text).toContain('waits for <@U0ANA> or <@U0BEN>');
    expect(text).toContain('· Urgent ·');
    expect(text).toContain('succeeded <!date^');
  });

  test('offers to record what is live where nobody has, and to clear a hold', () => {
    const unknown: LaneRow = { ...lane, live: { kind: 'unknown' } };
    const held: LaneRow = {
      ...lane,
      hold: { reason: 'What is live is not known', since: at('10:00'), release: null, kind: 'doubt' },
    };
    expect(actionsOf(statusMessage({ ...status, lanes: [unknown, held] }))).toEqual(['lane.adopt', 'lane.clear-hold']);
  });

  test('says that nothing is open, and how to ask for something', () => {
    expect(textOf(statusMessage({ ...status, open: [] }))).toContain('*Open:* nothing. `/release request');
  });

  test('says how much it leaves out', () => {
    const text = textOf(statusMessage({ ...status, open: Array.from({ length: 80 }, () => open) }));
    const shown = text.match(/Round the total\n/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(4);
    expect(text).toContain(`and ${80 - shown} open releases more.`);
  });

  test('shows operators’ warnings first', () => {
    const message = statusMessage({ ...status, warnings: ['Redis does not write every event to disk at once.'] });
    expect(message.blocks[1]).toMatchObject({
      type: 'section',
      text: { text: '△ Redis does not write every event to disk at once.' },
    });
  });
});

describe('/release why', () => {
  test.each(conditions.map((condition) => [condition.code, condition] as const))(
    'shows %s as a code, a sentence and who',
    (code, condition) => {
      const text = textOf(whyMessage(view(awaiting, { conditions: [condition] })));
      expect(text).toContain(`\`${code}\` `);
      expect(text).toMatch(/Who can settle it: <@|Nobody has to do anything/);
    },
  );

  test('says so when the config names nobody who could settle it', () => {
    const text = textOf(whyMessage(view(awaiting, { conditions: [{ code: 'two_runs', who: [] }] })));
    expect(text).toContain('nobody whom `gonogo.yaml` names');
  });

  test('says why a deployer has to press Deploy, and once what was refused at GitHub and how to mend it', () => {
    const refused = { ...ready, because: 'dispatch-refused', detail: refusal } as const;
    expect(textOf(whyMessage(view(refused)))).toContain(
      'GitHub refused to start deploy.yml (403: Resource not accessible by integration). Give the token, or the App, write access to actions in acme/checkout. No run was started. Once this is settled, a deployer can start it again.',
    );
  });

  test('says how a finished release ended', () => {
    expect(textOf(whyMessage(view(ended(outcomes.expired))))).toContain(
      'It is over, so nothing is open. Its time ran out',
    );
  });
});

describe('/release help', () => {
  test('lists what works, and nothing else', () => {
    const text = textOf(helpMessage());
    for (const word of helpWords) expect(text).toContain(`/release ${word}`);
    expect(text).toContain(
      '/rollback <sha or version> [service] [reason]'.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
    for (const word of laterWords) expect(text).not.toContain(`/release ${word}`);
  });

  test.each(helpWords)('has examples for %s', (word) => {
    expect(textOf(helpFor(word))).toMatch(new RegExp(`• \`/release ${word}`));
  });

  test('has examples for /rollback', () => {
    expect(textOf(helpFor('rollback'))).toMatch(/• `\/rollback v2/);
  });

  test.each(laterWords)('says plainly that %s is not there yet and did nothing', (word) => {
    expect(textOf(notYet(word))).toMatch(/does not do `\/[a-z ]+` yet, so nothing was done\./);
  });

  test('suggests a word for a wrong one and does nothing', () => {
    expect(textOf(unknownWord('stauts', 'status'))).toBe(
      'Gonogo does not know `stauts`, so nothing was done. Did you mean `/release status`? `/release help` lists what there is.',
    );
  });

  test('suggests nothing where nothing is near', () => {
    expect(textOf(unknownWord('pizza', null))).not.toContain('Did you mean');
  });
});

describe('Home', () => {
  test('shows what needs you first, and nothing twice', () => {
    const text = textOf(
      homeTab({ user: ana, needsYou: [open], open: [open], lanes: [lane], incidents: [], warnings: [], now }),
    );
    expect(text.startsWith('What needs you')).toBe(true);
    expect(text.match(/Round the total/g)).toHaveLength(1);
    expect(text).toContain('Nothing else is open.');
  });

  test('says that nothing waits for you', () => {
    expect(
      textOf(homeTab({ user: ana, needsYou: [], open: [], lanes: [], incidents: [], warnings: [], now })),
    ).toContain('Nothing waits for you.');
  });
});
