import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWhole, type SignedBundle } from '../../src/domain/bundle/format.ts';
import { genesis, link, type Unchained } from '../../src/domain/ledger/entry.ts';
import { type Instant } from '../../src/domain/time.ts';
import { bundleText } from '../../src/evidence/bundle.ts';
import { verifyBundle } from '../../src/evidence/bundle-verify.ts';
import { readProjectFile } from '../architecture/project-files.ts';
import { config, type Step } from '../domain/invariants-facts.ts';
import { answerTo, createOutside } from '../domain/invariants-outside.ts';
import { anyLife, commandOf } from '../domain/invariants-steps.ts';
import { candidate, movedSha, standings } from '../support/facts.ts';
import { createScene, first, next, type Scene, third } from '../support/lane.ts';
import { recheckBack, rollBack } from '../support/lane-rollback.ts';
import { approve, approveAll, given, propose, stages } from '../support/lane-stages.ts';
import { ana } from '../support/people.ts';
import { policyWith } from '../support/policy.ts';
import {
  bundleFrom,
  bundleOfScene,
  bytesOf,
  chain,
  deployed,
  entriesOf,
  files,
  manifest,
  ourKey,
  unchained,
} from './bundle-support.ts';

function verdictOn(bundle: SignedBundle): unknown {
  const verdict = verifyBundle(bytesOf(bundle), ourKey.publicKey);
  return verdict.kind === 'wrong' ? verdict.fault : verdict.kind;
}

describe('a bundle', () => {
  test('says what was approved, by whom, on what evidence, and what then ran', async () => {
    const { record } = await bundleOfScene(deployed());

    expect(record).toMatchObject({
      kind: 'deploy',
      requestedBy: 'U0DANA',
      subject: { sha: '1'.repeat(40), manifest: manifest.file.digest },
      gates: [{ id: 'release-candidate', kind: 'manifest', mode: 'blocking', outcome: 'pass' }],
      rounds: [{ votes: [{ by: 'U0ANA' }, { by: 'U0BEN' }] }],
      dispatches: [{ run: { id: '9001', from: 'answer' }, conclusion: 'success', condemned: null }],
      watch: { ok: 10, failed: 0, unknown: 0, missed: 0, unverified: null },
      outcome: { kind: 'succeeded' },
    });
    expect(record.evidence.map(({ name, copy }) => `${name} ${copy}`)).toEqual([
      'manifest enclosed',
      'tests enclosed',
      'gate:release-candidate enclosed',
      'rollback-target enclosed',
      'infra enclosed',
      'smoke enclosed',
      'decision enclosed',
    ]);
  });

  test('is the same bytes for the same release, key and time', async () => {
    const scene = deployed();

    expect(bundleText(await bundleOfScene(scene))).toBe(bundleText(await bundleOfScene(scene)));
  });

  test.each(stages)('of a release that is %s can be checked', async (stage) => {
    expect(verdictOn(await bundleOfScene(given(stage)))).toBe('sound');
  });

  test('of a rollback names what it undoes, and who confirmed it', async () => {
    const scene = given('watching/looking');
    rollBack(scene, { of: first, candidate: { ahead: 0, behind: 1 } });
    recheckBack(scene, { ahead: 0, behind: 1 });
    const rollback = await bundleOfScene(scene, third);
    const undone = await bundleOfScene(scene);

    expect(verdictOn(rollback)).toBe('sound');
    expect(rollback.record).toMatchObject({ kind: 'rollback', links: { cause: { of: first, by: 'U0CARA' } } });
    expect(rollback.record.rounds[0]?.votes[0]?.by).toBe('U0CARA');
    expect(undone.record.links.undoneBy).toBe(third);
  });

  test('shows of other releases in the lane nothing but their place in the chain', async () => {
    const bundle = await bundleOfScene(given('scheduled'));
    const withheld = bundle.ledger.entries.filter((entry) => !isWhole(entry));

    expect(withheld.length).toBeGreaterThan(0);
    for (const entry of withheld) expect(Object.keys(entry).toSorted()).toEqual(['hash', 'prev', 'seq']);
    expect(bundleText(bundle)).not.toContain(`"release":"${third}"`);
    expect(verdictOn(bundle)).toBe('sound');
  });

  test('keeps a void go apart from those that count', async () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);
    const moved = candidate({ sha: movedSha });
    scene.fact({ type: 'RecordCandidate', release: first, candidate: moved, standings: standings() });
    approveAll(scene);
    const bundle = await bundleOfScene(scene);

    expect(bundle.record.rounds.map(({ votes }) => votes.map(({ by }) => by))).toEqual([['U0ANA'], ['U0ANA', 'U0BEN']]);
    expect(verdictOn(bundle)).toBe('sound');
  });

  test('whose rules have changed since encloses none, and does not name modes of gates', async () => {
    const scene = deployed();
    const entries = entriesOf(scene.events);
    const bundle = await bundleFrom({ entries, policy: policyWith({ refs: ['main'] }) });

    expect(bundle?.policy).toBeNull();
    expect(bundle?.record.gates).toMatchObject([{ mode: null }]);
    expect(bundle === null ? null : verdictOn(bundle)).toBe('sound');
  });

  test('of evidence whose copy was not kept has its digest, and says so', async () => {
    const scene = deployed();
    const bundle = await bundleFrom({ entries: entriesOf(scene.events), policy: scene.policy, copies: files.slice(1) });

    expect(bundle?.record.evidence[0]).toMatchObject({ digest: manifest.file.digest, copy: 'not-enclosed' });
    expect(bundle === null ? null : verdictOn(bundle)).toBe('sound');
  });

  test('of a release that nobody knows is none', async () => {
    const scene = deployed();

    expect(await bundleFrom({ entries: entriesOf(scene.events), release: next, policy: null })).toBeNull();
  });

  test('is cut out of a long chain, from its request to its last event', async () => {
    const scene = deployed();
    const around = Array.from({ length: 2345 }, (_, number) => pushed(number));
    const entries = link(chain, 0, genesis, [...around, ...scene.events.map(unchained), ...around]);
    const bundle = await bundleFrom({ entries, policy: scene.policy });

    expect(bundle?.record.entries).toEqual({ from: 2346, to: 2345 + scene.events.length, own: scene.events.length });
    expect(bundle === null ? null : verdictOn(bundle)).toBe('sound');
  });

  test('of a release of an earlier version has the subject that was voted on then', async () => {
    const { entries } = JSON.parse(readProjectFile('test/domain/ledger/lane-v1.json')) as { entries: Older[] };
    const older = link(chain, 0, genesis, entries.map(withActor));
    const bundle = await bundleFrom({ entries: older, policy: null });

    expect(bundle?.record.rounds[0]?.votes).toHaveLength(2);
    expect(bundle?.record.subject).not.toHaveProperty('gates');
    expect(bundle?.record.evidence).toEqual([]);
    expect(bundle === null ? null : verdictOn(bundle)).toBe('sound');
  });

  test('holds half a character of a title as readers show it', async () => {
    const scene = createScene();
    propose(scene, { candidate: { title: 'half \ud83d of one' } });
    approveAll(scene);

    expect(verdictOn(await bundleOfScene(scene))).toBe('sound');
  });
});

test('whatever happens in a lane, the bundle of each of its releases can be checked', async () => {
  await fc.assert(
    fc.asyncProperty(anyLife, async (steps) => {
      const scene = lived(steps);
      const entries = entriesOf(scene.events);
      const releases = new Set(scene.events.flatMap(({ event }) => requestedIn(event)));
      for (const release of releases) {
        const bundle = await bundleFrom({ entries, release, policy: scene.policy });
        expect(bundle === null ? 'none' : verdictOn(bundle)).toBe('sound');
      }
    }),
    { numRuns: 150 },
  );
});

function requestedIn(event: Scene['events'][number]['event']): readonly (typeof first)[] {
  return event.type === 'ReleaseRequested' ? [event.release] : [];
}

/** A random life of a lane, as the invariants of the domain are tested by. */
function lived(steps: readonly Step[]): Scene {
  const scene = createScene(config);
  const outside = createOutside();
  for (const step of steps) {
    scene.wait(step.wait);
    const said = commandOf(scene, outside, step);
    const decision = said === null ? null : scene.when(...said);
    for (const event of decision?.kind === 'accepted' ? decision.events : []) {
      if (event.type === 'DispatchIntended') outside.dispatches.push(event.dispatch);
      if (event.type === 'DispatchClaimed')
        outside.claimed[event.dispatch] = answerTo(outside, event.dispatch, step.variant);
      if (event.type === 'ProposalMade') outside.hashes.push(event.proposal.hash.slice(0, 16));
    }
  }
  return scene;
}

function pushed(number: number): Unchained {
  const push = { ref: 'main', sha: String(number).padStart(40, '0'), pusher: 'gil' };
  return { type: 'PushSeen', v: 1, at: '2026-11-18T09:00:00.000Z' as Instant, actor: 'system:webhook', data: { push } };
}

/** An event as an earlier version of Gonogo wrote it. */
type Older = Omit<Unchained, 'actor' | 'data'> & { readonly data: { readonly vote?: { readonly by: string } } };

function withActor(event: Older): Unchained {
  return { ...event, actor: event.data.vote?.by ?? 'system:jobs' };
}
