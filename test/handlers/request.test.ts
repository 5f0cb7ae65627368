import { describe, expect, test } from 'vitest';
import { callbackIds, type FieldPlace, requestFields } from '../../src/cards/ids-of-fields.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { epochMs } from '../../src/domain/time.ts';
import { type CandidateAnswer } from '../../src/handlers/parts.ts';
import { ana, at, ben, candidate, dana, liveSha, now, otherRelease, sha } from '../cards/fixtures.ts';
import { commandBody, createWorld, formBody, laneWith, live, newRelease, refusedAnswer, textOf } from './support.ts';

describe('/release request', () => {
  test('opens the form before it reads GitHub, answers Slack, and then fills the form', async () => {
    const world = createWorld();

    const { acks } = await world.deliver(commandBody('request checkout main', dana));

    expect(acks).toEqual([undefined]);
    expect(world.opened).toMatchObject([{ callback_id: 'release.request' }]);
    expect(world.steps).toEqual([`open ${callbackIds.request}`, 'ack', 'read GitHub', `update ${callbackIds.request}`]);
  });

  test('answers Slack while GitHub takes its time', async () => {
    const read = Promise.withResolvers<CandidateAnswer>();
    const begun = Promise.withResolvers<undefined>();
    const world = createWorld({
      candidates: {
        read: () => {
          begun.resolve(undefined);
          return read.promise;
        },
      },
    });

    const delivered = world.deliver(commandBody('request checkout main', dana));
    await begun.promise;
    expect(world.steps).toEqual([`open ${callbackIds.request}`, 'ack']);
    read.resolve({ kind: 'found', candidate });
    await delivered;

    expect(world.steps.at(-1)).toBe(`update ${callbackIds.request}`);
  });

  test('reads what is asked for, against what is live', async () => {
    const asked: unknown[] = [];
    const candidates = {
      async read(what: object): Promise<CandidateAnswer> {
        asked.push(what);
        return { kind: 'found', candidate };
      },
    };
    const world = createWorld({ candidates, readLane: async () => laneWith(null, { live }) });

    await world.deliver(commandBody(`request checkout ${sha.toUpperCase()} staging`, ben));

    expect(asked).toMatchObject([
      {
        kind: 'deploy',
        ref: { kind: 'sha', sha },
        lane: { live: { sha: liveSha } },
        policy: { environment: 'staging' },
      },
    ]);
    expect(textOf(world.updated)).toContain('Rounding (#212)');
  });

  test('shows in the form why nothing can be requested', async () => {
    const sentence =
      'There is no commit or ref `mian` in acme/checkout. Check the spelling, and that it has been pushed.';
    const world = createWorld({ candidates: { read: async () => ({ kind: 'problem', sentence }) } });

    await world.deliver(commandBody('request checkout mian', dana));

    expect(world.updated).toMatchObject([{ callback_id: callbackIds.request }]);
    expect(textOf(world.updated)).toContain('There is no commit or ref');
  });

  test.each([
    ['GitHub’s reader breaks', { candidates: { read: () => Promise.reject(new Error('a fault')) } }],
    ['the store does not answer', { readLane: () => Promise.reject(new Error('Redis is away')) }],
  ])('leaves no form that loads for ever when %s', async (_what, changes) => {
    const world = createWorld(changes);

    await world.deliver(commandBody('request checkout main', dana));

    expect(world.updated).toMatchObject([{ callback_id: callbackIds.request }]);
    expect(world.logged).toHaveLength(1);
  });

  test('says so when Slack did not open the form, and reads nothing', async () => {
    const slack = { ...createWorld().parts.slack, openModal: async () => null };
    const world = createWorld({ slack });

    const { answer } = await world.deliver(commandBody('request checkout main', dana));

    expect(textOf(answer)).toContain('did not open the form');
    expect(world.steps).toEqual(['ack']);
  });

  test.each([
    ['request', '/release request <service'],
    ['request checkout', '/release request <service'],
    ['request checkout main production now', '/release request <service'],
    ['request chekcout main', 'Did you mean `checkout`'],
    ['request payments main', 'It has `checkout`'],
    ['request checkout main prod', 'It has `production`, `staging`'],
    ['request checkout main&lt;!channel&gt;', 'can be neither a commit SHA nor'],
    ['request checkout HEAD~1', 'can be neither a commit SHA nor'],
    ['request checkout --upload-pack=evil', 'can be neither a commit SHA nor'],
  ])('answers “%s” at once, and opens nothing', async (text, sentence) => {
    const world = createWorld();

    const { answer } = await world.deliver(commandBody(text, dana));

    expect(answer).toMatchObject({ response_type: 'ephemeral' });
    expect(textOf(answer).replaceAll('&lt;', '<')).toContain(sentence);
    expect(world.steps).toEqual(['ack']);
  });

  test.each<[Standing, string]>([
    [{ kind: 'guest' }, 'Only full members'],
    [{ kind: 'unknown', reason: 'Slack did not answer' }, 'could not check who you are'],
  ])('opens nothing for somebody who is %o', async (standing, sentence) => {
    const world = createWorld({ standing: async () => standing });

    const { answer } = await world.deliver(commandBody('request checkout main', ana));

    expect(textOf(answer)).toContain(sentence);
    expect(world.steps).toEqual(['ack']);
  });

  test('leaves staging to those who test there', async () => {
    const world = createWorld();

    const { answer } = await world.deliver(commandBody('request checkout main staging', dana));

    expect(textOf(answer)).toContain('the qa role');
    expect(world.opened).toEqual([]);
  });
});

const metadata = JSON.stringify({ kind: 'deploy', service: 'checkout', environment: 'production', ref: 'main', sha });

const filledIn: readonly (readonly [FieldPlace, object])[] = [
  [requestFields.summary, { value: 'Round the total before tax' }],
  [requestFields.urgency, { selected_option: { value: 'Routine' } }],
  [requestFields.risk, { selected_option: { value: 'Medium' } }],
  [requestFields.impact, { value: null }],
  [requestFields.mitigation, { value: null }],
  [requestFields.preferred, { selected_date_time: null }],
  [requestFields.alternative, { value: null }],
];

/** The form as it opens, but for some fields. */
function values(...changes: readonly (readonly [FieldPlace, object])[]): object {
  return Object.fromEntries(
    [...filledIn, ...changes].map(([place, value]) => [place.block, { [place.action]: value }]),
  );
}

function secondsAt(time: string): number {
  return epochMs(at(time)) / 1000;
}

describe('the request’s form', () => {
  test('can be sent as it opens', async () => {
    const world = createWorld();

    const { answer } = await world.deliver(formBody(callbackIds.request, metadata, values(), dana), 'input-3');

    expect(answer).toEqual({ response_action: 'clear' });
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        input: 'input-3',
        answerIn: { kind: 'caller' },
        command: {
          type: 'RequestRelease',
          release: newRelease,
          kind: 'deploy',
          again: null,
          request: {
            ref: { kind: 'ref', name: 'main' },
            summary: 'Round the total before tax',
            urgency: 'Routine',
            emergency: null,
            risk: { level: 'Medium', impact: '', mitigation: '' },
            preferred: null,
            alternative: '',
          },
        },
      },
    ]);
  });

  test('of a replay asks for the commit that it showed, whatever has the version’s name by then', async () => {
    const world = createWorld();
    const replayed = metadata.replace('"deploy"', '"replay"').replace('"main"', '"v2.14.0"');

    await world.deliver(formBody(callbackIds.request, replayed, values(), dana));

    expect(world.submitted).toMatchObject([{ command: { kind: 'replay', request: { ref: { kind: 'sha', sha } } } }]);
  });

  test('takes over a preferred time, to the millisecond in UTC', async () => {
    const world = createWorld();
    const preferred = { selected_date_time: secondsAt('18:30') };

    await world.deliver(formBody(callbackIds.request, metadata, values([requestFields.preferred, preferred]), dana));

    expect(world.submitted).toMatchObject([{ command: { request: { preferred: '2026-11-20T18:30:00.000Z' } } }]);
  });

  test.each([
    ['ticked', [{ value: 'yes' }], 'yes'],
    ['left open', [], 'no'],
    ['ticked with a value that was never offered', [{ value: 'no-such-thing' }], 'no'],
  ] as const)('asks for a mandate only where its box was ticked: %s', async (_how, selected, mandate) => {
    const world = createWorld();
    const box = { type: 'checkboxes', selected_options: selected };

    await world.deliver(formBody(callbackIds.request, metadata, values([requestFields.mandate, box]), dana));

    expect(world.submitted).toMatchObject([{ command: { request: { mandate } } }]);
  });

  test('asks for no mandate where the form had no box for it', async () => {
    const world = createWorld();

    await world.deliver(formBody(callbackIds.request, metadata, values(), dana));

    expect(world.submitted).toMatchObject([{ command: { request: { mandate: 'no' } } }]);
  });

  test('means the commit itself when the start of its SHA was typed', async () => {
    const world = createWorld();
    const short = metadata.replace('"main"', '"4F2A91C"');

    await world.deliver(formBody(callbackIds.request, short, values(), dana));

    expect(world.submitted).toMatchObject([{ command: { request: { ref: { kind: 'sha', sha } } } }]);
  });

  test.each([
    ['nothing but blanks as a summary', values([requestFields.summary, { value: '  ' }]), ['summary']],
    ['no urgency', values([requestFields.urgency, { selected_option: null }]), ['urgency']],
    [
      'an urgency that is not offered',
      values([requestFields.urgency, { selected_option: { value: 'Emergency' } }]),
      ['urgency'],
    ],
    ['a risk that is not offered', values([requestFields.risk, { selected_option: { value: 'None' } }]), ['risk']],
    [
      'high risk without impact and mitigation',
      values([requestFields.risk, { selected_option: { value: 'High' } }]),
      ['impact', 'mitigation'],
    ],
    [
      'a time that has passed',
      values([requestFields.preferred, { selected_date_time: secondsAt('11:59') }]),
      ['preferred'],
    ],
    ['this very moment', values([requestFields.preferred, { selected_date_time: epochMs(now) / 1000 }]), ['preferred']],
    ['a time beyond all calendars', values([requestFields.preferred, { selected_date_time: 9e15 }]), ['preferred']],
    ['nothing at all', {}, ['summary', 'urgency', 'risk']],
  ])('with %s is sent back with a sentence at each field', async (_what, given, fields) => {
    const world = createWorld();

    const { answer } = await world.deliver(formBody(callbackIds.request, metadata, given, dana));

    expect(answer).toMatchObject({ response_action: 'errors' });
    expect(Object.keys((answer as { errors: object }).errors)).toEqual(fields);
    expect(world.submitted).toEqual([]);
  });

  test('shows in place of its fields that the same is already requested', async () => {
    const world = createWorld({
      submit: async () => refusedAnswer({ code: 'already_requested', release: otherRelease }),
    });

    const { answer } = await world.deliver(formBody(callbackIds.request, metadata, values(), dana));

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.request } });
    expect(textOf(answer)).toContain(otherRelease);
  });

  test.each([
    ['is no JSON', 'checkout production'],
    ['names a lane that the config does not have', metadata.replace('"checkout"', '"payments"')],
    ['asks for a rollback, which is no request', metadata.replace('"deploy"', '"rollback"')],
    ['names a commit that is none', metadata.replace(sha, 'main')],
    ['asks for what is no ref', metadata.replace('"main"', '"a..b"')],
  ])('asks for nothing when what it carries %s', async (_what, carried) => {
    const world = createWorld();

    const { answer } = await world.deliver(formBody(callbackIds.request, carried, values(), dana));

    expect(answer).toMatchObject({ response_action: 'update' });
    expect(world.submitted).toEqual([]);
  });
});
