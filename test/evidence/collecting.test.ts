import { describe, expect, test } from 'vitest';
import { type CommitSha } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { type Collecting, collectEvidence } from '../../src/evidence/collect-candidate.ts';
import { type RangePull } from '../../src/evidence/reads.ts';
import { manifest, scorecard, smoke, tests } from '../policy/documents.ts';
import {
  artifactsGate,
  checksGate,
  environmentGate,
  manifestGate,
  policyGate,
  reviewGate,
  scorecardGate,
  smokeGate,
  stagingGate,
  workflowGate,
} from '../policy/judging.ts';
import {
  artifact,
  emptyRange,
  emptyWorld,
  login,
  now,
  open,
  repo,
  run,
  sha,
  silent,
  type World,
} from '../policy/shelf.ts';
import { policyWith } from '../support/policy.ts';

const pulls: readonly RangePull[] = [7, 8].map((number) => ({
  number,
  url: `https://github.com/acme/checkout/pull/${number}`,
  author: login('eli'),
  head: sha,
  labels: [],
}));
const allGates: readonly Gate[] = [
  workflowGate,
  { ...workflowGate, id: 'again' },
  manifestGate,
  scorecardGate,
  artifactsGate,
  smokeGate,
  reviewGate,
  checksGate,
  policyGate,
  environmentGate,
  stagingGate,
  { id: 'window', kind: 'window', mode: 'blocking' },
  { id: 'lane', kind: 'lane', mode: 'blocking' },
];
const full: World = {
  ...emptyWorld,
  runs: [run('100')],
  artifacts: [
    artifact('release-candidate', manifest),
    artifact('tests', tests, { id: '8000' }),
    artifact('scorecard', scorecard, { id: '8001' }),
    artifact('smoke', smoke, { id: '8002' }),
  ],
};

type Change = Partial<Collecting> & { readonly gates?: readonly Gate[]; readonly prefix?: string };

async function collect(
  world: World,
  change: Change = {},
): Promise<{ evidence: CandidateEvidence; shelf: ReturnType<typeof open> }> {
  const shelf = open(world);
  const { gates = allGates, prefix = '', ...more } = change;
  const evidence = await collectEvidence({
    policy: policyWith({ gates, repo, artifactPrefix: prefix }),
    candidate: { sha, url: 'https://github.com/acme/checkout/commit/1' },
    range: { ...emptyRange, pulls },
    staging: {},
    reads: shelf.reads,
    copies: shelf.copies,
    now,
    ...more,
  });
  return { evidence, shelf };
}

describe('collecting evidence', () => {
  test('asks each question once, however many gates want the answer', async () => {
    const { asked } = (await collect(full)).shelf;

    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
    expect(asked).toContain('runsFor');
    expect(asked.filter((one) => one.startsWith('download'))).toHaveLength(4);
  });

  test('finds a fact for each gate but window and lane, and manifest and tests always', async () => {
    const { evidence } = await collect(full);
    const bare = await collect(full, { gates: [] });

    expect(Object.keys(evidence.gates)).toEqual(allGates.slice(0, -2).map(({ id }) => id));
    expect([bare.evidence.manifest.state, bare.evidence.tests.state, bare.evidence.gates]).toEqual([
      'present',
      'present',
      {},
    ]);
  });

  test('tells how far it is, up to the end', async () => {
    const heard: string[] = [];
    await collect(full, { progress: (done, total) => heard.push(`${done}/${total}`) });

    expect(heard).toEqual(Array.from({ length: 13 }, (_, index) => `${index + 1}/13`));
  });

  test('begins everything at once that does not wait for something else', async () => {
    const { asked } = (await collect(full)).shelf;
    const downloads = asked.findIndex((one) => one.startsWith('download'));

    expect(asked.slice(0, downloads)).toEqual(
      expect.arrayContaining(['runsFor', 'checksFor', 'reviewsOf 7', 'reviewsOf 8', 'variablesOf', 'secretsOf']),
    );
  });

  test('keeps a copy of each file under its digest, and reads it from there the next time', async () => {
    const first = await collect(full);
    const again = await collect({ ...full, copies: first.shelf.kept });

    expect(first.shelf.kept.map(({ kind }) => kind).toSorted()).toEqual([
      'release-candidate',
      'scorecard',
      'smoke',
      'tests',
    ]);
    expect(again.shelf.asked.filter((one) => one.startsWith('download'))).toEqual([]);
    expect(again.evidence).toEqual(first.evidence);
  });

  test('looks for the artifacts of a service under its prefix', async () => {
    const { asked } = (await collect(full, { prefix: 'checkout-' })).shelf;

    expect(asked).toContain(`artifactsNamed checkout-release-candidate-${sha}`);
  });

  test('says what it could not read, and does not throw, when GitHub is silent', async () => {
    const reads = open(full).reads;
    const nothing = {
      ...reads,
      runsFor: async () => silent,
      artifactsNamed: async () => silent,
      checksFor: async () => silent,
      reviewsOf: async () => silent,
      fileAt: async () => silent,
      variablesOf: async () => silent,
    };
    const { evidence } = await collect(full, { reads: nothing });

    expect([evidence.manifest, evidence.tests].map((one) => one.state === 'unreadable' && one.code)).toEqual([
      'not-answered',
      'not-answered',
    ]);
    expect(Object.values(evidence.gates).filter((fact) => fact.of === 'unread').length).toBe(6);
  });

  test('names at most five commits that came without a pull request, and counts all', async () => {
    const loose = Array.from({ length: 9 }, (_, index) => String(index).repeat(40) as CommitSha);
    const { evidence } = await collect(full, { range: { ...emptyRange, loose } });

    expect(evidence.gates['review']).toMatchObject({ loose: loose.slice(0, 5), looseCount: 9 });
  });

  test('names the files of the interface that changed, five at most', async () => {
    const files = ['src/a.ts', 'web/x.ts', 'a/ui/b.go', 'Frontend/c', 'x.CSS', 'page.tsx', 'y.vue', 'webserver.ts'];
    const { evidence } = await collect(full, { range: { ...emptyRange, files } });

    expect(evidence.gates['staging']).toMatchObject({
      staging: { uiFiles: ['web/x.ts', 'a/ui/b.go', 'Frontend/c', 'x.CSS', 'page.tsx'] },
    });
  });
});
