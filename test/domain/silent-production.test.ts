import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type GateFact, type StagingSeen } from '../../src/domain/gates/fact.ts';
import { type EnvironmentName, type GithubLogin } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type Instant } from '../../src/domain/time.ts';
import {
  candidate,
  dispatchId,
  movedSha,
  newSha,
  noEvidence,
  nothingCalledFor,
  notSeen,
  standings,
} from '../support/facts.ts';
import { createScene, effectTypesOf, first, inPhase, type Scene } from '../support/lane.ts';
import { approve, approveAll, propose } from '../support/lane-stages.ts';
import { ana, dana, person } from '../support/people.ts';
import { entryOf, listed } from '../support/policy.ts';

const quinn = person('quinn', ['qa']);
const environment = 'staging' as EnvironmentName;
const gates: readonly Gate[] = [
  { id: 'review', kind: 'review', mode: 'blocking' },
  { id: 'staging', kind: 'staging', mode: 'blocking', environment },
];

const pull = {
  number: 7,
  url: 'https://github.com/acme/checkout/pull/7',
  author: 'eli' as GithubLogin,
  approvedBy: ['ana' as GithubLogin],
  approvedEarlierBy: [],
  rejectedBy: [],
};
const review: GateFact = { of: 'review', pulls: [pull], loose: [], looseCount: 0 };
const tried: StagingSeen = {
  verified: { by: 'gonogo', release: 'checkout.staging.a1b2c3d4', at: '2026-11-16T09:00:00.000Z' as Instant },
  environment,
  uiFiles: [],
};

/** All that is known of the commit while production says what it runs. */
const heard: Partial<Candidate> = {
  evidence: { ...noEvidence, gates: { review, staging: { of: 'staging', staging: tried } } },
};

const silent: Partial<Candidate> = {
  base: { kind: 'unknown', reason: 'the version address did not answer' },
  live: notSeen,
  ahead: null,
  behind: null,
  compareUrl: null,
  commits: [],
  changes: {
    ...nothingCalledFor,
    migrations: { kind: 'unknown', why: 'no-base' },
    dependencies: { kind: 'unknown', why: 'no-base' },
    files: 'not-given',
  },
  evidence: {
    ...noEvidence,
    gates: {
      review: { of: 'no-base', reason: 'the version address did not answer' },
      staging: { of: 'staging', staging: { ...tried, uiFiles: null } },
    },
  },
};

/** The record names another version than production did, and what lies between brings more. */
const byTheRecord: Partial<Candidate> = {
  ...heard,
  base: { kind: 'known', sha: movedSha, from: 'ledger' },
  live: notSeen,
  changes: { ...nothingCalledFor, breaking: [{ title: 'Drop /v1', url: null }] },
};

function proposed(): Scene {
  const migrations = { globs: ['db/migrate/**'], reversible: [] };
  const scene = createScene({ gates, migrations, people: [...listed, entryOf(quinn)] });
  propose(scene, { candidate: heard });
  scene.when(quinn, {
    type: 'VerifyItem',
    release: first,
    item: 'staging.qa-verified.staging',
    sha: newSha,
    note: '',
  });
  return scene;
}

function read(scene: Scene, change: Partial<Candidate>): Decision {
  const command = { type: 'RecordCandidate', release: first, standings: standings(dana) } as const;
  return scene.fact({ ...command, candidate: candidate(change) });
}

function recheck(scene: Scene, change: Partial<Candidate>): Decision {
  const command = { type: 'RecordRecheck', baseline: null, release: first, standings: standings(dana) } as const;
  return scene.fact({ ...command, candidate: candidate(change), dispatch: dispatchId(1) });
}

function proposalIn(scene: Scene) {
  return inPhase(scene.release(), 'awaiting-decision').proposal;
}

describe('while production does not say what it runs', () => {
  test('no vote is lost: reviews, files of the interface, migrations and dependencies are counted as before', () => {
    const scene = proposed();
    approve(scene, ana);
    read(scene, silent);

    expect(proposalIn(scene)).toMatchObject({ round: 1, votes: [{ by: ana.slack }], blockers: [] });
  });

  test('the fix of an outage starts: the last check waits for nothing that was counted before the outage', () => {
    const scene = proposed();
    approveAll(scene);

    expect(effectTypesOf(recheck(scene, silent))).toContain('StartRun');
  });

  test('whether the commit was verified on staging is read afresh all the same', () => {
    const scene = proposed();
    read(scene, {
      ...silent,
      evidence: {
        ...noEvidence,
        gates: { review, staging: { of: 'staging', staging: { ...tried, verified: null, uiFiles: null } } },
      },
    });

    expect(proposalIn(scene)).toMatchObject({ round: 2, blockers: [{ code: 'gates_not_passed', gates: ['staging'] }] });
  });

  test('no vote is lost when the record stands in for it and names another version', () => {
    const scene = proposed();
    approve(scene, ana);
    read(scene, byTheRecord);

    expect(proposalIn(scene)).toMatchObject({
      round: 1,
      votes: [{ by: ana.slack }],
      candidate: { base: { from: 'version-endpoint' } },
    });
  });

  test('the last check goes by the record, which may have learnt of another version since the vote', () => {
    const scene = proposed();
    approveAll(scene);

    expect(effectTypesOf(recheck(scene, byTheRecord))).not.toContain('StartRun');
    expect(proposalIn(scene)).toMatchObject({ round: 2, votes: [], candidate: { base: { from: 'ledger' } } });
  });
});

test('a review says nothing where nobody ever knew what is live: it blocks, and nothing else stands for it', () => {
  const scene = createScene({ gates: gates.slice(0, 1) });
  propose(scene, { candidate: silent });

  expect(proposalIn(scene).blockers).toContainEqual({ code: 'gates_not_passed', gates: ['review'] });
});
