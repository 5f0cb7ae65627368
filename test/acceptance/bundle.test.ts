import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Message, type StoredFile } from '../../sandbox/slack/types.ts';
import {
  buttonsOf,
  cardOf,
  offers,
  press,
  reject,
  repliesOf,
  request,
  toldTo,
  until,
  valueOf,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { folderWith, runCli } from '../cli/run-cli.ts';
import { deployed, expectPhase, type ShopWorld, shop, soon, startShops, watchThrough } from '../support/world.ts';

const button = 'release.bundle';

describe('the bundle of a release that is over', () => {
  let world: ShopWorld;
  let release: string;
  beforeAll(async () => {
    world = await startShops({ shipped: {}, refused: { watch: null } });
    release = await request(world, { by: 'U0FINN', service: 'shipped' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    await deployed(world, shop(world, 'shipped'), release);
    await watchThrough(world, release);
    await offers(world, release, button);
    // The chart of the verdict is the last that the watch says.
    await until('the chart', () => (lastWords(world, release).includes('no health check failed') ? release : null));
  });

  test('comes into the thread of its card for whoever asks, and is genuine to somebody with the public key alone', async () => {
    const answer = await press(world, 'U0FINN', release, button);
    expect(answer).toMatchObject({ status: 200, trouble: null });

    const file = await until('the file in the thread', () => filesOf(world, release)[0] ?? null);
    expect(file).toMatchObject({ name: `${release}.gonogo.json`, title: `Bundle of ${release}` });
    await expect
      .poll(() => lastWords(world, release), soon)
      .toContain(`Asked for by <@U0FINN>. Check it offline: \`gonogo verify ${release}.gonogo.json\`.`);

    const { code, out, err } = await verified(world, file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const said of ['This bundle is genuine', release, 'by U0FINN', 'go by U0ANA', 'ended with success'])
      expect(out).toContain(said);
    expect(toldTo(world, 'U0FINN')).toEqual([]);
  });

  test('is the same bundle for the next one who asks, but for when it was exported', async () => {
    await world.moveClock(60_000);
    await press(world, 'U0DANA', release, button);
    const [first, second] = await until('the second file', () => {
      const files = filesOf(world, release);
      return files.length < 2 ? null : files;
    });
    const before = unsigned(await textOf(first));
    const after = unsigned(await textOf(second));
    expect(after['exportedAt']).not.toBe(before['exportedAt']);
    expect({ ...after, exportedAt: '' }).toEqual({ ...before, exportedAt: '' });
  });

  test('is not given to a guest, who is told so alone', async () => {
    const before = filesOf(world, release).length;
    await press(world, 'U0GWEN', release, button);
    await expect.poll(() => toldTo(world, 'U0GWEN').at(-1) ?? '', soon).toContain('Only full members');
    expect(filesOf(world, release)).toHaveLength(before);
  });

  test('says so when Slack does not take it, and comes with the next press', async () => {
    const before = filesOf(world, release).length;
    world.slack.faults.failNext('upload', 'error-500');
    await press(world, 'U0BEN', release, button);
    await expect.poll(() => toldTo(world, 'U0BEN').at(-1) ?? '', soon).toContain('press again');
    expect(filesOf(world, release)).toHaveLength(before);

    await press(world, 'U0BEN', release, button);
    await expect.poll(() => filesOf(world, release).length, soon).toBe(before + 1);
  });

  test('is not offered for what was never dispatched', async () => {
    const never = await request(world, { by: 'U0FINN', service: 'refused' });
    await expectPhase(world, never, 'awaiting-decision');
    await reject(world, 'U0ANA', never, 'Not today');
    await expectPhase(world, never, 'rejected');
    expect(buttonsOf(cardOf(world, never) ?? { blocks: [] })).not.toContain(button);
  });

  test('says nothing that must be said nowhere', async () => {
    const texts = await Promise.all(filesOf(world, release).map(textOf));
    for (const secret of world.secrets) for (const text of texts) expect(text).not.toContain(secret);
    expect(valueOf(cardOf(world, release) ?? { blocks: [] }, button)).toContain(release);
  });
});

function filesOf(world: ShopWorld, release: string): readonly StoredFile[] {
  const files = repliesOf(world, release).flatMap((reply: Message) => reply.files ?? []);
  return files.filter(({ name }) => name?.endsWith('.gonogo.json') === true);
}

function lastWords(world: ShopWorld, release: string): string {
  const last = repliesOf(world, release).at(-1);
  return last === undefined ? '' : wordsOf(last);
}

async function textOf(file: StoredFile | undefined): Promise<string> {
  return await (await fetch(file?.url_private ?? '')).text();
}

/** What is signed, without what signs it. */
function unsigned(text: string): Readonly<Record<string, unknown>> {
  const { signature: _signature, ...rest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return rest;
}

/** Checked as somebody would who has the file and the public key, and nothing else. */
async function verified(world: ShopWorld, file: StoredFile): ReturnType<typeof runCli> {
  const pem = world.secrets.find((secret) => secret.includes('PRIVATE KEY')) ?? '';
  const publicKey = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  const folder = await folderWith({ [file.name]: await textOf(file), 'public.pem': publicKey });
  return await runCli(['verify', file.name, '--key', join(folder, 'public.pem')], { folder });
}
