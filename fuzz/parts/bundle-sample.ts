import { type SignedBundle } from '../../src/domain/bundle/format.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { sha256 } from '../../src/domain/hash.ts';
import { genesis, link } from '../../src/domain/ledger/entry.ts';
import { after, minute } from '../../src/domain/time.ts';
import { type SigningKey } from '../../src/evidence/bundle-keys.ts';
import {
  bundleFrom,
  bundleOfScene,
  chain,
  deployed,
  keyOf,
  resigned,
  unchained,
} from '../../test/evidence/bundle-support.ts';
import { first, type Scene } from '../../test/support/lane.ts';
import { given } from '../../test/support/lane-stages.ts';

/** Before the 32 bytes of an Ed25519 private key, as PKCS #8 has it in RFC 8410. */
const pkcs8 = '302e020100300506032b657004220420';

/** A key that is the same for the same name, so that a seed gives the same bundles. It is nobody's. */
export function madeKey(name: string): SigningKey {
  const der = Buffer.from(`${pkcs8}${sha256(name)}`, 'hex').toString('base64');
  return keyOf(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`);
}

/** Bundles as Gonogo writes them: one that went well, one with others in its lane, one that is open, one that failed. */
export async function samples(key: SigningKey): Promise<readonly SignedBundle[]> {
  const scenes = [deployed(), given('scheduled'), given('awaiting-decision'), given('failed')];
  return await Promise.all(scenes.map(async (scene) => resigned(await bundleOfScene(scene), {}, key)));
}

/** A release whose watch took so many looks that its bundle has `count` events. */
export async function longBundle(count: number, key: SigningKey): Promise<SignedBundle> {
  const scene = deployed();
  const ended = scene.events.at(-1);
  if (ended === undefined) throw new RangeError('The scene is empty.');
  const looks = Array.from({ length: count - scene.events.length }, (_, index) => lookOf(scene, index));
  const events = [...scene.events.slice(0, -1), ...looks, ended].map(unchained);
  const bundle = await bundleFrom({ entries: link(chain, 0, genesis, events), policy: scene.policy });
  if (bundle === null) throw new RangeError('The scene has no release.');
  return resigned(bundle, {}, key);
}

function lookOf({ now }: Scene, index: number): Scene['events'][number] {
  const at = after(now, index * minute);
  const event: LaneEvent = {
    type: 'LookTaken',
    minutes: [],
    lags: {},
    blind: [],
    problems: [],
    release: first,
    look: 11 + index,
    missed: 0,
    reading: { kind: 'ok', ms: 40 },
    counts: 'yes',
    strangers: 0,
    lookAt: after(at, minute),
  };
  return { event, at };
}
