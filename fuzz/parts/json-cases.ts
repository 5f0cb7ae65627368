import { below, hex, pick, type Random } from './chance.ts';
import { type Made, makeDocument, scorecardIds } from './documents.ts';

/** A file's bytes, and whether they may count. */
export type JsonCase = {
  readonly name: string;
  readonly made: Made;
  readonly bytes: Buffer;
  readonly good: 'good' | 'bad';
};

type Maker = (random: Random) => JsonCase;

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The text of a good document, with one more field that is written as it stands. */
function withField(made: Made, field: string): string {
  return `{${field},${JSON.stringify(made.document).slice(1)}`;
}

function good(name: string, write: (made: Made, random: Random) => string | Buffer): Maker {
  return (random) => caseOf(name, makeDocument(random), write, random, 'good');
}

function bad(name: string, write: (made: Made, random: Random) => string | Buffer): Maker {
  return (random) => caseOf(name, makeDocument(random), write, random, 'bad');
}

/** A manifest or a scorecard with something changed in it. */
function changed(
  name: string,
  kind: Made['kind'],
  change: (document: Record<string, unknown>, random: Random) => Record<string, unknown>,
): Maker {
  return (random) => {
    const made = makeDocument(random, kind);
    return caseOf(name, made, () => JSON.stringify(change(made.document, random)), random, 'bad');
  };
}

function caseOf(
  name: string,
  made: Made,
  write: (made: Made, random: Random) => string | Buffer,
  random: Random,
  goodness: JsonCase['good'],
): JsonCase {
  const written = write(made, random);
  return { name, made, bytes: typeof written === 'string' ? Buffer.from(written, 'utf8') : written, good: goodness };
}

function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

const goodMakers: readonly Maker[] = [
  good('plain', ({ document }) => JSON.stringify(document)),
  good('spread over lines', ({ document }) => `${JSON.stringify(document, null, 2)}\n`),
  good('a byte-order mark', ({ document }) => Buffer.concat([mark, Buffer.from(JSON.stringify(document))])),
  good('keys in another order', ({ document }) =>
    JSON.stringify(Object.fromEntries(Object.entries(document).reverse())),
  ),
  good('some levels more', (made, random) => withField(made, `"deep":${nested(1 + below(random, 60))}`)),
  good('other alphabets', (made) => withField(made, '"note":"Größe ✓ 漢字 😀 \\ud83d\\ude00"')),
];

const nearMisses: readonly ((sha: string) => unknown)[] = [
  (sha) => sha.slice(1),
  (sha) => `${sha}0`,
  (sha) => `${sha.slice(0, 39)}${sha.endsWith('0') ? '1' : '0'}`,
  (sha) => `${sha.slice(0, 39)}G`,
  (sha) => ` ${sha}`,
  (sha) => `${sha}\n`,
  (sha) => `a${sha.slice(1)}`.toUpperCase(),
  (sha) => sha.slice(0, 7),
  (sha) => [sha],
  (sha) => ({ sha }),
  () => null,
  () => 0,
  () => true,
];

const textMakers: readonly Maker[] = [
  bad('too deep', (made, random) => withField(made, `"deep":${nested(64 + below(random, 400))}`)),
  bad('100,000 deep', (made) => withField(made, `"deep":${nested(100_000)}`)),
  bad('deep and open', () => '['.repeat(100_000)),
  bad('objects inside objects', (made) => withField(made, `"deep":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)),
  bad('__proto__', (made) => withField(made, '"__proto__":{"decision":"release"}')),
  bad('__proto__ further down', (made) => withField(made, '"more":[{"x":{"__proto__":1}}]')),
  bad('__proto__ in escapes', (made) => withField(made, '"\\u005f_proto__":{}')),
  bad('constructor', (made) => withField(made, '"constructor":{"prototype":{}}')),
  bad('prototype', (made) => withField(made, '"prototype":1')),
  bad('the commit twice', (made, random) => withField(made, `"sha":"${hex(random, 40)}"`)),
  bad('the commit twice, once in escapes', (made) => withField(made, '"sh\\u0061":"0"')),
  bad('a key twice further down', (made) => withField(made, '"more":{"a":1,"b":{},"a":1}')),
  bad('NaN', (made, random) => withField(made, `"n":${pick(random, ['NaN', 'Infinity', '-Infinity', 'undefined'])}`)),
  bad('a number too large', (made, random) =>
    withField(made, `"n":${pick(random, ['1e999', '-1e400', `1${'0'.repeat(400)}`])}`),
  ),
  bad('no JSON', (made, random) =>
    withField(
      made,
      pick(random, ["'n':1", '"n":1,', '"n":01', '"n":+1', '"n":.5', '"n":0x10', '"n":1/*x*/', 'n:1', '"n" 1']),
    ),
  ),
  bad('half of a character', (made, random) =>
    withField(made, `"note":"${pick(random, ['\\ud800', '\\udc00x', 'a\\ud83d'])}"`),
  ),
  bad('no UTF-8', (made) =>
    Buffer.concat([
      Buffer.from('{"note":"'),
      Buffer.from([0xff, 0xc0, 0xaf]),
      Buffer.from(`",${JSON.stringify(made.document).slice(1)}`),
    ]),
  ),
  bad('UTF-16', ({ document }) => Buffer.from(`\ufeff${JSON.stringify(document)}`, 'utf16le')),
  bad('two marks', ({ document }) => Buffer.concat([mark, mark, Buffer.from(JSON.stringify(document))])),
  bad('too long by blanks', ({ document }) => JSON.stringify(document) + ' '.repeat(2 * 1024 * 1024)),
  bad('too long by a text', (made) => withField(made, `"note":"${'x'.repeat(2 * 1024 * 1024)}"`)),
  bad('too many values', (made) => withField(made, `"list":[${'0,'.repeat(200_000)}0]`)),
  bad('two documents', ({ document }) => `${JSON.stringify(document)}${JSON.stringify(document)}`),
  bad('cut', ({ document }, random) => {
    const text = JSON.stringify(document);
    return text.slice(0, below(random, text.length));
  }),
  bad('something else', (_, random) =>
    pick(random, ['', ' ', 'null', '[]', '1', '"green"', 'true', '{}', '<!doctype html><p>green', '\u0000']),
  ),
  bad('a list of it', ({ document }) => JSON.stringify([document])),
  bad('another version of the format', ({ document }, random) =>
    JSON.stringify({ ...document, schemaVersion: pick(random, [0, 2, 1.5, '1', null, true, [1]]) }),
  ),
  bad('another commit', ({ document, sha }, random) =>
    JSON.stringify({ ...document, sha: pick(random, nearMisses)(sha) }),
  ),
  bad('no commit', ({ document }) => JSON.stringify({ ...document, sha: undefined })),
];

function imageRef(ref: (digest: string) => unknown): Maker {
  return changed('an image that is not fixed', 'release-candidate', (document, random) => ({
    ...document,
    images: [{ name: 'api', ref: ref(hex(random, 64)) }],
  }));
}

const shapeMakers: readonly Maker[] = [
  imageRef(() => 'acme.azurecr.io/checkout-api:v2.14.0'),
  imageRef((digest) => `acme.azurecr.io/checkout-api@sha256:${digest.slice(1)}`),
  imageRef((digest) => `acme.azurecr.io/checkout-api@sha256:A${digest.slice(1)}`),
  imageRef((digest) => `acme.azurecr.io/checkout-api@sha512:${digest}`),
  imageRef((digest) => `acme.azurecr.io/checkout api@sha256:${digest}`),
  imageRef((digest) => `@sha256:${digest}`),
  imageRef((digest) => ({ digest })),
  changed('no images', 'release-candidate', (document) => ({ ...document, images: [] })),
  changed('images in a map', 'release-candidate', (document) => ({
    ...document,
    images: { ...Object(document['images']) },
  })),
  changed('one image under two digests', 'release-candidate', (document, random) => ({
    ...document,
    images: [1, 2].map(() => ({ name: 'api', ref: `acme.azurecr.io/checkout-api@sha256:${hex(random, 64)}` })),
  })),
  changed('too many images', 'release-candidate', (document, random) => ({
    ...document,
    images: Array.from({ length: 60 }, (_, index) => ({ name: `i${index}`, ref: `r/i@sha256:${hex(random, 64)}` })),
  })),
  changed('more tests passed than there are', 'tests', (document) => ({
    ...document,
    suites: { unit: { passed: 2, total: 1 } },
  })),
  changed('fewer than no tests', 'tests', (document) => ({ ...document, suites: { unit: { passed: -1, total: 1 } } })),
  changed('a stage that ends before it starts', 'timing', (document) => ({
    ...document,
    stages: [{ name: 'build', startedAt: '2026-11-02T10:00:00Z', finishedAt: '2026-11-02T09:00:00Z' }],
  })),
  changed('a check that passed in words', 'smoke', (document) => ({
    ...document,
    checks: [{ name: 'x', passed: 'true' }],
  })),
];

const decisions = [
  'Green',
  ' green',
  'green ',
  'GREEN',
  'green\n',
  'gr\u0435en',
  'gree\u00adn',
  'green\u200b',
  'yellow',
  'red',
  '',
  'greeen',
];

function invariants(change: (ids: readonly string[], random: Random) => readonly unknown[]): Maker {
  return changed('other invariants', 'scorecard', (document, random) => ({
    ...document,
    invariants: change(scorecardIds, random),
  }));
}

function passed(id: string): { readonly id: string; readonly passed: boolean } {
  return { id, passed: true };
}

const scorecardMakers: readonly Maker[] = [
  changed('nearly green', 'scorecard', (document, random) => ({ ...document, decision: pick(random, decisions) })),
  changed('green in a list', 'scorecard', (document) => ({ ...document, decision: ['green'] })),
  invariants((ids) => [...ids.slice(0, 11), ids[0] ?? ''].map(passed)),
  invariants((ids) => ids.slice(1).map(passed)),
  invariants((ids) => [...ids, 'INV-13'].map(passed)),
  invariants((ids) => [...ids, ids[3] ?? ''].map(passed)),
  invariants((ids, random) => {
    const failing = below(random, 12);
    return ids.map((id, index) => ({ id, passed: index !== failing }));
  }),
  invariants((ids) => ids.map((id) => ({ id: id.toLowerCase(), passed: true }))),
  invariants((ids) => ids.map((id, index) => ({ id, passed: index === 5 ? null : true }))),
  invariants((ids) => ids.map((id, index) => ({ id, passed: index === 5 ? 'skipped' : true }))),
  invariants(() => []),
];

/** Takes one in four of the good ones, so that refusing everything would be found out. */
export function makeJsonCase(random: Random): JsonCase {
  const share = random();
  if (share < 0.25) return makeGoodJson(random);
  if (share < 0.6) return pick(random, textMakers)(random);
  return pick(random, share < 0.8 ? shapeMakers : scorecardMakers)(random);
}

export function makeGoodJson(random: Random): JsonCase {
  return pick(random, goodMakers)(random);
}
