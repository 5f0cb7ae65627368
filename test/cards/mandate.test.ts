import { describe, expect, test } from 'vitest';
import { type Checkboxes, type InputBlock } from '../../src/cards/block-kit.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { requestModal } from '../../src/cards/request-modal.ts';
import { whyMessage } from '../../src/cards/why.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { Trigger } from '../../src/domain/policy/watch.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { mandateFor, type NoMandate } from '../../src/domain/release/mandate.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { subjectHash } from '../../src/domain/release/subject.ts';
import { type RequestDraft } from '../../src/domain/views.ts';
import { digestOf } from '../support/evidence.ts';
import { candidate, checkout, lost, now, policy, production, proposal, request } from './fixtures.ts';
import { buttonsOf, textOf } from './reading.ts';
import { awaiting, deploying, rollingBack, unverified, view, watching } from './releases.ts';

type Watch = NonNullable<LanePolicy['watch']>;

function withMandate(mandate: LanePolicy['rollback']['mandate'], watch: Partial<Watch> = {}): LanePolicy {
  const base = policy.watch;
  return {
    ...policy,
    rollback: { ...policy.rollback, mandate },
    watch: base === null ? null : { ...base, sources: Trigger.options, ...watch },
  };
}

/** The card of a request that was put to the vote as its form was sent. */
function cardOf(
  lane: LanePolicy,
  asked: 'yes' | 'no',
  change: Partial<Candidate> = {},
): ReturnType<typeof releaseCard> {
  return releaseCard(view(asking(lane, asked, change), { policy: lane }));
}

function asking(lane: LanePolicy, mandate: 'yes' | 'no', change: Partial<Candidate>): Release {
  const read = { ...candidate, ...change };
  const terms = mandateFor(lane, 'deploy', mandate, read);
  const subject = { ...proposal.subject, mandate: terms.kind === 'proposed' ? terms.mandate : null };
  return {
    ...awaiting,
    request: { ...request, mandate },
    proposal: { ...proposal, candidate: read, subject, hash: subjectHash(subject) },
  };
}

function confirmOf(card: ReturnType<typeof releaseCard>): string {
  const approve = buttonsOf(card).find((button) => button.action_id === 'release.approve');
  return approve?.confirm?.text.text ?? '';
}

describe('a request that asks for a mandate', () => {
  const card = cardOf(withMandate('propose'), 'yes');

  test('says on its card what a go authorises besides the deployment, and what could fire it', () => {
    expect(textOf(card)).toContain(
      '*Mandate:* a go also authorises one automatic rollback to v2.13.0 within 30 minutes, should one of these fire: health, errors, latency, memory, cpu.',
    );
  });

  test('says so again where somebody confirms their go', () => {
    expect(confirmOf(card)).toContain(
      'your go covers exactly what this card shows, and authorises one automatic rollback to v2.13.0 within 30 minutes.',
    );
  });

  test('names only the triggers that act', () => {
    const advised = withMandate('propose', { advisory: ['latency', 'cpu'] });

    expect(textOf(cardOf(advised, 'yes'))).toContain('should one of these fire: health, errors, memory.');
  });

  test('names a target without a version by its commit, and one minute as one', () => {
    const { target } = candidate;
    const unnamed = target.kind === 'known' ? { ...target, version: null } : target;
    const lane = { ...withMandate('offer'), rollback: { mandate: 'offer', minutes: 1 } } as const;

    expect(textOf(cardOf(lane, 'yes', { target: unnamed }))).toContain('rollback to 9c8b7a6 within 1 minute,');
  });
});

/** The version that is asked for and the one before it, each built for a configuration of its own. */
function configured(own: string, before: string | null): Partial<Candidate> {
  const { evidence, target } = candidate;
  const { manifest } = evidence;
  if (manifest.state !== 'present' || target.kind !== 'known' || target.manifest.state !== 'present')
    throw new Error('Both have a manifest.');
  const configDigest = before === null ? null : digestOf(before);
  return {
    evidence: { ...evidence, manifest: { ...manifest, facts: { ...manifest.facts, configDigest: digestOf(own) } } },
    target: { ...target, manifest: { ...target.manifest, facts: { ...target.manifest.facts, configDigest } } },
  };
}

const reasons: Readonly<
  Record<Exclude<NoMandate, 'never' | 'rollback'>, [LanePolicy, 'yes' | 'no', Partial<Candidate>, string]>
> = {
  'not-asked': [withMandate('propose'), 'no', {}, 'The request asks for no automatic rollback.'],
  'no-target': [
    withMandate('propose'),
    'yes',
    { target: { kind: 'none', why: 'live-unknown' } },
    'There is no version to go back to, so nothing',
  ],
  'not-watched': [
    withMandate('propose', { advisory: Trigger.options }),
    'yes',
    {},
    'No trigger of this lane acts, so nothing could fire it.',
  ],
  migration: [
    withMandate('propose'),
    'yes',
    {
      changes: {
        ...candidate.changes,
        migrations: { kind: 'known', value: { files: ['migrations/8.sql'], count: 1, reversible: 'some' } },
      },
    },
    'It brings a migration that is not proven to be reversible.',
  ],
  'reversible-migration': [
    withMandate('propose'),
    'yes',
    {
      changes: {
        ...candidate.changes,
        migrations: { kind: 'known', value: { files: ['migrations/8.sql'], count: 1, reversible: 'all' } },
      },
    },
    'An automatic rollback is not possible here. It waits for a person: this brings a migration',
  ],
  'config-differs': [
    withMandate('propose'),
    'yes',
    configured('1', '2'),
    'An automatic rollback is not possible here. It waits for a person: the version before was built for another configuration',
  ],
};

describe('a card without a mandate says why there is none', () => {
  test.each(Object.entries(reasons))('%s', (_why, [lane, asked, change, sentence]) => {
    const card = cardOf(lane, asked, change);

    expect(textOf(card)).toContain(`*Mandate:* none. ${sentence}`);
    expect(confirmOf(card)).toContain('your go covers exactly what this card shows.');
    expect(confirmOf(card)).not.toContain('automatic rollback');
  });

  test('and names what stands in the way also where none was asked for: asking would not have helped', () => {
    const { 'no-target': noTarget, migration } = reasons;
    for (const [lane, , change, sentence] of [noTarget, migration])
      expect(textOf(cardOf(lane, 'no', change))).toContain(`*Mandate:* none. ${sentence}`);
  });

  test('but a lane that never has one does not speak of it', () => {
    expect(textOf(cardOf(withMandate('never'), 'yes'))).not.toContain('Mandate');
  });

  test('nor does a rollback, which is never rolled back by itself', () => {
    const lane = withMandate('propose');
    const back = rollingBack(asking(lane, 'yes', {}));

    expect(textOf(releaseCard(view(back, { policy: lane })))).not.toContain('Mandate');
  });

  test('nor a card after the start, when it is no question any more', () => {
    const lane = withMandate('propose');

    expect(textOf(releaseCard(view(deploying, { policy: lane })))).not.toContain('*Mandate:*');
  });
});

test('where only one of the two versions names its configuration, nobody can tell, and the mandate is there', () => {
  expect(textOf(cardOf(withMandate('propose'), 'yes', configured('1', null)))).toContain('a go also authorises');
});

describe('`/release why` says of the mandate', () => {
  test('what a go authorises, or why nothing, while it is decided', () => {
    const { 'config-differs': differs } = reasons;
    const [lane, asked, change, sentence] = differs;

    expect(textOf(whyMessage(view(asking(lane, asked, change), { policy: lane })))).toContain(sentence);
    expect(textOf(whyMessage(view(asking(lane, 'yes', {}), { policy: lane })))).toContain('a go also authorises');
  });

  test('what was granted while it is watched, and that it has ended once the watch is over', () => {
    const lane = withMandate('propose');
    const { proposal: granted } = asking(lane, 'yes', {}) as { readonly proposal: typeof proposal };

    expect(textOf(whyMessage(view({ ...watching, proposal: granted }, { policy: lane })))).toContain(
      'the go authorised one automatic rollback to v2.13.0 within 30 minutes of its being live',
    );
    expect(textOf(whyMessage(view({ ...unverified, proposal: granted }, { policy: lane })))).toContain(
      'it ended with the watch, in which no trigger fired',
    );
  });
});

describe('the box of the request form', () => {
  test('is ticked where the lane proposes a mandate, and says what it authorises', () => {
    const box = boxOf(withMandate('propose'));

    expect(box?.initial_options).toEqual(box?.options);
    expect(box?.options[0]?.text.text).toBe('Authorise one automatic rollback to v2.13.0 within 30 minutes');
    expect(box?.options[0]?.description?.text).toContain('health, errors, latency, memory, cpu');
  });

  test('is open where the lane only offers one', () => {
    const box = boxOf(withMandate('offer'));

    expect(box?.options).toHaveLength(1);
    expect(box).not.toHaveProperty('initial_options');
  });

  test('may be left open: it is no required field', () => {
    expect(inputsOf(withMandate('propose')).find(({ block_id }) => block_id === 'mandate')?.optional).toBe(true);
  });

  test.each<[string, LanePolicy, Partial<RequestDraft>]>([
    ['the lane never has a mandate', withMandate('never'), {}],
    ['nothing could fire it', { ...policy, watch: null }, {}],
    ['the lane has no replay workflow', { ...withMandate('propose'), replay: null }, {}],
    [
      'nobody has the digests of what is live',
      withMandate('propose'),
      { candidate: { ...candidate, target: targetWithout() } },
    ],
  ])('is not there where %s', (_why, lane, change) => {
    expect(boxOf(lane, change)).toBeNull();
  });
});

function targetWithout(): Candidate['target'] {
  const { target } = candidate;
  return target.kind === 'known' ? { ...target, manifest: lost('expired') } : target;
}

function inputsOf(lane: LanePolicy, change: Partial<RequestDraft> = {}): readonly InputBlock[] {
  const modal = requestModal({
    kind: 'deploy',
    service: checkout,
    environment: production,
    ref: 'main',
    candidate,
    policy: lane,
    gates: [],
    checklist: [],
    summary: 'Round the total before tax',
    now,
    ...change,
  });
  return modal.blocks.filter((block) => block.type === 'input');
}

function boxOf(lane: LanePolicy, change: Partial<RequestDraft> = {}): Checkboxes | null {
  const element = inputsOf(lane, change).find(({ block_id }) => block_id === 'mandate')?.element;
  return element?.type === 'checkboxes' ? element : null;
}
