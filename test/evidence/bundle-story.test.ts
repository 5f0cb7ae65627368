import { describe, expect, test } from 'vitest';
import { type LaneEvent } from '../../src/domain/events.ts';
import { genesis, link, type Unchained } from '../../src/domain/ledger/entry.ts';
import { bundleOf, signBundle } from '../../src/evidence/bundle.ts';
import { verifyBundle } from '../../src/evidence/bundle-verify.ts';
import { first } from '../support/lane.ts';
import {
  bundleOfScene,
  bytesOf,
  chain,
  deployed,
  exportedAt,
  files,
  ourKey,
  resigned,
  unchained,
} from './bundle-support.ts';

function check(bytes: Uint8Array): string {
  const verdict = verifyBundle(bytes, ourKey.publicKey);
  return verdict.kind === 'wrong' ? verdict.fault.code : verdict.kind;
}

/** A chain that somebody made up from the first event on, hashes and signature included. */
function madeUp(change: (event: Unchained) => readonly Unchained[]): string {
  const scene = deployed();
  const events = scene.events.map(unchained).flatMap(change);
  const entries = link(chain, 0, genesis, events);
  const bundle = bundleOf({ release: first, entries, copies: files, policy: scene.policy, now: exportedAt });
  return check(bytesOf(signBundle(bundle, ourKey)));
}

function ofType(type: LaneEvent['type'], change: (data: Data, event: Unchained) => readonly Unchained[]): string {
  return madeUp((event) => (event.type === type ? change(event.data as Data, event) : [event]));
}

type Data = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe('a story that cannot have been, although every hash in it is right', () => {
  test.each([
    ['a release that nobody approved', 'not-approved', () => ofType('VoteCast', () => [])],
    [
      'a go of one where two were needed',
      'not-approved',
      () => ofType('VoteCast', (data, event) => (data['vote']?.['by'] === 'U0BEN' ? [] : [event])),
    ],
    [
      'a go that somebody else gave',
      'by-another',
      () => ofType('VoteCast', (_data, event) => [{ ...event, actor: 'U0CARA' }]),
    ],
    ['two goes of one person', 'voted-twice', () => ofType('VoteCast', (_data, event) => [event, event])],
    [
      'a go of the one who asked',
      'not-eligible',
      () => ofType('VoteCast', (data, event) => [by(event, data, 'U0DANA')]),
    ],
    [
      'a go without a role that counts',
      'not-eligible',
      () =>
        ofType('VoteCast', (data, event) => [
          { ...event, data: { ...data, vote: { ...data['vote'], roles: ['design'] } } },
        ]),
    ],
    [
      'a subject with another hash',
      'wrong-subject-hash',
      () =>
        ofType('ProposalMade', (data, event) => [
          { ...event, data: { ...data, proposal: { ...data['proposal'], hash: 'f'.repeat(64) } } },
        ]),
    ],
    [
      'a dispatch of another ref',
      'dispatched-otherwise',
      () => ofType('DispatchIntended', (data, event) => [{ ...event, data: { ...data, ref: 'elsewhere' } }]),
    ],
    [
      'a success without a run',
      'success-without-ground',
      () => madeUp((event) => (isOfRun(event.type) ? [] : [event])),
    ],
    [
      'a success of a run that failed',
      'success-without-ground',
      () => ofType('RunEnded', (data, event) => [{ ...event, data: { ...data, conclusion: 'failure' } }]),
    ],
    [
      'a run that nobody dispatched',
      'out-of-place',
      () => madeUp((event) => (event.type.startsWith('Dispatch') ? [] : [event])),
    ],
    ['a second beginning', 'out-of-place', () => ofType('ReleaseRequested', (_data, event) => [event, event])],
    [
      'evidence that its file does not hold',
      'file-says-otherwise',
      () =>
        ofType('PostDeployRead', (data, event) => [
          { ...event, data: { ...data, evidence: { ...data['evidence'], smoke: moreChecks(data) } } },
        ]),
    ],
  ])('is found: %s', (_what, code, verdict) => {
    expect(verdict()).toBe(code);
  });
});

/** The ledger's part made up, below a record that says what it said before. */
async function relinked(change: (event: Unchained) => Unchained): Promise<string> {
  const entries = link(chain, 0, genesis, deployed().events.map(unchained).map(change));
  return check(bytesOf(resigned(await bundleOfScene(deployed()), { ledger: { chain, entries } })));
}

test('an event that lacks what such an event has is found, and one of a later version is not judged', async () => {
  expect(await relinked((event) => (event.type === 'LookTaken' ? { ...event, data: { release: first } } : event))).toBe(
    'wrong-shape',
  );
  expect(await relinked((event) => (event.type === 'LookTaken' ? { ...event, v: 99 } : event))).toBe('too-new');
});

function isOfRun(type: string): boolean {
  return ['RunAdopted', 'RunProgressed', 'RunEnded', 'PostDeployRead'].includes(type);
}

function by(event: Unchained, data: Data, who: string): Unchained {
  return { ...event, actor: who, data: { ...data, vote: { ...data['vote'], by: who, github: who } } };
}

function moreChecks(data: Data): unknown {
  const smoke = data['evidence']?.['smoke'] as { readonly facts: object };
  return { ...smoke, facts: { ...smoke.facts, total: 1000 } };
}
