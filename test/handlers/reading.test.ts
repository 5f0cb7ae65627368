import { describe, expect, test } from 'vitest';
import { helpWords, laterWords } from '../../src/cards/help.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { openRow } from '../../src/domain/release/view.ts';
import { type OpenRow } from '../../src/domain/views.ts';
import { type Readings } from '../../src/handlers/parts.ts';
import { cara, checkout, dana, policy, production, releaseId, sha } from '../cards/fixtures.ts';
import { awaiting, deploying, ended, outcomes } from '../cards/releases.ts';
import { commandBody, createWorld, laneWith, live, noRows, textOf, type World } from './support.ts';

const row = openRow(laneWith(awaiting), awaiting, policy);
const over = ended(outcomes.failed);
const overRow = historyRow(over);

function named(id: string): ReleaseId {
  return `checkout.production.${id}` as ReleaseId;
}

function worldReading(readings: Partial<Readings>, changes: Parameters<typeof createWorld>[0] = {}): World {
  return createWorld({ readings: { ...createWorld().parts.readings, ...readings }, ...changes });
}

function worldWith(open: readonly OpenRow[]): World {
  const rows = { ...noRows, open };
  return worldReading({ status: async () => rows }, { readLane: async () => laneWith(awaiting, { live }) });
}

async function ask(world: World, text: string, changes: object = {}): Promise<string> {
  const { acks, answer } = await world.deliver(commandBody(text, dana, changes));
  expect(acks).toHaveLength(1);
  expect(answer).toMatchObject({ response_type: 'ephemeral', text: expect.any(String) });
  return textOf(answer);
}

describe('/release status', () => {
  test('shows every lane of the config, also one in which nothing has happened yet', async () => {
    const lanes = [{ service: checkout, environment: production, live, hold: null }];
    const world = worldReading({ status: async () => ({ ...noRows, lanes, open: [row], recent: [overRow] }) });

    const shown = await ask(world, 'status');

    expect(shown).toContain('checkout → production');
    expect(shown).toContain('checkout → staging');
    expect(shown).toContain('v2.13.0');
    expect(shown).toContain(releaseId);
  });

  test('of a service shows that service alone', async () => {
    const other = { ...row, release: 'basket.production.a1b2c3d4' as ReleaseId, service: 'basket' as typeof checkout };

    const shown = await ask(worldWith([row, other]), 'status checkout');

    expect(shown).toContain(releaseId);
    expect(shown).not.toContain('basket');
  });

  test('shows what waits longest first', async () => {
    const older = { ...row, release: named('older000'), since: '2026-11-20T06:00:00.000Z' as typeof row.since };

    const shown = await ask(worldWith([row, older]), 'status');

    expect(shown.indexOf(older.release)).toBeLessThan(shown.indexOf(row.release));
  });

  test('passes on what operators have to know', async () => {
    const world = worldReading({ status: async () => ({ ...noRows, warnings: ['Redis may lose the last second.'] }) });

    expect(await ask(world, 'status')).toContain('Redis may lose the last second.');
  });

  test('of an unknown service suggests the one that was probably meant', async () => {
    expect(await ask(createWorld(), 'status chekcout')).toContain('Did you mean `checkout`');
  });
});

describe('/release why', () => {
  test('names each open condition and who can settle it, for a release by its whole name', async () => {
    const shown = await ask(worldWith([]), `why ${releaseId}`);

    expect(shown).toContain('votes_missing');
    expect(shown).toContain(`<@${cara}>`);
  });

  test.each(['why checkout', 'why checkout production', `why checkout ${sha.slice(0, 7)}`, 'why a1b2c3d4', 'why A1B2'])(
    'finds the one that is meant by “%s”',
    async (text) => {
      expect(await ask(worldWith([row]), text)).toContain(releaseId);
    },
  );

  test('shows a release that has ended as the record keeps it', async () => {
    const world = worldReading({ record: async () => over });

    expect(await ask(world, `why ${releaseId}`)).toContain('It is over');
  });

  test('shows every open release of a service', async () => {
    const second = { ...deploying, id: named('second00') };
    const rows = [row, openRow(laneWith(second), second, policy)];
    const both = { ...laneWith(awaiting), open: { [releaseId]: awaiting, [second.id]: second } };
    const world = worldReading({ status: async () => ({ ...noRows, open: rows }) }, { readLane: async () => both });

    const shown = await ask(world, 'why checkout');

    expect(shown).toContain(releaseId);
    expect(shown).toContain(second.id);
  });

  test('asks which one is meant where several names begin alike', async () => {
    const alike = { ...row, release: named('a1b2ffff') };

    const shown = await ask(worldWith([row, alike]), 'why a1b2');

    expect(shown).toContain('may mean more than one release');
    expect(shown).toContain(alike.release);
  });

  test.each([
    ['why', '/release why &lt;release or service&gt;'],
    ['why checkout', 'Nothing is open for `checkout`'],
    ['why checkout staging', 'Nothing is open for `checkout`'],
    ['why checkout elsewhere..', 'neither an environment'],
    ['why chekcout', 'Did you mean `checkout`'],
    ['why checkout.production.zzzzzzzz', 'knows no release'],
    ['why payments.production.a1b2c3d4', 'knows no release'],
    ['why ../../etc/passwd1', 'knows no release'],
    ['why payments', 'knows no release'],
    ['why &lt;!channel&gt;', 'knows no release'],
  ])('“%s” is answered with what can be done', async (text, sentence) => {
    const world = worldReading({}, { readLane: async () => laneWith(null) });

    const shown = await ask(world, text);

    expect(shown).toContain(sentence);
    expect(shown).not.toContain('<!channel>');
  });
});

describe('/release help', () => {
  test('is the answer to nothing at all', async () => {
    expect(await ask(createWorld(), '')).toContain('What Gonogo can do');
  });

  test.each(helpWords)('explains %s', async (word) => {
    expect(await ask(createWorld(), `help ${word}`)).toContain(`/release ${word}`);
  });

  test.each(['rollback', 'help rollback'])('“%s” explains the command of its own', async (text) => {
    expect(await ask(createWorld(), text)).toContain('/rollback &lt;sha or version');
  });

  test.each(laterWords)('says plainly that %s is not in this version', async (word) => {
    expect(await ask(createWorld(), word)).toContain('does not do');
  });

  test.each([
    ['statsu', 'Did you mean `/release status`'],
    ['STATUS', 'Releases'],
    ['xyzzy', 'does not know `xyzzy`'],
    ['toString', 'does not know `toString`'],
    ['&lt;!channel&gt;', 'does not know'],
  ])('“%s” is answered with a suggestion or the list', async (text, sentence) => {
    expect(await ask(createWorld(), text)).toContain(sentence);
  });

  test.each(['approve', 'deploy checkout', 'go', 'reject checkout.production.a1b2c3d4'])(
    '“%s” decides nothing, for deciding is left to buttons',
    async (text) => {
      const world = createWorld();

      expect(await ask(world, text)).toContain('buttons on a release’s card');
      expect(world.submitted).toEqual([]);
    },
  );

  test('a command that is not ours is answered, and does nothing', async () => {
    expect(await ask(createWorld(), 'status', { command: '/deploy' })).toContain('does not know');
  });
});

describe('who may read', () => {
  test.each<Standing>([{ kind: 'guest' }, { kind: 'stranger' }, { kind: 'bot' }, { kind: 'deleted' }])(
    'nobody who is a $kind',
    async (standing) => {
      const world = createWorld({ standing: async () => standing, readLane: async () => laneWith(awaiting) });

      for (const text of ['status', `why ${releaseId}`, 'history']) {
        expect(await ask(world, text)).toContain('Only full members');
      }
    },
  );

  test('nobody from another workspace, whatever Slack says of the person', async () => {
    expect(await ask(createWorld(), 'status', { team_id: 'T0OTHER' })).toContain('Only full members');
  });

  test('nobody for as long as Slack cannot say who they are', async () => {
    const world = createWorld({ standing: async () => ({ kind: 'unknown', reason: 'Slack did not answer' }) });

    expect(await ask(world, 'status')).toContain('could not check who you are');
  });
});

test('says that the store does not answer, instead of nothing', async () => {
  const world = worldReading({ status: () => Promise.reject(new Error('Redis is away')) });

  expect(await ask(world, 'status')).toContain('cannot read its store');
  expect(world.logged).toHaveLength(1);
});
