import { describe, test } from 'vitest';
import { makeZip, symbolicLink } from '../../fuzz/parts/zip-maker.ts';
import { type EvidenceKind } from '../../src/domain/evidence/evidence.ts';
import { type GateResult } from '../../src/domain/gates/result.ts';
import { artifacts, image, invariantIds, invariants, manifest, scorecard, smoke } from './documents.ts';
import {
  artifactsGate,
  type EvidenceCase,
  expectCase,
  manifestGate,
  scorecardGate,
  smokeGate,
  workflowGate,
  yellowGate,
} from './judging.ts';
import { artifact, digestOf, otherSha, run, sha } from './shelf.ts';

type FileCase = readonly [rule: string, file: unknown, says: GateResult['outcome'], because: string];

const runs = [run('100')];

function each(kind: EvidenceKind, gate: EvidenceCase['gate'], cases: readonly FileCase[]): void {
  test.each(cases)('%s', async (rule, file, says, because) => {
    await expectCase({ rule, gate, world: { runs, artifacts: [artifact(kind, file)] }, says, because });
  });
}

function withDecision(decision: unknown): unknown {
  return { ...scorecard, decision };
}

function withInvariants(list: readonly unknown[]): unknown {
  return { ...scorecard, invariants: list };
}

const [first, ...rest] = invariants;
const failing = { id: 'INV-04', passed: false };

describe('a scorecard, where green is asked', () => {
  each('scorecard', scorecardGate, [
    ['passes when it is green with all twelve invariants', scorecard, 'pass', 'scorecard-accepted'],
    ['fails when it is yellow', withDecision('yellow'), 'fail', 'scorecard-decision'],
    ['fails when it is red', withDecision('red'), 'fail', 'scorecard-decision'],
    ['fails when it says `Green`', withDecision('Green'), 'fail', 'scorecard-decision'],
    ['fails when it says ` green`', withDecision(' green'), 'fail', 'scorecard-decision'],
    ['fails when it says `green` with a blank behind', withDecision('green '), 'fail', 'scorecard-decision'],
    ['fails when a letter only looks like one of `green`', withDecision('gr\u0435en'), 'fail', 'scorecard-decision'],
    ['fails when `green` has a mark in it that nobody sees', withDecision('green\u200b'), 'fail', 'scorecard-decision'],
    ['fails when its decision is a list', withDecision(['green']), 'fail', 'wrong-shape'],
    ['fails when its decision is true', withDecision(true), 'fail', 'wrong-shape'],
    ['fails without a decision', withDecision(undefined), 'fail', 'wrong-shape'],
    [
      'fails with eleven invariants and one of them twice',
      withInvariants([...rest, rest[0]]),
      'fail',
      'scorecard-invariants',
    ],
    ['fails when an invariant was skipped', withInvariants(rest), 'fail', 'scorecard-invariants'],
    [
      'fails when an invariant failed',
      withInvariants([first, ...rest.filter(({ id }) => id !== 'INV-04'), failing]),
      'fail',
      'scorecard-invariants',
    ],
    [
      'fails when an invariant both passed and failed',
      withInvariants([...invariants, failing]),
      'fail',
      'scorecard-invariants',
    ],
    [
      'fails with an invariant that nobody knows',
      withInvariants([...invariants, { id: 'INV-13', passed: true }]),
      'fail',
      'scorecard-invariants',
    ],
    [
      'fails when the ids are written otherwise',
      withInvariants(invariantIds.map((id) => ({ id: id.toLowerCase(), passed: true }))),
      'fail',
      'scorecard-invariants',
    ],
    [
      'fails when an invariant neither passed nor failed',
      withInvariants([...rest, { id: 'INV-01', passed: null }]),
      'fail',
      'wrong-shape',
    ],
    ['fails without invariants', withInvariants([]), 'fail', 'scorecard-invariants'],
    ['fails in another version of the format', { ...scorecard, schemaVersion: 2 }, 'fail', 'wrong-shape'],
    ['fails when the version of the format is text', { ...scorecard, schemaVersion: '1' }, 'fail', 'wrong-shape'],
    ['fails when it is about another commit', { ...scorecard, sha: otherSha }, 'fail', 'wrong-sha'],
    ['fails when its commit is cut short', { ...scorecard, sha: sha.slice(0, 7) }, 'fail', 'wrong-shape'],
    ['fails when its commit has a blank before it', { ...scorecard, sha: ` ${sha}` }, 'fail', 'wrong-shape'],
    [
      'fails when it names its commit twice',
      `{"sha":"${otherSha}",${JSON.stringify(scorecard).slice(1)}`,
      'fail',
      'json-refused',
    ],
    ['fails when it is no JSON', 'green', 'fail', 'not-json'],
    ['passes with a byte-order mark', `\ufeff${JSON.stringify(scorecard)}`, 'pass', 'scorecard-accepted'],
    ['passes with more in it than is asked', { ...scorecard, host: 'runner-7' }, 'pass', 'scorecard-accepted'],
  ]);
});

describe('a scorecard, where yellow may do', () => {
  each('scorecard', yellowGate, [
    ['passes when it is yellow', withDecision('yellow'), 'pass', 'scorecard-accepted'],
    ['passes when it is green', scorecard, 'pass', 'scorecard-accepted'],
    ['fails when it is red', withDecision('red'), 'fail', 'scorecard-decision'],
    ['fails when it says `Yellow`', withDecision('Yellow'), 'fail', 'scorecard-decision'],
  ]);
});

describe('the artifacts of a scorecard', () => {
  const [one, ...others] = artifacts;
  each('scorecard', artifactsGate, [
    ['pass when all twelve are there', scorecard, 'pass', 'artifacts-complete'],
    [
      'fail as twelve by count, one twice and one missing',
      { ...scorecard, artifacts: [...others, others[0]] },
      'fail',
      'artifacts-incomplete',
    ],
    ['fail when one is missing', { ...scorecard, artifacts: others }, 'fail', 'artifacts-incomplete'],
    [
      'fail when one has no hash',
      { ...scorecard, artifacts: [...others, { ...one, sha256: '' }] },
      'fail',
      'artifacts-incomplete',
    ],
    [
      'fail when one has half a hash',
      { ...scorecard, artifacts: [...others, { ...one, sha256: 'abc' }] },
      'fail',
      'artifacts-incomplete',
    ],
    ['fail when there are none', { ...scorecard, artifacts: [] }, 'fail', 'artifacts-incomplete'],
    ['fail when the scorecard is of another commit', { ...scorecard, sha: otherSha }, 'fail', 'wrong-sha'],
  ]);
});

describe('a manifest', () => {
  const digest = `sha256:${'e'.repeat(64)}`;
  function withRef(ref: unknown): unknown {
    return { ...manifest, images: [{ name: 'api', ref }] };
  }
  each('release-candidate', manifestGate, [
    ['passes when it names each image by its digest', manifest, 'pass', 'manifest-found'],
    ['fails when it names an image by a tag', withRef('acme.azurecr.io/checkout-api:v2.14.0'), 'fail', 'wrong-shape'],
    [
      'fails when a digest is cut short',
      withRef(`acme.azurecr.io/checkout-api@${digest.slice(0, -1)}`),
      'fail',
      'wrong-shape',
    ],
    [
      'fails when a digest is written in capitals',
      withRef(`acme.azurecr.io/checkout-api@sha256:${'E'.repeat(64)}`),
      'fail',
      'wrong-shape',
    ],
    ['fails when an image is a digest alone', withRef(digest), 'fail', 'wrong-shape'],
    [
      'fails when two images bear one name',
      { ...manifest, images: [image, { ...image, ref: `acme.azurecr.io/x@${digest}` }] },
      'fail',
      'wrong-shape',
    ],
    ['fails when it names no images', { ...manifest, images: [] }, 'fail', 'wrong-shape'],
    ['fails without images', { ...manifest, images: undefined }, 'fail', 'wrong-shape'],
    ['fails when it is about another commit', { ...manifest, sha: otherSha }, 'fail', 'wrong-sha'],
    ['fails in another version of the format', { ...manifest, schemaVersion: 3 }, 'fail', 'wrong-shape'],
    [
      'fails when the digest of its configuration is none',
      { ...manifest, configDigest: 'latest' },
      'fail',
      'wrong-shape',
    ],
    ['passes without what is optional', { schemaVersion: 1, sha, images: [image] }, 'pass', 'manifest-found'],
    ['fails when it is a list', [manifest], 'fail', 'wrong-shape'],
  ]);
});

describe('a smoke test', () => {
  each('smoke', smokeGate, [
    ['passes when all its checks did', smoke, 'pass', 'smoke-passed'],
    [
      'fails when one check failed under a passed status',
      { ...smoke, checks: [{ name: 'x', passed: false }] },
      'fail',
      'smoke-failed',
    ],
    ['fails when it checked nothing', { ...smoke, checks: [] }, 'fail', 'smoke-empty'],
    ['fails when it says `Passed`', { ...smoke, status: 'Passed' }, 'fail', 'smoke-status'],
    ['fails when a check passed in words', { ...smoke, checks: [{ name: 'x', passed: 'yes' }] }, 'fail', 'wrong-shape'],
  ]);
});

describe('an archive', () => {
  const content = Buffer.from(JSON.stringify(manifest));
  const path = `.artifacts/release-candidate/${sha}/manifest.json`;
  const good = { name: path, content };
  const changed = { name: 'manifest.json', content: Buffer.from(JSON.stringify({ ...manifest, version: 'v9' })) };
  const bomb = { name: path, content: Buffer.alloc(6 * 1024 * 1024, ' ') };

  const cases: readonly (readonly [rule: string, zip: Buffer, says: GateResult['outcome'], because: string])[] = [
    ['passes with the file at its full path', makeZip([good]), 'pass', 'manifest-found'],
    ['passes with the file at its root', makeZip([{ ...good, name: 'manifest.json' }]), 'pass', 'manifest-found'],
    [
      'passes with the same file at both places',
      makeZip([good, { ...good, name: 'manifest.json' }]),
      'pass',
      'manifest-found',
    ],
    ['fails with different files at both places', makeZip([good, changed]), 'fail', 'ambiguous'],
    ['fails with the file twice', makeZip([good, good]), 'fail', 'ambiguous'],
    ['fails without the file', makeZip([{ ...good, name: 'other.json' }]), 'fail', 'no-file'],
    [
      'fails with the file of another commit',
      makeZip([{ ...good, name: path.replace(sha, otherSha) }]),
      'fail',
      'no-file',
    ],
    [
      'fails when a name leads out of it',
      makeZip([good, { name: '../../etc/cron.d/x', content }]),
      'fail',
      'zip-refused',
    ],
    ['fails when a name is absolute', makeZip([good, { name: '/etc/passwd', content }]), 'fail', 'zip-refused'],
    ['fails when the file is a link', makeZip([{ ...good, attributes: symbolicLink }]), 'fail', 'zip-refused'],
    ['fails when it is encrypted', makeZip([{ ...good, flags: 0x801 }]), 'fail', 'zip-refused'],
    ['fails when it is a bomb', makeZip([bomb]), 'fail', 'zip-refused'],
    ['fails when it claims a million entries', makeZip([good], { zip64Count: 1_000_000 }), 'fail', 'zip-refused'],
    ['fails when it is cut', makeZip([good]).subarray(0, 200), 'fail', 'not-a-zip'],
    ['fails when it is a page in its place', Buffer.from('<!doctype html>'), 'fail', 'not-a-zip'],
  ];

  test.each(cases)('%s', async (rule, zip, says, because) => {
    const world = { runs, artifacts: [artifact('release-candidate', manifest, { zip })] };
    await expectCase({ rule, gate: manifestGate, world, says, because });
  });

  test('fails when GitHub names another digest than its bytes have', async () => {
    const digest = digestOf(Buffer.from('something else'));
    const world = { runs, artifacts: [artifact('release-candidate', manifest, { digest })] };
    await expectCase({ rule: '', gate: manifestGate, world, says: 'fail', because: 'digest-differs' });
  });

  test('passes when the server names no digest', async () => {
    const world = { runs, artifacts: [artifact('release-candidate', manifest, { digest: null })] };
    await expectCase({ rule: '', gate: manifestGate, world, says: 'pass', because: 'manifest-found' });
  });

  test('fails when it is larger than anybody reads, without being downloaded', async () => {
    const world = { runs, artifacts: [artifact('release-candidate', manifest, { bytes: 2 ** 31 })] };
    await expectCase({ rule: '', gate: manifestGate, world, says: 'fail', because: 'artifact-too-large' });
  });
});

test('a gate of another kind is not moved by evidence files', async () => {
  await expectCase({
    rule: '',
    gate: workflowGate,
    world: { artifacts: [artifact('scorecard', scorecard)] },
    says: 'fail',
    because: 'run-missing',
  });
});
