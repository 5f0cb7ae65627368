import { beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf, topView, until } from '../../sandbox/world-people.ts';
import { expectPhase, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { confirmRollback, nextRun, settled } from '../support/world-evidence.ts';
import {
  acknowledge,
  chainOf,
  directTo,
  fillIn,
  formAfter,
  hourMs,
  incidentsOf,
  incidentWords,
  liveMessage,
  liveMessages,
  paged,
  pressIncident,
  reply,
  says,
  settle,
  submit,
  threadOf,
} from '../support/world-incidents.ts';
import { askedAnew, expectReplay, measuredLane, minutesPass, runSucceeds, watched } from '../support/world-watch.ts';

const failing = { errorPercent: 25 } as const;
const actions = ['document', 'root-cause', 'fix-task', 'checklist', 'process'];

describe('an incident that is born from a release', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      mended: measuredLane('mended', { rollback: { mandate: 'never' } }),
      broken: measuredLane('broken', { rollback: { mandate: 'never' } }),
    });
  });

  test('is one message with what happened, what was changed and Roll back, and pages the ladder', async () => {
    const release = await breached('mended');
    const incident = await incidentAbout('mended');
    expect(liveMessages(world, incident)).toHaveLength(1);
    await says(world, incident, /P2[\s\S]*Errors rose after a deployment/);
    const words = incidentWords(world, incident);
    expect(words).toContain(release);
    expect(words).toContain('Opened by itself');
    expect(buttonsOf(liveMessage(world, incident))).toEqual(
      expect.arrayContaining([
        'incident.acknowledge',
        'release.rollback',
        'incident.resolve',
        'incident.change-severity',
      ]),
    );
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    await expect
      .poll(() => world.pager.alerts().at(-1), soon)
      .toMatchObject({
        key: incident,
        severity: 'error',
        source: 'mended production',
      });
  });

  test('is rolled back from there, and then has five actions with due times; the first two are for its lead', async () => {
    const incident = await incidentAbout('mended');
    await acknowledge(world, 'U0BEN', incident);
    const rollback = await rolledBack('mended', incident);
    expect(await minutesPass(world, rollback)).toBe('succeeded');
    await says(world, incident, 'After the rollback:* 0 of 5 done');
    const opened = (await chainOf(world, incident).read()).find(({ type }) => type === 'ActionsOpened');
    const list = opened?.data['actions'] as readonly { id: string; owner: string; dueAt: string }[];
    expect(list.map(({ id }) => id)).toEqual(actions);
    expect(list.map(({ owner }) => owner)).toEqual(['U0BEN', 'U0BEN', null, null, null]);
    const hours = list.map(({ dueAt }) => Math.round((Date.parse(dueAt) - Date.parse(opened?.at ?? '')) / hourMs));
    expect(hours).toEqual([24, 72, 24, 168, 168]);
    expect(buttonsOf(liveMessage(world, incident))).not.toContain('release.rollback');
    expect(incidentsOf(world)).toEqual([incident]);
  });

  test('makes the task for the fix as a GitHub issue with one click, once', async () => {
    const incident = await incidentAbout('mended');
    await pressIncident(world, 'U0ANA', incident, 'incident.issue');
    await says(world, incident, 'After the rollback:* 1 of 5 done');
    const { issues } = world.github.world.repo(shop(world, 'mended').repo);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.body).toContain(incident);
    expect(incidentWords(world, incident)).toContain(`/issues/${issues[0]?.number}`);
  });

  test('has an action handed over and done, with what came of it', async () => {
    const incident = await incidentAbout('mended');
    await forAction(incident, 'incident.take-action', { owner: 'U0CARA' });
    await expect.poll(() => directTo(world, 'U0CARA', incident, 'To be done after a rollback').length, soon).toBe(1);
    await forAction(incident, 'incident.finish-action', { note: 'It stands in the handbook' });
    await says(world, incident, /2 of 5 done[\s\S]*It stands in the handbook/);
  });

  test('is resolved with words, reminded of what is left, and reviewed; the review is Markdown', async () => {
    const incident = await incidentAbout('mended');
    await fillIn(world, 'U0BEN', { incident, actionId: 'incident.resolve', entries: { how: 'v1.0.0 is back' } });
    await says(world, incident, /Resolved[\s\S]*v1\.0\.0 is back/);
    await world.moveClock(25 * hourMs);
    await expect.poll(() => directTo(world, 'U0BEN', incident, 'The review is missing').length, soon).toBe(1);
    const entries = { impact: 'A quarter of the payments failed', causes: 'A timeout', 'follow-ups': 'A longer one' };
    await fillIn(world, 'U0ANA', { incident, actionId: 'incident.review', entries });
    await says(world, incident, 'filled in by <@U0ANA>');
    await pressIncident(world, 'U0ANA', incident, 'incident.export');
    function namesOfFiles(): readonly string[] {
      return threadOf(world, incident).flatMap(({ files = [] }) => files.map(({ name }) => name ?? ''));
    }
    await expect.poll(() => namesOfFiles().filter((name) => name.endsWith('.md')).length, soon).toBe(1);
    expect(namesOfFiles().filter((name) => name.endsWith('.png'))).toEqual([expect.stringMatching(/-errors\.png$/)]);
  });

  test('whose rollback fails is told so in the same place and becomes a P1: the whole ladder is begun anew', async () => {
    await breached('broken');
    const incident = await incidentAbout('broken');
    await says(world, incident, 'P2');
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    const before = runsOf(world, shop(world, 'broken')).length;
    const rollback = await begunRollback('broken', incident);
    const run = await nextRun(world, shop(world, 'broken'), before);
    await expectPhase(world, rollback, 'deploying');
    world.github.world.finishRun(run.id, 'failure');
    await expectPhase(world, rollback, 'failed');
    await says(world, incident, 'P1');
    await paged(world, incident, { U0BEN: 2, U0CARA: 0, U0ANA: 0 });
    await expect.poll(() => titlesInChannel(incident), soon).toEqual(['△ A rollback failed']);
    expect(incidentsOf(world).filter((id) => id.includes('-broken.'))).toEqual([incident]);
    expect((await chainOf(world, incident).read()).filter(({ type }) => type === 'ActionsOpened')).toEqual([]);
    await expect.poll(() => world.pager.alerts().at(-1), soon).toMatchObject({ key: incident, status: 'triggered' });
    await settle(world, 'U0BEN', incident);
  });

  /** Deployed, watched, and with too many errors. */
  async function breached(service: string): Promise<string> {
    const release = await askedAnew(world, service);
    await watched(world, service, release);
    world.production.set(service, failing);
    expect(await minutesPass(world, release, 4)).toBe('failed');
    return release;
  }

  /** How the replies begin that are shown in the channel as well. */
  function titlesInChannel(incident: string): readonly (string | undefined)[] {
    const shown = threadOf(world, incident).filter((one) => one.reply_broadcast === true);
    return shown.map(({ text }) => text.split(':')[0]);
  }

  async function incidentAbout(service: string): Promise<string> {
    return await until(`the incident about ${service}`, () => {
      return incidentsOf(world).findLast((id) => id.startsWith(`inc-${service}.`)) ?? null;
    });
  }

  async function begunRollback(service: string, incident: string): Promise<string> {
    const before = topView(world, 'U0BEN')?.id;
    await pressIncident(world, 'U0BEN', incident, 'release.rollback');
    const view = await until('the form of the rollback', () => settled(topView(world, 'U0BEN'), before));
    const entries = { reason: 'Payments are failing', warned: ['read'] };
    const rollback = await confirmRollback(world, 'U0BEN', { view, service, entries });
    await reply(world, incident, rollback);
    return rollback;
  }

  async function rolledBack(service: string, incident: string): Promise<string> {
    const of = shop(world, service);
    const before = runsOf(world, of).length;
    const rollback = await begunRollback(service, incident);
    const run = await nextRun(world, of, before);
    expectReplay(world, run, of.live);
    await runSucceeds(world, rollback, run);
    return rollback;
  }

  /** The first action that is open. */
  async function forAction(
    incident: string,
    actionId: string,
    entries: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { channel, ts, blocks } = liveMessage(world, incident);
    const before = topView(world, 'U0BEN')?.id;
    const blockId = (blocks as readonly { block_id?: string }[]).find(({ block_id: id = '' }) =>
      id.startsWith('action-'),
    );
    await world.slack.people.click('U0BEN', { actionId, channel, ts, blockId: blockId?.block_id ?? '' });
    await submit(world, 'U0BEN', await formAfter(world, 'U0BEN', before), entries);
  }
});
