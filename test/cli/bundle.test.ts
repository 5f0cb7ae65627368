import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleText } from '../../src/evidence/bundle.ts';
import { bundleOfScene, deployed, freshPem, keyOf, otherKey, resigned } from '../evidence/bundle-support.ts';
import { given } from '../support/lane-stages.ts';
import { folderWith, type Ran, runCli } from './run-cli.ts';

const pem = freshPem();
const ourKey = keyOf(pem);
const sound = resigned(await bundleOfScene(deployed()), {}, ourKey);
const variables = { GONOGO_TICKET_KEY: pem };

async function verified(
  text: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = variables,
): Promise<Ran> {
  const folder = await folderWith({
    'bundle.json': text,
    'public.pem': ourKey.publicKey.pem,
    'other.pem': otherKey.publicKey.pem,
    'private.pem': pem,
    'text.pem': 'no key',
  });
  return await runCli(['verify', 'bundle.json', ...args], { folder, variables: env });
}

describe('gonogo verify with a bundle', () => {
  test('says in words what was approved, by whom, on what evidence, and what then ran', async () => {
    const { code, out, err } = await verified(bundleText(sound));

    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const said of [
      `This bundle is genuine. It is signed by ${ourKey.publicKey.id}`,
      'checkout.production.release1: a deploy of v2.14.0 (1111111) of checkout in production',
      'by U0DANA at 2026-11-18 10:00 UTC: "Round the total before tax"',
      'image api: acme.azurecr.io/checkout-api@sha256:',
      'go by U0ANA (ana at GitHub; approver, deployer) at 2026-11-18 10:00 UTC',
      'go by U0BEN',
      '2 of approver have to say go; excluded: requester, agent-owner, author, co-author, last-pusher',
      'release-candidate (blocking): pass',
      'manifest: sha256:',
      'its file is enclosed',
      'gng-0000000000000001 at 2026-11-18 10:00 UTC: .github/workflows/deploy.yml at main',
      'run 9001 (https://github.com/acme/checkout/actions/runs/9001), known by GitHub’s answer: ended with success',
      '10 looks: 10 healthy, 0 failed, 0 unknown; 0 missed',
      'succeeded at 2026-11-18 10:10 UTC',
    ])
      expect(out).toContain(said);
  });

  test('asks no Redis, no config and no private key when it is given the public one', async () => {
    expect(await verified(bundleText(sound), ['--key', 'public.pem'], {})).toMatchObject({ code: 0, err: '' });
  });

  test('names the first thing that is wrong, and ends with 1', async () => {
    const { code, out } = await verified(bundleText(sound).replace('Round the total', 'Round the sum'));

    expect(code).toBe(1);
    expect(out).toBe(
      'bundle.json is not to be trusted. The signature does not fit what it says: something was changed after it was signed.\n',
    );
  });

  test('does not trust a key because the bundle brings it along', async () => {
    const { code, out } = await verified(bundleText(resigned(sound, {}, otherKey)));

    expect(code).toBe(1);
    expect(out).toContain(
      `It is signed by the key ${otherKey.publicKey.id}, and the one that is trusted is ${ourKey.publicKey.id}.`,
    );
  });

  test('says who signed it when nobody has said whom to trust, and ends with 2', async () => {
    const { code, out, err } = await verified(bundleText(sound), [], {});

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`is signed by ${ourKey.publicKey.id}; but nobody has said that this key is to be trusted`);
  });

  test('still says what is wrong when nobody has said whom to trust', async () => {
    const { code, out } = await verified(bundleText(sound).replace('"U0ANA"', '"U0EVE"'), [], {});

    expect(code).toBe(1);
    expect(out).toContain('bundle.json is not to be trusted.');
  });

  test.each([
    { key: 'private.pem', says: 'private.pem holds a private key. To check a bundle the public one is enough' },
    { key: 'text.pem', says: 'text.pem is no public key in PEM form.' },
    { key: 'absent.pem', says: 'The key absent.pem cannot be read.' },
  ])('takes no $key for a public key', async ({ key, says }) => {
    const { code, out, err } = await verified(bundleText(sound), ['--key', key]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err).not.toContain(pem.split('\n')[1]);
  });

  test('lets no text of a bundle reach the terminal as anything but text', async () => {
    const scene = given('rejected');
    const hostile = scene.events.map(({ event, at }) => ({
      event: rejectedWith(event, 'no\u001B[2J\nApproved   go by U0BOSS'),
      at,
    }));
    const bundle = resigned(await bundleOfScene({ ...scene, events: hostile }), {}, ourKey);
    const { code, out } = await verified(bundleText(bundle));

    expect(code).toBe(0);
    expect(out).not.toContain('\u001B');
    expect(out).not.toMatch(/^Approved {3}go/m);
  });

  test('says that a file is not there, or is no bundle', async () => {
    expect(await runCli(['verify', 'absent.json'], { variables })).toMatchObject({ code: 2, out: '' });
    expect(await verified('{"name":"gonogo"}')).toMatchObject({ code: 1 });
  });

  test('takes --key only together with a bundle', async () => {
    const { code, err } = await runCli(['verify', '--key', 'public.pem'], { variables });

    expect({ code, err }).toEqual({
      code: 2,
      err: 'gonogo verify takes --key only with a bundle: gonogo verify <bundle> --key <public.pem>.\n',
    });
  });
});

function rejectedWith<E extends { readonly type: string }>(event: E, reason: string): E {
  if (event.type !== 'ReleaseEnded') return event;
  return { ...event, outcome: { kind: 'rejected', by: 'U0BEN', reason } };
}

describe('gonogo key', () => {
  test('prints the public key, ready to be a file, and its fingerprint beside it', async () => {
    const { publicKey } = ourKey;

    expect(await runCli(['key'], { variables })).toEqual({
      code: 0,
      out: publicKey.pem,
      err: `Its fingerprint is ${publicKey.id}.\n`,
    });
  });

  test('reads the key from a file, or with its line ends written out', async () => {
    const folder = await folderWith({ 'key.pem': pem });
    const written = pem.trim().replaceAll('\n', '\\n');

    expect(await runCli(['key'], { variables: { GONOGO_TICKET_KEY_FILE: join(folder, 'key.pem') } })).toMatchObject({
      code: 0,
    });
    expect(await runCli(['key'], { variables: { GONOGO_TICKET_KEY: written } })).toMatchObject({ code: 0 });
  });

  test.each(['key', 'bundle checkout.production.k3j9x2mq'])('says how to make a key: gonogo %s', async (line) => {
    const { code, out, err } = await runCli(line.split(' '));

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('GONOGO_TICKET_KEY is not set');
    expect(err).toContain('openssl genpkey -algorithm ed25519 -out ticket-key.pem');
  });

  test('repeats nothing of what is no key', async () => {
    const { code, err } = await runCli(['key'], { variables: { GONOGO_TICKET_KEY: 'canary' } });

    expect(code).toBe(2);
    expect(err).toContain('GONOGO_TICKET_KEY is no private key in PEM form.');
    expect(err).not.toContain('canary');
  });
});

test.each([[[]], [['checkout']], [['Checkout.Production.x']]])(
  'gonogo bundle wants the id of a release: %j',
  async (args) => {
    const { code, err } = await runCli(['bundle', ...args], { variables });

    expect(code).toBe(2);
    expect(err).toContain('gonogo bundle needs the id of a release');
  },
);
