import { describe, expect, test } from 'vitest';
import { type PerformParts } from '../../src/adapters/perform.ts';
import { type Effect, effectId } from '../../src/domain/effects.ts';
import { type ChannelId, incidentOfRelease, type MessageTs } from '../../src/domain/ids.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { type TelemetryRead } from '../../src/domain/watch/telemetry.ts';
import { createIncidentScene, does } from '../domain/incident/scene.ts';
import {
  deployed,
  looksOf,
  minuteOf,
  minutesPass,
  read,
  unanswered,
  watched as watchedByTelemetry,
} from '../domain/measured.ts';
import { first, type Scene } from '../support/lane.ts';
import { given, look } from '../support/lane-stages.ts';
import { ana } from '../support/people.ts';
import { bench, card, performed } from './perform-bench.ts';

type Slack = PerformParts['slack'];
type Told = {
  readonly slack: Partial<Slack>;
  readonly files: readonly Parameters<Slack['share']>[0][];
  readonly replies: readonly Parameters<Slack['reply']>[0][];
};

const chart: Effect = { type: 'ShowChart', id: 'verdict-1', release: first, signal: 'health' };

function thread(): Told {
  const files: Parameters<Slack['share']>[0][] = [];
  const replies: Parameters<Slack['reply']>[0][] = [];
  const slack: Partial<Slack> = {
    async share(file) {
      files.push(file);
      return { kind: 'said' };
    },
    async reply(reply) {
      replies.push(reply);
      return { kind: 'said' };
    },
  };
  return { slack, files, replies };
}

/** In the middle of a watch, with a card in the channel. */
function watched(): Scene {
  const scene = given('watching/looking');
  scene.fact({ type: 'RecordCard', release: first, card });
  look(scene);
  look(scene);
  return scene;
}

/** Three minutes of a watch that goes by telemetry. */
function measuredScene(): Scene {
  const scene = watchedByTelemetry();
  scene.fact({ type: 'RecordCard', release: first, card });
  minutesPass(scene, ['well', 'well', 'well']);
  return scene;
}

describe('a chart', () => {
  test('stands as a picture in the thread of its card, with the same in words', async () => {
    const { slack, files, replies } = thread();

    expect(await performed(bench(watched(), slack).parts, chart)).toEqual({ kind: 'done' });

    expect(files).toMatchObject([{ place: card, name: `${first}-health.png`, bytes: Buffer.from('a picture') }]);
    expect(files[0]?.altText).toMatch(/\w{3,}.*\./);
    expect(files[0]?.comment?.text).toBe(files[0]?.altText);
    expect(replies).toEqual([]);
  });

  test('is drawn of the signal that it is asked of', async () => {
    const drawings: string[] = [];
    const { slack } = thread();
    const { parts } = bench(watched(), slack);
    async function draw(svg: string): Promise<Uint8Array> {
      drawings.push(svg);
      return Buffer.from(svg);
    }

    await performed({ ...parts, draw }, chart);
    await performed({ ...parts, draw }, { ...chart, signal: 'errors' });

    expect(drawings.map((svg) => svg.startsWith('<svg'))).toEqual([true, true]);
    expect(drawings[0]).not.toBe(drawings[1]);
  });

  test('shows the time before, too, which is read when it is drawn', async () => {
    const { slack, files } = thread();
    const scene = measuredScene();
    const asked: { from: Instant; to: Instant }[] = [];
    const { parts } = bench(scene, slack);
    const { startedAt } = looksOf(scene);
    async function readings({ from, to }: { readonly from: Instant; readonly to: Instant }): Promise<TelemetryRead> {
      asked.push({ from, to });
      return read(Array.from({ length: 30 }, (_, index) => minuteOf(after(startedAt, (index - 30) * minute))));
    }

    await performed({ ...parts, telemetry: { readings } }, { ...chart, signal: 'cpu' });

    expect(asked).toEqual([{ from: after(startedAt, -65 * minute), to: after(startedAt, minute) }]);
    expect(files[0]?.altText).toContain('about 31 % before it');
  });

  test('says why nothing of the time before is shown', async () => {
    const { slack, files } = thread();
    const scene = measuredScene();
    const { parts } = bench(scene, slack);
    const silent = { readings: async () => unanswered(scene.now, 1) };

    await performed({ ...parts, telemetry: silent }, { ...chart, signal: 'cpu' });
    await performed(parts, chart);

    expect(files[0]?.altText).toContain('What was before the deployment could not be read (Prometheus answered 503).');
    expect(files[1]?.altText).toContain('Health is looked at only from the deployment on.');
  });

  test('that cannot be drawn is said in words, and operators are told', async () => {
    const { slack, files, replies } = thread();
    const { parts, warnings } = bench(watched(), slack);
    async function draw(): Promise<Uint8Array> {
      return await Promise.reject(new Error('no font'));
    }

    expect(await performed({ ...parts, draw }, chart)).toEqual({ kind: 'done' });

    expect(files).toEqual([]);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.message.text).toMatch(/\w{3,}.*\./);
    expect(warnings).toEqual(['A chart could not be drawn; its caption is said instead.']);
  });

  test('that Slack does not take now is tried later, and given up in the end: it decides nothing', async () => {
    const later = { kind: 'later', afterMs: 1000, reason: 'ratelimited' } as const;
    const { parts } = bench(watched(), { share: async () => later });

    expect(await performed(parts, chart)).toEqual(later);
    expect(await performed(parts, chart, 5)).toEqual({ kind: 'done' });
  });

  test('of a version that was never seen live shows the time before, and says that nothing of it was looked at', async () => {
    const { slack, files } = thread();
    const scene = deployed();
    scene.fact({ type: 'RecordCard', release: first, card });
    const { parts } = bench(scene, slack);
    const before = Array.from({ length: 30 }, (_, index) => minuteOf(after(scene.now, (index - 30) * minute)));

    await performed({ ...parts, telemetry: { readings: async () => read(before) } }, { ...chart, signal: 'cpu' });
    await performed(parts, chart);

    expect(files[0]?.altText).toMatch(
      /^Before the wait for the new version, which began at \d\d:\d\d UTC, CPU use was about 31 %; the new version was not seen live, so nothing of it was looked at\.$/,
    );
    expect(files[1]?.altText).toMatch(/^Nothing is known of health: the new version was not seen live/);
  });

  test('waits for the card of its release, which may be posted anew, and is dropped with a word in the log', async () => {
    const { slack, files } = thread();
    const { parts, warnings } = bench(given('watching/looking'), slack);

    expect(await performed(parts, chart)).toMatchObject({ kind: 'later' });
    expect(await performed(parts, chart, 60)).toEqual({ kind: 'done' });
    expect(files).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('no live message')]);
  });

  test('of a release that nobody watched is none', async () => {
    const { slack, files, replies } = thread();
    const early = given('deploying/running');
    early.fact({ type: 'RecordCard', release: first, card });
    await performed(bench(early, slack).parts, chart);

    expect([...files, ...replies]).toEqual([]);
  });
});

describe('the chart of a verdict in its incident', () => {
  const inIncident: Effect = {
    type: 'IncidentChart',
    id: 'n2',
    incident: incidentOfRelease(first),
    release: first,
    verdict: { breached: 'health' },
  };
  const message: CardPlace = { channel: 'C0INCIDENTS' as ChannelId, ts: '9.9' as MessageTs };

  function partsWith(told: Told, place: CardPlace | null, scene = watched()): PerformParts {
    const incident = createIncidentScene();
    incident.when(ana, does.declare('P1'));
    const about = { ...incident.incident, card: place };
    const { parts } = bench(scene, told.slack);
    return {
      ...parts,
      incidentOf: async () => ({
        incident: about,
        policy: incident.policy,
        release: null,
        toUndo: null,
        now: incident.now,
      }),
    };
  }

  test('stands in the thread of the incident with the same words, also where the release has no card', async () => {
    const told = thread();

    expect(await performed(partsWith(told, message), inIncident)).toEqual({ kind: 'done' });
    expect(await performed(partsWith(told, message, given('watching/looking')), inIncident)).toEqual({ kind: 'done' });

    expect(told.files.map(({ place }) => place)).toEqual([message, message]);
    expect(told.files[0]?.comment.text).toBe(told.files[0]?.altText);
  });

  test('has a name of its own, so that neither thread is taken for the other', () => {
    expect(effectId(inIncident)).not.toBe(effectId(chart));
  });

  test('waits for the message of the incident, and comes again where its thread is gone', async () => {
    const told = thread();
    expect(await performed(partsWith(told, null), inIncident)).toMatchObject({ kind: 'later' });

    const lost = { ...told, slack: { share: async () => ({ kind: 'lost', reason: 'thread_not_found' }) as const } };
    expect(await performed(partsWith(lost, message), inIncident)).toMatchObject({ kind: 'later' });
    expect(await performed(partsWith(lost, message), inIncident, 5)).toEqual({ kind: 'done' });
  });
});
