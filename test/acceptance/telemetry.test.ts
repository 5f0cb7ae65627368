import { beforeAll, describe, expect, test } from 'vitest';
import { type Signals } from '../../sandbox/azure/production.ts';
import { type StoredFile } from '../../sandbox/slack/types.ts';
import { alertsOf, lookAgain, press, repliesOf, request, wordsOf } from '../../sandbox/world-people.ts';
import { azureOf } from '../../sandbox/world-production.ts';
import { cardWords, expectPhase, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { approved, minuteMs, nextRun } from '../support/world-evidence.ts';
import { alertSaying, type MeasuredLane, measuredLane, minutesPass, runSucceeds } from '../support/world-watch.ts';

const truthWithinMs = 30_000;

describe('a watch that goes by telemetry', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      healthy: measuredLane('healthy'),
      errors: measuredLane('errors'),
      slow: measuredLane('slow'),
      memory: measuredLane('memory'),
      cpu: measuredLane('cpu'),
      restarts: measuredLane('restarts'),
      silent: measuredLane('silent'),
      blind: measuredLane('blind'),
      trial: measuredLane('trial', { watch: { advisory: ['errors'] } }),
      azure: azureLane('azure'),
      alone: measuredLane('alone', { watch: { health: undefined, version: undefined } }),
    });
  });

  test('ends in success when all of it stayed as it was', async () => {
    const release = await live(world, 'healthy');
    expect(await minutesPass(world, release)).toBe('succeeded');
    expect(alertsOf(world, release)).toEqual([]);
    await expectChart(release);
  });

  test.for([
    ['errors', { errorPercent: 25 }, 4, 'Errors rose after a deployment', /error rate is at 2\d/],
    [
      'slow',
      { p50Ms: 160, p95Ms: 900 },
      5,
      'Answers are slow after a deployment',
      /95th percentile .* is at [89]\d\d ?ms/,
    ],
    ['memory', { memoryPercent: 97 }, 6, 'Memory runs out after a deployment', /memory in use is at 9\d/],
    ['cpu', { cpuPercent: 96 }, 6, 'The processors are exhausted after a deployment', /processor load is at 9\d/],
    ['restarts', { restartsPerMinute: 2 }, 4, 'Memory runs out after a deployment', /\d restarts were counted/],
  ] satisfies readonly (readonly [string, Partial<Signals>, number, string, RegExp])[])(
    'fails over %s, and the alert says what was measured against what limit',
    async ([service, wrong, minutes, title, finding]) => {
      const release = await live(world, service);
      world.production.set(service, wrong);
      expect(await minutesPass(world, release, minutes)).toBe('failed');
      const said = await alertSaying(world, release, title);
      expect(said).toMatch(finding);
      expect(said).toMatch(/limit \d/);
      expect(alertsOf(world, release)).toHaveLength(1);
      await expectChart(release);
    },
  );

  test('that is told nothing says that it is blind, and never ends in success', async () => {
    const release = await live(world, 'silent');
    world.production.set('silent', { data: 'silent' });
    expect(await minutesPass(world, release, 6)).toBe('watching');
    const said = await alertSaying(world, release, 'A watch is blind');
    for (const trigger of ['errors', 'latency', 'memory', 'cpu']) expect(said).toContain(trigger);
    expect(await minutesPass(world, release, 1)).toBe('watching');
    // What is late may still come for ten minutes after the end.
    await world.moveClock(10 * minuteMs);
    await expectPhase(world, release, 'unverified');
    expect(await alertSaying(world, release, 'could not be verified')).toContain('Asked to act');
    await press(world, 'U0BEN', release, 'watch.accept');
    await expectPhase(world, release, 'accepted-unverified');
  });

  test('names before the vote where it would be blind', async () => {
    world.production.set('blind', { data: 'silent' });
    await world.moveClock(20 * minuteMs);
    const release = await request(world, { by: 'U0FINN', service: 'blind' });
    await expect.poll(() => cardWords(world, release), soon).toContain('*Blind now:*');
  });

  test('records a trigger that is only on trial in the thread, and acts on nothing', async () => {
    const release = await live(world, 'trial');
    expect(cardWords(world, release)).not.toContain('a go also authorises');
    world.production.set('trial', { errorPercent: 25 });
    expect(await minutesPass(world, release)).toBe('succeeded');
    await expect.poll(() => threadOf(release), soon).toContain('On trial: errors');
    expect(threadOf(release).split('On trial: errors').length).toBeLessThanOrEqual(3);
    expect(alertsOf(world, release)).toEqual([]);
  });

  test('goes by Azure Monitor where that is what knows the service', async () => {
    const release = await live(world, 'azure');
    world.production.set('azure', { errorPercent: 25 });
    expect(await minutesPass(world, release)).toBe('failed');
    expect(await alertSaying(world, release, 'Errors rose after a deployment')).toMatch(/error rate is at 2\d/);
    expect(world.azure.asked.some(({ api }) => api === 'metrics')).toBe(true);
  });

  test('ends in success by telemetry alone, where the lane has neither a health nor a version address', async () => {
    const release = await live(world, 'alone');
    expect(cardWords(world, release)).toContain('telemetry of errors, latency, memory and cpu');
    expect(await minutesPass(world, release)).toBe('succeeded');
    expect(cardWords(world, release)).toContain('production stayed within the limits of its telemetry');
    expect(alertsOf(world, release)).toEqual([]);
  });

  function threadOf(release: string): string {
    return repliesOf(world, release).map(wordsOf).join('\n');
  }

  function chartsOf(release: string): readonly StoredFile[] {
    return repliesOf(world, release).flatMap(({ files = [] }) => files);
  }

  /** A picture in the thread, with the same in words for those who cannot see it. */
  async function expectChart(release: string): Promise<void> {
    await expect.poll(() => chartsOf(release).length, soon).toBe(1);
    const [chart] = chartsOf(release);
    expect(chart?.name).toMatch(/\.png$/);
    expect(chart?.alt_text).toContain('the deployment (seen live at');
    await expect.poll(() => threadOf(release), soon).toContain('the deployment (seen live at');
    const bytes = await (await fetch(chart?.url_private ?? '')).bytes();
    expect(Buffer.from(bytes.slice(1, 4)).toString('latin1')).toBe('PNG');
  }
});

describe('a watch whose bot was dead for ten minutes', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      dead: measuredLane('dead', { watch: { minutes: 15 } }),
      enough: measuredLane('enough', { watch: { minutes: 60, every: '120s' } }),
      worse: measuredLane('worse', { watch: { minutes: 15 } }),
    });
  });

  test('goes on; the looks that it missed are unknown, and too few are left', async () => {
    const release = await live(world, 'dead');
    expect(await lookAgain(world, release, minuteMs)).toBe('watching');
    await deadForTenMinutes();
    await expect.poll(() => cardWords(world, release), { ...soon, timeout: truthWithinMs }).toMatch(/look 1[12] of 15/);
    expect(cardWords(world, release)).toMatch(/(9|10) looks could not be read and count for nothing/);
    expect(await minutesPass(world, release, 5)).toBe('unverified');
    expect(await alertSaying(world, release, 'could not be verified')).toMatch(/\d of 15 looks are known/);
  });

  test('is healthy where four looks in five are left: what telemetry has kept of that time is read later', async () => {
    const release = await live(world, 'enough');
    expect(await lookAgain(world, release, 2 * minuteMs)).toBe('watching');
    await deadForTenMinutes();
    await expect.poll(() => cardWords(world, release), { ...soon, timeout: truthWithinMs }).toMatch(/look [67] of 30/);
    let phase = 'watching';
    for (let looks = 0; looks < 26 && phase === 'watching'; looks += 1)
      phase = await lookAgain(world, release, 2 * minuteMs);
    expect(phase).toBe('succeeded');
    expect(alertsOf(world, release)).toEqual([]);
  });

  test('fails by what went wrong in that time, as soon as it is back', async () => {
    const release = await live(world, 'worse');
    expect(await lookAgain(world, release, minuteMs)).toBe('watching');
    await deadForTenMinutes(() => world.production.set('worse', { errorPercent: 25 }));
    await expectPhase(world, release, 'failed');
    await alertSaying(world, release, 'Errors rose after a deployment');
  });

  async function deadForTenMinutes(meanwhile: () => void = () => undefined): Promise<void> {
    await world.bot.kill('SIGKILL');
    meanwhile();
    await world.moveClock(10 * minuteMs);
    await world.bot.start();
  }
});

/** Approved by Ana, deployed, seen live, and no look taken yet. */
async function live(world: ShopWorld, service: string): Promise<string> {
  const release = await approved(world, service);
  await runSucceeds(world, release, await nextRun(world, shop(world, service), 0));
  return release;
}

/** Azure's metrics know no percentiles, so latency has no source here. */
function azureLane(name: string): MeasuredLane {
  const { resourceId } = azureOf(name);
  return measuredLane(name, { watch: { prometheus: undefined, azure: { region: 'westeurope', resourceId } } });
}
