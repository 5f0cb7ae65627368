import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  alertsOf,
  lookAgain,
  offers,
  phaseOf,
  press,
  toldTo,
  topView,
  until,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
import { type EnvironmentName, laneChain, type ServiceId } from '../../src/domain/ids.ts';
import { link } from '../../src/domain/ledger/entry.ts';
import { instantAt } from '../../src/domain/time.ts';
import { folderWith, runCli } from '../cli/run-cli.ts';
import { readOlder } from '../support/older.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { connection, waiting } from '../support/world-crash.ts';
import { cardsOf, confirmRollback, expectReplay, nextRun, released, settled } from '../support/world-evidence.ts';
import { acknowledge, incidentsOf, liveMessages, says } from '../support/world-incidents.ts';
import { readLedger } from '../support/world-ledger.ts';
import { lookEveryMs } from '../support/world-shops.ts';
import { startUpgrade } from '../support/world-upgraded.ts';

const older = readOlder();

describe('what an older version left in the middle of everything', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startUpgrade(older);
    await world.bot.start();
  });

  test('is read: nothing is in doubt, no chain was touched, and everything stands where it stood', async () => {
    expect(await (await fetch(`${world.bot.url}/readyz`)).json()).toEqual({ armed: true, reasons: [], warnings: [] });
    expect(await walked()).toMatchObject({ kind: 'whole', chains: expect.any(Number) });
    const stood = {
      voting: 'awaiting-decision',
      proven: 'awaiting-decision',
      ready: 'ready',
      queued: 'deploying',
      queued2: 'scheduled',
      done: 'succeeded',
      done2: 'rejected',
      failed: 'failed',
      back: 'succeeded',
      breached: 'failed',
      unsure: 'unverified',
      asking: 'dispatching',
      watched: 'watching',
    };
    for (const [name, phase] of Object.entries(stood)) expect([name, phaseOf(world, id(name))]).toEqual([name, phase]);
  });

  test('is told by status, why, history, the page of record and Home', async () => {
    const status = await typed(world, 'status');
    for (const name of ['voting', 'queued', 'queued2', 'unsure', 'asking', 'watched'])
      expect(status).toContain(id(name));
    expect(await typed(world, 'status back')).toMatch(/Held since[\s\S]*Payments are failing/);
    expect(await typed(world, `why ${id('voting')}`)).toContain('votes_missing');
    const history = await typed(world, 'history breached');
    expect(history).toMatch(/v1\.1\.1 +\| Feature +\| Failed/);
    expect(await typed(world, 'history back')).toMatch(/v1\.1\.0 +\| Rollback +\| Success/);
    for (const name of ['done', 'done2', 'breached', 'back', 'failed', 'unsure'])
      expect(await typed(world, `show ${id(name)}`)).toMatch(/(?:Requested|Confirmed) by <@U0/);
    await world.slack.people.openHome('U0BEN');
    const home = await until('Home of Ben', () => world.slack.workspace.state.homes['U0BEN'] ?? null);
    expect(wordsOf(home)).toContain(id('voting'));
    for (const said of [status, history, wordsOf(home)]) expect(said).not.toMatch(/undefined|NaN/);
  });

  test.for(['voting', 'proven'])(
    'keeps a vote: in %s the second go completes the first, and starts it once',
    async (name) => {
      await press(world, 'U0BEN', id(name), 'release.approve');
      const run = await oneRun(world, shop(world, name));
      await expectPhase(world, id(name), 'deploying');
      world.github.world.finishRun(run.id, 'success');
      await expectPhase(world, id(name), 'succeeded');
      expect(await readLedger(world).votes(name)).toEqual(['U0ANA', 'U0BEN']);
      expect(runsOf(world, shop(world, name))).toHaveLength(1);
    },
  );

  test('keeps what was verified of the checklist, also where its rules are others now', async () => {
    await expect.poll(() => cardWords(world, id('checked')), soon).toContain('1 item of the checklist waits');
    await press(world, 'U0BEN', id('checked'), 'checklist.show');
    const list = await until('the checklist', () => {
      const top = topView(world, 'U0BEN');
      return top !== null && wordsOf(top).includes('Tested rollback') ? top : null;
    });
    expect(wordsOf(list)).toContain('Rolled back and forth on staging');
    await world.slack.people.closeView('U0BEN', list.id);
  });

  test('starts once what was to be started when it was killed, and what a person starts now', async () => {
    await expectPhase(world, id('intended'), 'deploying');
    expect((await oneRun(world, shop(world, 'intended'))).displayTitle).toContain('gng-');
    await press(world, 'U0BEN', id('ready'), 'release.deploy');
    await expectPhase(world, id('ready'), 'deploying');
    await oneRun(world, shop(world, 'ready'));
  });

  test('goes on reading a run, and then starts who waits behind it', async () => {
    const of = shop(world, 'queued');
    world.github.world.finishRun((await oneRun(world, of)).id, 'success');
    await expectPhase(world, id('queued'), 'succeeded');
    await expectPhase(world, id('queued2'), 'deploying');
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('goes on asking a person about a start that nobody found', async () => {
    await press(world, 'U0BEN', id('asking'), 'dispatch.not-started');
    await expectPhase(world, id('asking'), 'ready');
    expect(runsOf(world, shop(world, 'asking'))).toHaveLength(0);
  });

  test('reads what could not be read, and lets a failed run be tried once more', async () => {
    await expectPhase(world, id('gathering'), 'awaiting-decision');
    await press(world, 'U0ANA', id('failed'), 'release.retry');
    await expect.poll(() => runsOf(world, shop(world, 'failed')).length, soon).toBe(2);
  });

  test('opens the incident of an alert that was not said yet, once, and somebody can take it', async () => {
    const incident = await until(
      'the incident',
      () => incidentsOf(world).find((one) => one.includes('alarmed')) ?? null,
    );
    await says(world, incident, '4 health checks in a row failed');
    await says(world, incident, 'P1');
    await acknowledge(world, 'U0BEN', incident);
    expect(liveMessages(world, incident)).toHaveLength(1);
    expect(incidentsOf(world)).toEqual([incident]);
    await expectPhase(world, id('alarmed'), 'failed', 30_000);
  });

  test('leaves the alerts that stand as they are, and what they are about can be undone', async () => {
    const release = id('breached');
    expect(alertsOf(world, release)).toHaveLength(1);
    await press(world, 'U0BEN', release, 'release.rollback');
    const view = await until('the form of the rollback', () => settled(topView(world, 'U0BEN')));
    const entries = { reason: 'Nobody can pay' };
    const rollback = await confirmRollback(world, 'U0BEN', { view, service: 'breached', entries });
    const of = shop(world, 'breached');
    expectReplay(world, await nextRun(world, of, 2), of.candidate);
    await expectPhase(world, rollback, 'deploying');
    const incident = await until(
      'its incident',
      () => incidentsOf(world).find((one) => one.includes('breached')) ?? null,
    );
    await says(world, incident, '<@U0BEN> has it');
  });

  test('goes on with a watch to its verdict', async () => {
    let phase = 'watching';
    for (let look = 0; look < 12 && phase === 'watching'; look += 1)
      phase = await lookAgain(world, id('watched'), lookEveryMs);
    expect(phase).toBe('succeeded');
  });

  test('asks people about a watch that saw too little, and they may take it', async () => {
    await press(world, 'U0ANA', id('unsure'), 'watch.accept');
    await expectPhase(world, id('unsure'), 'accepted-unverified');
    await offers(world, id('back'), 'lane.clear-hold');
    await press(world, 'U0ANA', id('back'), 'lane.clear-hold');
    await expect.poll(async () => await typed(world, 'status back'), soon).not.toContain('Held since');
  });

  test.for(['done', 'breached', 'back', 'unsure', 'checked', 'voting'])(
    'is proven: the bundle of %s is genuine',
    async (name) => {
      const variables = { REDIS_URL: world.redis.url, GONOGO_TICKET_KEY: world.secrets.find(isKey) ?? '' };
      const folder = await folderWith({});
      const out = join(folder, 'out.json');
      const told = ['bundle', id(name), '--prefix', world.redis.prefix, '--config', world.configPath, '--out', out];
      expect(await runCli(told, { variables })).toMatchObject({ code: 0, err: '' });
      expect(await runCli(['verify', out], { variables })).toMatchObject({ code: 0, err: '' });
    },
  );

  test('has lost nothing: every chain verifies, nothing failed, no effect is left, and each card stands once', async () => {
    await expect.poll(async () => await connection(world.redis).hlen(`${world.redis.prefix}:outbox`), soon).toBe(0);
    expect(await walked()).toMatchObject({ kind: 'whole' });
    expect(world.bot.logs.filter((line) => /"level":(?:50|60|"error"|"fatal")/.test(line))).toEqual([]);
    for (const name of Object.keys(older.releases)) {
      const cards = cardsOf(world, shopOf(name)).filter((release) => release === id(name));
      expect([name, cards.length]).toEqual([name, 1]);
      expect(cardWords(world, id(name))).not.toMatch(/undefined|NaN/);
    }
  });

  async function walked(): Promise<unknown> {
    const { url, prefix } = world.redis;
    return await verifyLedger(createLedger({ redis: connection({ url }), prefix }));
  }
});

describe('what a newer version wrote', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ newer: { watch: null }, usual: { watch: null } });
  });

  test('stops this one in that lane, with a sentence that says what to start, and in no other', async () => {
    const release = await waiting(world, 'newer');
    await press(world, 'U0BEN', release, 'release.reject');
    const form = await until('the form for the reason', () => topView(world, 'U0BEN'));
    const ledger = createLedger({ redis: connection(world.redis), prefix: world.redis.prefix });
    const lane = laneChain('newer' as ServiceId, 'production' as EnvironmentName);
    const { version, head } = await ledger.load(lane);
    const at = instantAt(world.nowMs());
    const entries = link(lane, version, head, [
      { type: 'ReleaseBlessed', v: 1, at, actor: 'U0ANA', data: { release } },
    ]);
    const rest = { effects: [], projections: [], inputs: [], claims: [], due: at, state: null };
    await ledger.commit({ chain: lane, expected: { version, head }, entries, ...rest });

    const said =
      `The ledger of lane newer → production cannot be read: Entry ${version + 1} of lane.newer.production is a ` +
      'ReleaseBlessed of version 1, which this Gonogo does not know. ' +
      'Start the version that wrote it, or a newer one; nothing is skipped.';
    await expect.poll(readiness, soon).toMatchObject({ armed: false, reasons: [said] });
    await press(world, 'U0ANA', release, 'release.approve');
    const told = 'A newer version of Gonogo has written in this lane';
    await expect.poll(() => toldTo(world, 'U0ANA').at(-1) ?? '', soon).toContain(told);
    expect(await typed(world, `why ${release}`)).toContain(told);
    const sent = await world.slack.people.submitView('U0BEN', form.id, { reason: 'Not now' });
    expect(sent.errors).toMatchObject({ reason: expect.stringContaining(told) });
    expect(await readLedger(world).events('newer')).toHaveLength(version + 1);
    expect(runsOf(world, shop(world, 'newer'))).toHaveLength(0);
    await released(world, 'usual');
  });

  async function readiness(): Promise<unknown> {
    return await (await fetch(`${world.bot.url}/readyz`)).json();
  }
});

async function typed(world: ShopWorld, words: string): Promise<string> {
  const { body } = await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', words);
  return wordsOf(JSON.parse(body === '' ? '{"blocks":[]}' : body) as { readonly blocks: readonly unknown[] });
}

function id(name: string): string {
  const release = older.releases[name];
  if (release === undefined) throw new Error(`The older version left no release ${name}.`);
  return release;
}

function shopOf(name: string): string {
  return id(name).slice(0, id(name).indexOf('.'));
}

function isKey(secret: string): boolean {
  return secret.includes('PRIVATE KEY');
}
