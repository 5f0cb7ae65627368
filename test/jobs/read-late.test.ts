import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { type Telemetry } from '../../src/domain/watch/telemetry.ts';
import { readLate } from '../../src/jobs/read-late.ts';
import { looksOf, lookWith, measuredBy, minuteOf, read, watched } from '../domain/measured.ts';
import { chain } from '../flow/support.ts';
import { newSha } from '../support/facts.ts';
import { first, minute, type Scene } from '../support/lane.ts';

type Asked = Parameters<Telemetry['readings']>[0];

const azure = { region: 'westeurope', resourceId: '/subscriptions/s/providers/Microsoft.App/containerApps/checkout' };

/** Called healthy by the first of its ten minutes; the others had not come. */
function knowing(minutes: number): { readonly scene: Scene; readonly startedAt: Instant } {
  const scene = watched(measuredBy({ azure }));
  const { startedAt } = looksOf(scene);
  for (let number = 0; scene.phase() === 'watching'; number += 1)
    lookWith(scene, read(number < minutes ? [minuteOf(after(startedAt, number * minute))] : []));
  return { scene, startedAt };
}

async function reads(
  scene: Scene,
): Promise<{ readonly asked: readonly Asked[]; readonly sent: readonly LaneCommand[] }> {
  const asked: Asked[] = [];
  const sent: LaneCommand[] = [];
  const parts: Parameters<typeof readLate>[0] = {
    now: () => scene.now,
    telemetry: {
      readings: async (what) => {
        asked.push(what);
        return await Promise.resolve(read([]));
      },
    },
    flow: {
      read: async () => await Promise.resolve(scene.lane),
      submit: async ({ command }) => {
        sent.push(command);
        return await Promise.resolve({ kind: 'nothing', because: 'This is a test.' });
      },
    },
  };
  await readLate(parts, { chain, lane: scene.lane, policy: scene.policy }, { kind: 'read-late', release: first });
  return { asked, sent };
}

describe('a reading after the verdict', () => {
  test('asks for the minutes from the first that is missing up to now, of this version', async () => {
    const { scene, startedAt } = knowing(8);
    const { asked, sent } = await reads(scene);

    expect(asked).toMatchObject([{ sha: newSha, from: after(startedAt, 8 * minute), to: scene.now }]);
    expect(sent).toMatchObject([{ type: 'RecordLateMinutes', release: first }]);
  });

  test('asks nothing where every minute had come', async () => {
    expect(await reads(knowing(10).scene)).toEqual({ asked: [], sent: [] });
  });

  test('asks nothing where the config no longer asks for a watch, and says so', async () => {
    const { scene } = knowing(8);
    scene.configure({ watch: null });
    const { asked, sent } = await reads(scene);

    expect(asked).toEqual([]);
    expect(sent).toMatchObject([{ telemetry: null }]);
  });
});
