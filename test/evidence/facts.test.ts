import { describe, expect, test } from 'vitest';
import { understand } from '../../src/evidence/facts.ts';
import { unpinnedActions } from '../../src/evidence/pinned-actions.ts';
import { readPipelinePolicy } from '../../src/evidence/pipeline-policy.ts';
import { manifest, tests } from '../policy/documents.ts';
import { sha } from '../policy/shelf.ts';

const base = { schemaVersion: 1, sha };

function stages(...spans: readonly (readonly [string, string])[]): unknown {
  return { ...base, stages: spans.map(([startedAt, finishedAt]) => ({ name: 'x', startedAt, finishedAt })) };
}

describe('a file of evidence', () => {
  test('says how long a pipeline took, from its first start to its last end', () => {
    const value = stages(
      ['2026-11-02T10:02:00Z', '2026-11-02T10:04:30Z'],
      ['2026-11-02T11:00:00+01:00', '2026-11-02T11:03:00+01:00'],
    );

    expect(understand('timing', value)).toMatchObject({ kind: 'facts', facts: { ms: 270_000 } });
  });

  test('says X of Y for each suite of tests', () => {
    expect(understand('tests', tests)).toMatchObject({
      facts: {
        suites: [
          { name: 'unit', passed: 812, total: 812 },
          { name: 'e2e', passed: 9, total: 9 },
        ],
      },
    });
  });

  test.each([
    ['timing', stages(), 'stages: there are none'],
    ['timing', stages(['2026-11-02T10:00:00Z', '2026-11-02T09:00:00Z']), 'stages.0: it finished before it started'],
    ['tests', { ...base, suites: { unit: { passed: 2, total: 1 } } }, 'suites.unit: more tests passed than there are'],
    [
      'release-candidate',
      { ...manifest, images: [{ name: 'api', ref: 'x:v1' }] },
      'images.0.ref: name the image by its digest',
    ],
  ] as const)('names the field that is wrong in %s', (kind, value, detail) => {
    expect(understand(kind, value)).toEqual({ kind: 'wrong-shape', detail });
  });
});

describe('an action in a workflow', () => {
  const pinned = 'a'.repeat(40);
  test.each([
    ['- uses: actions/checkout@v4', ['actions/checkout@v4']],
    ['uses: "actions/checkout@main"', ['actions/checkout@main']],
    ["- 'uses': 'actions/checkout@v4'", ['actions/checkout@v4']],
    ['- { name: x, uses: actions/checkout@v4 }', ['actions/checkout@v4']],
    [
      `uses: acme/shared/.github/workflows/x.yml@${pinned.slice(1)}`,
      [`acme/shared/.github/workflows/x.yml@${pinned.slice(1)}`],
    ],
    ['uses: docker://alpine:3', ['docker://alpine:3']],
    ['uses:', ['']],
  ])('is not fixed: %s', (line, unpinned) => {
    expect(unpinnedActions(`jobs:\n  a:\n    steps:\n      ${line}\n`)).toEqual(unpinned);
  });

  test.each([
    `- uses: actions/checkout@${pinned} # v4`,
    `uses: acme/shared/.github/workflows/x.yml@${pinned}`,
    'uses: ./.github/actions/setup',
    `uses: docker://alpine@sha256:${'b'.repeat(64)}`,
    '# - uses: actions/checkout@v4',
    'run: echo reuses: nothing',
  ])('is fixed, or none: %s', (line) => {
    expect(unpinnedActions(`jobs:\n  a:\n    steps:\n      ${line}\n`)).toEqual([]);
  });
});

test('a pipeline policy tells the keys that nobody knows and obeys none of them', () => {
  const read = readPipelinePolicy('{"schemaVersion":1,"allowedSecrets":["A"],"skipEverything":true}');

  expect(read).toMatchObject({ kind: 'policy', unknownKeys: ['skipEverything'], policy: { allowedSecrets: ['A'] } });
});
