import { describe, expect, test } from 'vitest';
import { callbackIds } from '../../src/cards/ids-of-fields.ts';
import { decide } from '../../src/domain/decide.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { triedToRollBack } from '../../src/handlers/rollback-attempt.ts';
import { ana, backwards, cara, liveSha, lost, now, policy, sha } from '../cards/fixtures.ts';
import { awaiting, deploying, watching } from '../cards/releases.ts';
import { commandBody, createWorld, laneWith, live, newRelease, textOf, verified, type World } from './support.ts';

const older = verified(liveSha, 'v2.13.0');
const twin = verified('9c8b111', 'v2.12.0');
const known = laneWith(null, { live, verified: [older, twin] });

const basket: LanePolicy = { ...policy, service: 'basket' as LanePolicy['service'] };
const steps = [`open ${callbackIds.rollBack}`, 'ack', 'read GitHub', `update ${callbackIds.rollBack}`];

function worldWith(changes: Partial<HandlerParts> = {}): World {
  return createWorld({ readLane: async () => known, ...changes });
}

/** Two services; what was verified is given by service. */
function twoServices(lanes: Readonly<Record<string, typeof known>>): World {
  return worldWith({
    lanes: () => [policy, basket],
    policyOf: (chain) => (chain.includes('basket') ? basket : policy),
    readLane: async (chain) => lanes[chain.split('.')[1] ?? ''] ?? laneWith(null),
  });
}

async function type(world: World, text: string, by = ana, changes: object = {}): Promise<string> {
  const { acks, answer } = await world.deliver(commandBody(text, by, { command: '/rollback', ...changes }), 'input-5');
  expect(acks).toHaveLength(1);
  return textOf(answer);
}

describe('/rollback', () => {
  test('opens the form before it reads GitHub, answers Slack, and then shows what that would do', async () => {
    const world = worldWith();

    expect(await type(world, 'v2.13.0 checkout totals are wrong')).toBe('""');

    expect(world.steps).toEqual(steps);
    expect(world.read).toMatchObject([
      { kind: 'rollback', ref: { kind: 'sha', sha: liveSha }, lane: { verified: [{}, {}] } },
    ]);
    const shown = textOf(world.updated);
    expect(shown).toContain('12 commits');
    expect(shown).toContain('totals are wrong');
    expect(shown).toContain('about 6 min');
    expect(world.submitted).toEqual([]);
  });

  test.each(['v2.13.0', '2.13.0', liveSha, liveSha.slice(0, 7)])(
    'finds %s among what was verified here',
    async (word) => {
      const world = worldWith();

      await type(world, word);

      expect(world.read).toMatchObject([{ ref: { kind: 'sha', sha: liveSha }, policy: { environment: 'production' } }]);
    },
  );

  test('asks GitHub for what was never verified here', async () => {
    const world = worldWith();

    await type(world, `${sha.slice(0, 8)} checkout`);

    expect(world.read).toMatchObject([{ ref: { kind: 'ref', name: sha.slice(0, 8) } }]);
  });

  test('offers the choice where several begin like what was typed, and reads none of them', async () => {
    const world = worldWith();

    await type(world, '9c8b checkout totals');

    expect(world.opened).toMatchObject([{ callback_id: callbackIds.rollBack, submit: { text: 'Continue' } }]);
    expect(textOf(world.opened)).toContain(twin.sha);
    expect(world.read).toEqual([]);
  });

  test('takes the only service that has verified it, and all the rest as the reason', async () => {
    const world = twoServices({ basket: known });

    await type(world, 'v2.13.0 totals are wrong');

    expect(world.read).toMatchObject([{ policy: { service: 'basket' } }]);
    expect(textOf(world.updated)).toContain('totals are wrong');
  });

  test.each([
    ['two services have verified it', { checkout: known, basket: known }],
    ['no service has verified it', {}],
  ])('asks for the service when %s', async (_why, lanes) => {
    const world = twoServices(lanes);

    const answer = await type(world, 'v2.13.0');

    expect(answer).toContain('Which service');
    expect(answer).toContain('`checkout`, `basket`');
    expect(world.opened).toEqual([]);
  });

  test('takes a mistyped service for no reason', async () => {
    const world = twoServices({ basket: known });

    expect(await type(world, 'v2.13.0 chekcout totals')).toContain('Did you mean `checkout`');
    expect(world.opened).toEqual([]);
  });

  test.each([
    ['', '/rollback &lt;sha or version'],
    ['help', '/rollback &lt;sha or version'],
    ['HEAD~1', 'can be neither a commit SHA nor a version'],
    ['v1..v2 checkout', 'can be neither a commit SHA nor a version'],
    ['&lt;!channel&gt; checkout', 'can be neither a commit SHA nor a version'],
  ])('“%s” is answered at once, and opens nothing', async (text, sentence) => {
    const world = worldWith();

    const answer = await type(world, text);

    expect(answer).toContain(sentence);
    expect(answer).not.toContain('<!channel>');
    expect(world.opened).toEqual([]);
  });

  test.each([
    ['has no role', cara, { kind: 'member' } as Standing, 'deployer'],
    ['is a guest', ana, { kind: 'guest' } as Standing, 'Only full members'],
    ['is a bot', ana, { kind: 'bot' } as Standing, 'Only full members'],
  ])('is refused at once to somebody who %s, and the attempt goes on record', async (_who, by, standing, sentence) => {
    const world = worldWith({ standing: async () => standing });

    expect(await type(world, 'v2.13.0 checkout totals', by)).toContain(sentence);

    expect(world.opened).toEqual([]);
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        command: { type: 'RollBack', reason: '' },
        actor: { slack: by },
        input: 'input-5',
        answerIn: { kind: 'caller' },
      },
    ]);
  });

  test('never rolls back by that attempt, also when somebody was given the role in the meantime', () => {
    const actor = {
      kind: 'person',
      slack: ana,
      standing: { kind: 'member' },
      github: null,
      roles: ['deployer'],
    } as const;
    const command = triedToRollBack({ newReleaseId: () => newRelease }, policy, null);

    expect(decide(known, command, { now, policy, actor, key: 'k' })).toEqual({
      kind: 'refused',
      refusal: { code: 'reason_missing' },
    });
  });

  test('says so when Slack did not open the form, and reads nothing', async () => {
    const slack = { ...createWorld().parts.slack, openModal: async () => null };
    const world = worldWith({ slack });

    expect(await type(world, 'v2.13.0')).toContain('did not open the form');
    expect(world.read).toEqual([]);
  });
});

describe('what cannot be put back is told in the form, with what can be done instead', () => {
  test('when nobody has its digests', async () => {
    const bare = { ...backwards, evidence: { ...backwards.evidence, manifest: lost<never>() } };
    const world = worldWith({ candidates: { read: async () => ({ kind: 'found', candidate: bare }) } });

    await type(world, 'v2.13.0');

    expect(textOf(world.updated)).toContain('Nobody knows the images of this commit by digest');
    expect(textOf(world.updated)).toContain('/release request');
    expect(world.updated.map(({ submit }) => submit)).toEqual([undefined]);
  });

  test('when GitHub does not know it, with what was verified here', async () => {
    const sentence = 'There is no commit or ref `v9` in acme/checkout.';
    const world = worldWith({ candidates: { read: async () => ({ kind: 'problem', sentence }) } });

    await type(world, 'v9 checkout');

    expect(textOf(world.updated)).toContain('There is no commit or ref');
    expect(textOf(world.updated)).toContain('v2.13.0 (9c8b7a6)');
  });

  test('when the lane has no workflow for it', async () => {
    const bare = { ...policy, replay: null };
    const world = worldWith({ lanes: () => [bare], policyOf: () => bare });

    await type(world, 'v2.13.0');

    expect(textOf(world.updated)).toContain('names no `replay` workflow');
    expect(world.read).toEqual([]);
  });

  test('when it is being rolled back already', async () => {
    const back = { ...deploying, kind: 'rollback' } as const;
    const world = worldWith({ readLane: async () => laneWith(back, { verified: [older] }) });

    await type(world, 'v2.13.0');

    expect(textOf(world.updated)).toContain('being rolled back already');
    expect(world.read).toEqual([]);
  });

  test('but not when another rollback has not begun, for that one gives way', async () => {
    const back = { ...awaiting, kind: 'rollback' } as const;
    const world = worldWith({ readLane: async () => laneWith(back, { verified: [older] }) });

    await type(world, 'v2.13.0 checkout totals are wrong');

    expect(textOf(world.updated)).toContain('totals are wrong');
  });

  test('when it is newer than what is live and has never run here: that wants a request', async () => {
    const ahead = { ...backwards, ahead: 12, behind: 0 };
    const world = worldWith({ candidates: { read: async () => ({ kind: 'found', candidate: ahead }) } });

    await type(world, 'main checkout');

    expect(textOf(world.updated)).toContain('It has 12 commits that production has not, and has never run here');
    expect(textOf(world.updated)).toContain('/release request');
    expect(world.updated.map(({ submit }) => submit)).toEqual([undefined]);
  });

  test('but not when it has run here, wherever it stands in the history', async () => {
    const ahead = { ...backwards, ahead: 12, behind: 0 };
    const world = worldWith({
      readLane: async () => laneWith(null, { live, verified: [older], ran: [backwards.sha] }),
      candidates: { read: async () => ({ kind: 'found', candidate: ahead }) },
    });

    await type(world, 'v2.13.0');

    expect(world.updated.map(({ submit }) => submit)).not.toEqual([undefined]);
  });

  test('and GitHub is asked for it as a draft, beside everything that is open', async () => {
    const world = worldWith({ readLane: async () => laneWith(watching, { live, verified: [older] }) });

    await type(world, 'v2.13.0');

    expect(world.read).toMatchObject([{ release: null, lane: { open: { [watching.id]: { phase: 'watching' } } } }]);
  });

  test('when there was a fault, instead of a form that loads for ever', async () => {
    const world = worldWith({ candidates: { read: () => Promise.reject(new Error('a fault')) } });

    await type(world, 'v2.13.0');

    expect(world.updated).toMatchObject([{ callback_id: callbackIds.rollBack }]);
    expect(world.logged).toHaveLength(1);
  });
});
