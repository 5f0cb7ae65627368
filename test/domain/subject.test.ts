import { describe, expect, test } from 'vitest';
import { type Tick } from '../../src/domain/checklist/item.ts';
import { type BlobSha, type EnvironmentName, type PolicyVersion, type ServiceId } from '../../src/domain/ids.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type About, type Subject, subjectHash, subjectOf } from '../../src/domain/release/subject.ts';
import { type SubjectChange, subjectChanges } from '../../src/domain/release/subject-changes.ts';
import { after } from '../../src/domain/time.ts';
import {
  image,
  images,
  integrationGate,
  integrationRun,
  manifestFacts,
  missing,
  present,
  unreadGate,
} from '../support/evidence.ts';
import { candidate, movedSha, newSha, nothingCalledFor, oldSha, otherBlob, strangeSha } from '../support/facts.ts';
import { hour, noonish } from '../support/lane.ts';
import { replayPath, replayWorkflow } from '../support/lane-rollback.ts';
import { ana } from '../support/people.ts';
import { type PolicyChange, policyWith } from '../support/policy.ts';

const gates = { 'integration-gate': integrationRun('success') };
const evidence: Candidate['evidence'] = { manifest: present(manifestFacts), tests: missing, gates };
const target: Candidate['target'] = {
  kind: 'known',
  sha: oldSha,
  version: 'v2.13.0',
  verified: 'yes',
  manifest: present(manifestFacts, '3'),
};

const migrations: Candidate['changes'] = {
  ...nothingCalledFor,
  migrations: { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible: 'none' } },
};

type Variation = {
  readonly policy?: PolicyChange;
  readonly kind?: About['kind'];
  readonly candidate?: Partial<Candidate>;
  readonly ticks?: readonly Tick[];
};

function policyOf(change: PolicyChange = {}): LanePolicy {
  return policyWith({ gates: [integrationGate()], ...change });
}

/** A subject in which everything that one can hold stands: images, a gate, a target, a checklist, a watch. */
function subject({ policy = {}, kind = 'replay', candidate: change = {}, ticks = [] }: Variation = {}): Subject {
  const about: About = {
    kind,
    candidate: candidate({ workflow: replayWorkflow, evidence, target, ...change }),
    ticks,
    mandate: 'no',
    emergency: null,
    lane: { standing: [], verified: [], ran: [] },
  };
  const made = subjectOf(policyOf(policy), about, after(noonish, 4 * hour));
  if (made === null) throw new Error('There is no subject without a workflow.');
  return made;
}

function evidenceWith(change: Partial<Candidate['evidence']>): Variation {
  return { candidate: { evidence: { ...evidence, ...change } } };
}

function changed(before: Subject, now: Subject): readonly SubjectChange[] {
  return subjectChanges(before, now, null);
}

/** Each thing that a vote covers, in another version of it, and how people are told. `config` is the policy's version. */
const things: readonly (readonly [string, Variation, readonly SubjectChange['what'][]])[] = [
  ['another commit', { candidate: { sha: movedSha } }, ['sha']],
  [
    'another digest of an image',
    evidenceWith({ manifest: present({ ...manifestFacts, images: [image('api', 'f'), image('web', 'b')] }, 'e') }),
    ['images'],
  ],
  ['another manifest of the same images', evidenceWith({ manifest: present(manifestFacts, 'e') }), ['manifest']],
  ['a manifest that is gone', evidenceWith({ manifest: missing }), ['manifest']],
  [
    'another text of the workflow file',
    { candidate: { workflow: { ...replayWorkflow, blobSha: otherBlob } as Candidate['workflow'] } },
    ['workflow'],
  ],
  [
    'another workflow file',
    { candidate: { workflow: { ...replayWorkflow, path: '.github/workflows/other.yml' } as Candidate['workflow'] } },
    ['workflow-path'],
  ],
  [
    'another ref of the workflow',
    { policy: { replay: { workflow: 'replay.yml', ref: 'release' } } },
    ['workflow-path', 'config'],
  ],
  [
    'an input that the workflow takes no more',
    {
      candidate: {
        workflow: { ...replayWorkflow, declares: ['release_sha', 'gonogo_request_id'] } as Candidate['workflow'],
      },
    },
    ['inputs'],
  ],
  ['another name of an input', { policy: { inputs: { release_sha: 'commit' } } }, ['inputs', 'config']],
  ['a gate that went red', evidenceWith({ gates: { 'integration-gate': integrationRun('failure') } }), ['gate']],
  [
    'a gate that is green on another run',
    evidenceWith({ gates: { 'integration-gate': integrationRun('success', { attempt: 2 }) } }),
    ['gate'],
  ],
  ['a gate that cannot be read', evidenceWith({ gates: { 'integration-gate': unreadGate } }), ['gate']],
  ['a gate that is asked no more', { policy: { gates: [] } }, ['gate', 'config']],
  ['something new on the checklist', { candidate: { changes: migrations } }, ['checklist']],
  ['another version to go back to', { candidate: { target: { ...target, sha: strangeSha } } }, ['target']],
  [
    'other digests to go back to',
    {
      candidate: {
        target: { ...target, manifest: present({ ...manifestFacts, images: [image('api', '9')] }, '9') },
      },
    },
    ['target'],
  ],
  ['nothing to go back to', { candidate: { target: { kind: 'none', why: 'live-unknown' } } }, ['target']],
  ['other rules of the watch', { policy: { watch: { minutes: 20 } } }, ['config']],
  ['another config', { policy: { artifactPrefix: 'checkout-' } }, ['config']],
];

describe('everything that a vote covers', () => {
  test.each(things)('%s is another subject', (_, variation) => {
    expect(subjectHash(subject(variation))).not.toBe(subjectHash(subject()));
  });

  test.each(things)('%s is told in words of its own', (_, variation, whats) => {
    expect(changed(subject(), subject(variation)).map(({ what }) => what)).toEqual(whats);
    expect(changed(subject(variation), subject()).map(({ what }) => what)).toEqual(whats);
  });

  test('no watch is told with the alerts that go with it, and a new one as another config alone', () => {
    const without = subject({ policy: { watch: null } });
    expect(changed(subject(), without).map(({ what }) => what)).toEqual(['checklist', 'config']);
    expect(changed(without, subject()).map(({ what }) => what)).toEqual(['config']);
  });

  test('an item that could not be known before, and is settled by evidence now, voids nothing', () => {
    const before = subject({ candidate: { base: { kind: 'unknown', reason: 'nothing is known to be live' } } });
    const now = subject();
    expect(before.checklist.length).toBeLessThan(now.checklist.length);
    expect(changed(before, now)).toEqual([]);
    expect(changed(now, before)).toMatchObject([{ what: 'checklist' }]);
  });

  test.each([
    ['service', { service: 'search' as ServiceId }],
    ['environment', { environment: 'canary' as EnvironmentName }],
    ['kind', { kind: 'deploy' }],
    ['watch', { watch: 'f'.repeat(64) }],
  ] as const)('a change of the %s alone is told as well, though it has no words of its own', (_, change) => {
    const other: Subject = { ...subject(), ...change };

    expect(subjectHash(other)).not.toBe(subjectHash(subject()));
    expect(changed(subject(), other)).toEqual([{ what: 'other' }]);
  });

  test('the expiry is another subject, and no change that is told: every change renews it', () => {
    const later: Subject = { ...subject(), expiresAt: after(noonish, 5 * hour) };

    expect(subjectHash(later)).not.toBe(subjectHash(subject()));
    expect(changed(subject(), later)).toEqual([]);
  });

  test('a word of a person for an item is another subject, and so is another person’s', () => {
    const open = subject({ candidate: { changes: migrations } });
    const item = open.checklist.find(({ state }) => state === 'open')?.id ?? '';
    function by(name: string): Subject {
      const tick: Tick = {
        item,
        sha: newSha,
        by: name as Tick['by'],
        at: noonish,
        note: 'Restored it.',
        standing: 'this-release',
      };
      return subject({ candidate: { changes: migrations }, ticks: [tick] });
    }

    expect(new Set([open, by(ana.slack), by('U0BEN')].map(subjectHash)).size).toBe(3);
    expect(changed(open, by(ana.slack))).toEqual([{ what: 'checklist', items: [item] }]);
  });
});

describe('how a change is told', () => {
  test('images by name: another digest, a new one, one that is gone', () => {
    const now = evidenceWith({
      manifest: present({ ...manifestFacts, images: [image('api', 'f'), image('worker', 'c')] }, 'e'),
    });

    expect(changed(subject(), subject(now))).toEqual([
      { what: 'images', changed: ['api'], added: ['worker'], gone: ['web'] },
    ]);
  });

  test('a gate by its id, with what it said and what it says', () => {
    const red = evidenceWith({ gates: { 'integration-gate': integrationRun('failure') } });

    expect(changed(subject(), subject(red))).toEqual([
      { what: 'gate', id: 'integration-gate', from: 'pass', to: 'fail' },
    ]);
  });

  test('a moved ref by its name', () => {
    expect(subjectChanges(subject(), subject({ candidate: { sha: movedSha } }), 'main')).toEqual([
      { what: 'sha', from: newSha, to: movedSha, ref: 'main' },
    ]);
  });

  test('another commit without all that follows from it: its images, its gates and its checklist', () => {
    const now = subject({
      candidate: {
        sha: movedSha,
        changes: migrations,
        evidence: {
          ...evidence,
          manifest: present({ ...manifestFacts, images: [image('api', 'f')] }, 'e'),
          gates: { 'integration-gate': integrationRun('failure', { sha: movedSha }) },
        },
      },
    });

    expect(changed(subject(), now).map(({ what }) => what)).toEqual(['sha']);
  });

  test('the manifest that is handed over with the images, not as an input beside them', () => {
    const now = evidenceWith({ manifest: present({ ...manifestFacts, images: [image('api', 'f')] }, 'e') });

    expect(changed(subject(), subject(now)).map(({ what }) => what)).toEqual(['images']);
  });

  test('a manifest that was found, in a subject that had none', () => {
    expect(changed(subject(evidenceWith({ manifest: missing })), subject())).toContainEqual({
      what: 'manifest',
      now: 'found',
    });
  });

  test('nothing of what is the same', () => {
    expect(changed(subject(), subject())).toEqual([]);
  });
});

describe('what a vote does not cover', () => {
  test.each([
    ['who asked for it and what they call it', { candidate: { title: 'Another title', version: 'v9' } }],
    ['what is live', { candidate: { live: { kind: 'unknown', reason: 'no answer' } } }],
    ['when the gate over the window and the lane say', {}],
  ] as const)('%s is no other subject', (_, variation) => {
    expect(subjectHash(subject(variation))).toBe(subjectHash(subject()));
  });

  test('a rollback is one person’s confirm of what it does: no gate, no checklist and no target stand in it', () => {
    expect(subject({ kind: 'rollback' })).toMatchObject({
      images,
      workflow: { path: replayPath, ref: 'main', blobSha: expect.any(String) as BlobSha },
      gates: [],
      checklist: [],
      target: null,
    });
  });

  test('the version of the config is the one that was in force', () => {
    expect(subject().policyVersion).toBe(policyOf().version satisfies PolicyVersion);
  });
});
