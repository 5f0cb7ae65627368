import { beforeAll, describe, expect, test } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { offers, until } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { approved, confirmRollback, pushBuilt, released, rollbackForm } from '../support/world-evidence.ts';
import {
  acknowledge,
  incidentsOf,
  incidentWords,
  liveMessages,
  paged,
  reply,
  says,
} from '../support/world-incidents.ts';
import { readLedger } from '../support/world-ledger.ts';
import { byEvidence } from '../support/world-shops.ts';

const second = 1000;
const workflow = 'cloud-deployment-pipeline.yml';

describe('a run that Gonogo did not start, or did not find', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      stray: { watch: { health: undefined } },
      ours: { watch: null },
      advised: { watch: null },
      polled: { watch: null },
      late: byEvidence(),
    });
  });

  test('started past Gonogo is a P1 of its own, told once, and no release', async () => {
    const { id, url } = await startPast('stray');
    const incident = await incidentOf(id);
    const words = incidentWords(world, incident);
    expect(words).toMatch(/P1[\s\S]*A run was started past Gonogo/);
    expect(words).toContain(`by \`finn\` at GitHub`);
    expect(words).toContain(url);
    expect(words).toContain('`production` may have changed');
    expect(words).toContain('/rollback');
    await paged(world, incident, { U0BEN: 1 });

    world.github.world.faults.duplicateWebhooks = true;
    world.github.world.advanceRun(id);
    world.github.world.faults.duplicateWebhooks = false;
    world.github.world.finishRun(id, 'success');
    const end = await reply(world, incident, 'The run that was started past Gonogo is over');
    expect(JSON.stringify(end.blocks)).toContain(shop(world, 'stray').candidate.slice(0, 7));
    expect(liveMessages(world, incident)).toHaveLength(1);
    const events = await readLedger(world).events('stray');
    expect(events.filter((type) => type === 'RunPastGonogoSeen')).toHaveLength(1);
    expect(events).not.toContain('ReleaseRequested');
  });

  test('is found by polling where no webhook comes', async () => {
    world.github.world.faults.loseWebhooks = true;
    const { id } = await startPast('polled');
    await world.bot.restart();
    const incident = await incidentOf(id);
    world.github.world.faults.loseWebhooks = false;
    expect(incidentWords(world, incident)).toContain('A run was started past Gonogo');
  });

  test('started by Gonogo itself is told by nobody', async () => {
    await readLedger(world).reaches('ours', 'RunsGuarded');
    const before = incidentsOf(world).length;
    const release = await approved(world, 'ours');
    const run = await oneRun(world, shop(world, 'ours'));
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
    expect(await readLedger(world).events('ours')).not.toContain('RunPastGonogoSeen');
    expect(incidentsOf(world)).toHaveLength(before);
  });

  test('started by hand as an alarm advised is told in the incident of that alarm, and pages nobody anew', async () => {
    await readLedger(world).reaches('advised', 'RunsGuarded');
    world.github.world.nextDispatch('502-not-started');
    const before = new Set(incidentsOf(world));
    const release = await approved(world, 'advised');
    await expect.poll(() => cardWords(world, release), soon).toContain('Looking for the run');
    await world.moveClock(125 * second);
    await offers(world, release, 'dispatch.not-started');
    const incident = await until('its incident', () => incidentsOf(world).find((id) => !before.has(id)) ?? null);
    await acknowledge(world, 'U0BEN', incident);
    byHand('advised', 'by-hand');

    await reply(world, incident, 'started the workflow by hand');
    expect(incidentsOf(world).filter((id) => !before.has(id))).toEqual([incident]);
    await says(world, incident, 'P2');
  });

  test('that appears beside the rollback which took its place is cancelled, and told in the incident of the rollback', async () => {
    const of = shop(world, 'late');
    await released(world, 'late', of.candidate);
    pushBuilt(world, of, { tag: 'v1.2.0' });
    world.github.world.nextDispatch('502-started');
    world.github.world.faults.hideRunsMs = 24 * 3600 * second;
    const release = await approved(world, 'late', 'main');
    await expect.poll(() => cardWords(world, release), soon).toContain('Looking for the run');
    world.github.world.faults.hideRunsMs = 0;
    const hidden = runsOf(world, of)[0];
    await world.moveClock(125 * second);
    await offers(world, release, 'dispatch.not-started');
    const view = await rollbackForm(world, 'U0BEN', 'v1.1.0 late');
    const rollback = await confirmRollback(world, 'U0BEN', {
      view,
      service: 'late',
      entries: { reason: 'Payments are failing' },
    });
    await expectPhase(world, release, 'superseded');
    expect(cardWords(world, release)).toContain('no run was found');
    await expectPhase(world, rollback, 'deploying');
    expect(hidden?.cancelRequested).toBe(false);

    if (hidden !== undefined) hidden.visibleFrom = 0;
    await world.moveClock(31 * second);
    await expect.poll(() => hidden?.cancelRequested === true || hidden?.conclusion === 'cancelled', soon).toBe(true);
    const incident = await until(
      'the incident of the rollback',
      () => incidentsOf(world).find((id) => incidentWords(world, id).includes('beside a rollback')) ?? null,
    );
    await says(world, incident, 'P1');
    await expectPhase(world, rollback, 'deploying');
  });

  /** Somebody starts it at GitHub, once the lane has been looked at. */
  async function startPast(service: string): Promise<{ readonly id: string; readonly url: string }> {
    await readLedger(world).reaches(service, 'RunsGuarded');
    const { id } = byHand(service, 'mine');
    return { id, url: `/actions/runs/${id}` };
  }

  function byHand(service: string, name: string): Run {
    const of = shop(world, service);
    const inputs = { release_sha: of.candidate, gonogo_request_id: name };
    return world.github.world.dispatchByHand(of.repo, { workflow, ref: 'main', inputs, actor: 'finn' });
  }

  async function incidentOf(run: string): Promise<string> {
    return await until(`the incident of run ${run}`, () => {
      return incidentsOf(world).find((id) => incidentWords(world, id).includes(`/actions/runs/${run}`)) ?? null;
    });
  }
});
