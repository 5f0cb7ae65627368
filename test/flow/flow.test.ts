import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type ChainId, type SlackUserId } from '../../src/domain/ids.ts';
import { type FlowAnswer } from '../../src/flow.ts';
import { oldSha, request } from '../support/facts.ts';
import { first, next, noonish } from '../support/lane.ts';
import { ana, ben, dana, eli, person } from '../support/people.ts';
import { entryOf, oneGo } from '../support/policy.ts';
import { chain, createOffice, type Office, proposed, rechecked } from './support.ts';

function countOf(answers: readonly FlowAnswer[], kind: FlowAnswer['kind']): number {
  return answers.filter((answer) => answer.kind === kind).length;
}

function typesIn(office: Office): readonly string[] {
  return office.ledger.entries(chain).map(({ type }) => type);
}

describe('many at once', () => {
  const crowd = Array.from({ length: 50 }, (_, index) => person(`voter${index}`, ['approver']));

  async function crowdClicks(): Promise<{ readonly office: Office; readonly answers: readonly FlowAnswer[] }> {
    const office = createOffice({ people: crowd.map(entryOf) });
    const button = await proposed(office);
    const clicks = crowd.map((voter) => office.submit(voter, { type: 'Approve', release: first, shown: button }));
    return { office, answers: await Promise.all(clicks) };
  }

  test('answers each of fifty people who click at once, and counts the first two', async () => {
    const { office, answers } = await crowdClicks();

    expect(countOf(answers, 'accepted')).toBe(2);
    expect(countOf(answers, 'refused')).toBe(48);
    expect(typesIn(office).filter((type) => type === 'VoteCast')).toHaveLength(2);
    expect(typesIn(office).filter((type) => type === 'RecheckBegun')).toHaveLength(1);
  });

  test('writes what fifty people did in few commits', async () => {
    const { office } = await crowdClicks();

    expect(office.ledger.commits.length).toBeLessThanOrEqual(2 + 2);
  });

  test('decides in the order in which it was asked: a no-go that came first ends it for every go after it', async () => {
    const office = createOffice(oneGo);
    const button = await proposed(office);
    const answers = await Promise.all([
      office.submit(ben, { type: 'Reject', release: first, reason: 'not today' }),
      office.submit(ana, { type: 'Approve', release: first, shown: button }),
    ]);

    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'refused']);
    expect(typesIn(office)).not.toContain('RecheckBegun');
  });

  test('a no-go that comes right after the last go still ends it, because nothing was sent', async () => {
    const office = createOffice(oneGo);
    const button = await proposed(office);
    await Promise.all([
      office.submit(ana, { type: 'Approve', release: first, shown: button }),
      office.submit(ben, { type: 'Reject', release: first, reason: 'not today' }),
    ]);

    expect((await office.flow.read(chain))?.open).toEqual({});
  });

  test('more than one commit takes are all answered', async () => {
    const office = createOffice();
    await proposed(office);
    const all = Array.from({ length: 200 }, () =>
      office.submit(eli, { type: 'Reject', release: first, reason: 'no role' }),
    );

    expect(countOf(await Promise.all(all), 'refused')).toBe(200);
  });
});

describe('an input', () => {
  test('that is delivered again, later, is taken once', async () => {
    const office = createOffice();
    const click: LaneCommand = { type: 'Approve', release: first, shown: await proposed(office) };
    const answers: FlowAnswer[] = [];
    for (let deliveries = 0; deliveries < 4; deliveries += 1) {
      answers.push(await office.submit(ana, click, { input: 'click-1' }));
      office.wait(60_000);
    }

    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed', 'replayed', 'replayed']);
    expect(typesIn(office).filter((type) => type === 'VoteCast')).toHaveLength(1);
    expect(typesIn(office)).not.toContain('CommandRefused');
  });

  test('that is delivered twice at once is taken once', async () => {
    const office = createOffice();
    const click: LaneCommand = { type: 'Approve', release: first, shown: await proposed(office) };
    const answers = await Promise.all([1, 2, 3].map(() => office.submit(ana, click, { input: 'click-1' })));

    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed', 'replayed']);
  });

  test('that was taken before does not hold up the others in the same commit', async () => {
    const office = createOffice();
    const button = await proposed(office);
    const click: LaneCommand = { type: 'Approve', release: first, shown: button };
    await office.submit(ana, click, { input: 'click-1' });
    const answers = await Promise.all([
      office.submit(ana, click, { input: 'click-1' }),
      office.submit(ben, click, { input: 'click-2' }),
    ]);

    expect(answers.map(({ kind }) => kind)).toEqual(['replayed', 'accepted']);
  });

  test('that was refused is refused once, and told once', async () => {
    const office = createOffice();
    const click: LaneCommand = { type: 'Approve', release: first, shown: await proposed(office) };
    const tell = { input: 'click-1', answerIn: { kind: 'channel', user: eli.slack, channel: null } } as const;
    await office.submit(eli, click, tell);
    await office.submit(eli, click, tell);

    expect(typesIn(office).filter((type) => type === 'CommandRefused')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test('is put on record with who tried what, and told to nobody but that person', async () => {
    const office = createOffice();
    const button = await proposed(office);
    const user = 'U0DANA' as SlackUserId;
    const answerIn = { kind: 'channel', user, channel: office.policy.channels.releases } as const;
    await office.submit(dana, { type: 'Approve', release: first, shown: button }, { input: 'click-9', answerIn });

    expect(office.ledger.entries(chain).at(-1)).toMatchObject({
      type: 'CommandRefused',
      actor: user,
      data: { command: 'Approve', code: 'not_eligible', release: first },
    });
    expect(office.news.at(-1)?.effects.map(({ effect }) => effect)).toMatchObject([
      { type: 'Tell', user, channel: office.policy.channels.releases, say: { kind: 'refused' } },
    ]);
  });

  test('of a rollback is on record, too', async () => {
    const office = createOffice();
    const target = oldSha;
    await office.submit(eli, { type: 'RollBack', release: next, target, of: null, reason: 'it fails', warned: [] });

    expect(office.ledger.entries(chain).at(-1)).toMatchObject({
      type: 'CommandRefused',
      actor: eli.slack,
      data: { command: 'RollBack', code: 'not_allowed' },
    });
  });

  test('is left to the caller to tell where the caller said so', async () => {
    const office = createOffice();
    await office.submit(dana, { type: 'Approve', release: first, shown: await proposed(office) });

    expect(office.news.at(-1)?.effects).toEqual([]);
  });

  test('for an old card also draws the card anew', async () => {
    const office = createOffice();
    await proposed(office);
    await office.submit(ana, { type: 'Approve', release: first, shown: 'of another card' });

    expect(office.news.at(-1)?.effects.map(({ effect }) => effect)).toContainEqual({
      type: 'ShowCard',
      release: first,
    });
  });
});

describe('a command', () => {
  test.each(Array.from({ length: 12 }, (_, hops) => hops))(
    'that comes %i steps after the answer to the one before is answered, too',
    async (hops) => {
      const office = createOffice();
      await office.submit(dana, {
        type: 'RequestRelease',
        kind: 'deploy',
        release: first,
        request: request(),
        again: null,
      });
      for (let hop = 0; hop < hops; hop += 1) await Promise.resolve();
      const second = office.submit(dana, { type: 'Withdraw', release: first });
      const late = new Promise<'never answered'>((resolve) => setImmediate(() => resolve('never answered')));

      expect(await Promise.race([second, late])).toMatchObject({ kind: 'accepted' });
    },
  );

  test('for a lane that the config does not know is answered with that, and writes nothing', async () => {
    const office = createOffice();
    const other = 'lane.checkout.moon' as ChainId;

    expect(await office.submit(ana, { type: 'ClearHold' }, { chain: other })).toEqual({ kind: 'unknown-lane' });
    expect(await office.flow.read(other)).toBeNull();
    expect(office.ledger.commits).toEqual([]);
  });

  test('that changes nothing writes nothing', async () => {
    const office = createOffice();
    await proposed(office);
    const before = office.ledger.commits.length;

    expect(await office.fact({ type: 'Advance', release: first })).toMatchObject({ kind: 'nothing' });
    expect(office.ledger.commits).toHaveLength(before);
  });

  test('that begins something is not written past the memory limit, and a no-go is', async () => {
    const office = createOffice();
    const button = await proposed(office);
    await office.submit(ana, { type: 'Approve', release: first, shown: button });
    await office.submit(ben, { type: 'Reject', release: first, reason: 'not today' });

    expect(office.ledger.commits.slice(-2).map(({ room }) => room)).toEqual(['within-limit', 'past-limit']);
  });
});

describe('the effects of a commit', () => {
  test('are written with their events, and performed by nobody before', async () => {
    const office = createOffice(oneGo);
    await office.submit(ana, { type: 'Approve', release: first, shown: await proposed(office) });
    await office.fact(rechecked());
    const { commit } = office.ledger.commits.at(-1) ?? {};

    expect(commit?.entries.map(({ type }) => type)).toEqual(['DispatchIntended']);
    expect(commit?.effects.map(({ effect }) => effect)).toMatchObject([{ type: 'StartRun' }, { type: 'ShowCard' }]);
    expect(office.news.at(-1)?.effects).toEqual(commit?.effects);
  });

  test('name the moment when the lane next has something to do', async () => {
    const office = createOffice();
    await office.submit(dana, {
      type: 'RequestRelease',
      kind: 'deploy',
      release: first,
      request: request(),
      again: null,
    });

    expect(office.ledger.commits.at(-1)?.commit.due).toBe(noonish);
  });

  test('keep what a release was when it ended', async () => {
    const office = createOffice();
    await proposed(office);
    await office.submit(dana, { type: 'Withdraw', release: first });
    const { projections } = office.ledger.commits.at(-1)?.commit ?? { projections: [] };

    expect(projections).toContainEqual({ kind: 'no-open-row', release: first });
    expect(projections).toContainEqual(
      expect.objectContaining({
        kind: 'ended',
        release: first,
        record: expect.objectContaining({ outcome: { kind: 'withdrawn', by: dana.slack } }),
      }),
    );
  });
});
