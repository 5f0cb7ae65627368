import { below, pick, type Random } from './chance.ts';
import { baseOf, makeDocument, pathOf } from './documents.ts';
import { type FuzzCase } from './fuzz-case.ts';
import { type Heavy } from './heavy-zips.ts';
import { type JsonCase, makeGoodJson, makeJsonCase } from './json-cases.ts';
import { makeZip, symbolicLink, type ZipEntry } from './zip-maker.ts';

type Context = { readonly random: Random; readonly heavy: Heavy };

/** An honest zip's parts, to be spoilt: the wanted file, its path, and what else lies there. */
type Parts = {
  readonly json: JsonCase;
  readonly path: string;
  readonly file: ZipEntry;
  readonly others: readonly ZipEntry[];
};

type Spoilt = { readonly bytes: Buffer; readonly expected: FuzzCase['expected'] };
type Spoiler = { readonly name: string; readonly spoil: (parts: Parts, context: Context) => Spoilt };

function refuse(bytes: Buffer): Spoilt {
  return { bytes, expected: 'refuse' };
}

function accept(bytes: Buffer): Spoilt {
  return { bytes, expected: 'accept' };
}

/** One more entry beside the good file, which alone is reason to refuse all of it. */
function beside(entry: Partial<ZipEntry>): (parts: Parts, context: Context) => Spoilt {
  return ({ file, others }, { random }) => {
    const more: ZipEntry = { name: 'more.txt', content: Buffer.from('more'), ...entry };
    return refuse(makeZip(random() < 0.5 ? [more, file, ...others] : [file, ...others, more]));
  };
}

/** The good file itself, with something wrong about it. */
function itself(
  change: (file: ZipEntry, random: Random) => Partial<ZipEntry>,
): (parts: Parts, context: Context) => Spoilt {
  return ({ file, others }, { random }) => refuse(makeZip([...others, { ...file, ...change(file, random) }]));
}

const escapes = [
  '../x',
  'a/../../x',
  '/etc/passwd',
  'C:/x',
  'c:x',
  '..\\x',
  'a\\b',
  '\\\\host\\x',
  'a\0b',
  '..',
  './x',
  'a//b',
  'a/./b',
  '',
];
const badMethods = [1, 9, 12, 14, 93, 95, 99];

const spoilers: readonly Spoiler[] = [
  { name: 'a way out', spoil: (parts, context) => beside({ name: pick(context.random, escapes) })(parts, context) },
  { name: 'a name too long', spoil: beside({ name: 'x'.repeat(400) }) },
  { name: 'a name that is no text', spoil: beside({ name: Buffer.from([0x61, 0xff, 0xfe]) }) },
  { name: 'a second name', spoil: beside({ extra: Buffer.from([0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x78]) }) },
  { name: 'a link', spoil: beside({ attributes: symbolicLink }) },
  {
    name: 'a link in its place',
    spoil: itself(() => ({ attributes: symbolicLink, content: Buffer.from('/etc/passwd') })),
  },
  { name: 'a device', spoil: beside({ attributes: 0o020666 * 2 ** 16 }) },
  { name: 'encrypted', spoil: itself(() => ({ flags: 0x801 })) },
  { name: 'one encrypted beside', spoil: beside({ flags: 0x801 }) },
  { name: 'strongly encrypted', spoil: itself(() => ({ flags: 0x841 })) },
  { name: 'an unknown method', spoil: itself((_, random) => ({ method: pick(random, badMethods) })) },
  { name: 'an unknown method beside', spoil: beside({ method: 14 }) },
  {
    name: 'a larger size',
    spoil: itself(({ content }, random) => ({ claims: { size: content.length + 1 + below(random, 99) } })),
  },
  {
    name: 'a smaller size',
    spoil: itself(({ content }, random) => ({ claims: { size: content.length - 1 - below(random, 20) } })),
  },
  { name: 'a size beyond all', spoil: itself(() => ({ claims: { size: 0xfffffff0 } })) },
  { name: 'a packed size beyond the end', spoil: itself(() => ({ claims: { packedSize: 0x7fffffff } })) },
  { name: 'a packed size too small', spoil: itself(() => ({ claims: { packedSize: 3 } })) },
  { name: 'another checksum', spoil: itself((_, random) => ({ claims: { crc: 1 + below(random, 2 ** 31) } })) },
  { name: 'two sizes', spoil: itself(({ content }) => ({ header: { size: content.length + 7 } })) },
  { name: 'two names for it', spoil: itself(() => ({ header: { name: 'other.json' } })) },
  { name: 'two methods for it', spoil: itself(() => ({ header: { method: 0 } })) },
  { name: 'a place beyond the end', spoil: itself(() => ({ claims: { offset: 0x7ffffff0 } })) },
  { name: 'not packed as it says', spoil: itself(() => ({ packed: Buffer.from('this is no deflate stream at all') })) },
  {
    name: 'more behind its end',
    spoil: itself(({ content }) => ({ packed: Buffer.concat([packedOf(content), Buffer.from('more')]) })),
  },
  { name: 'twice', spoil: ({ file, others }) => refuse(makeZip([file, ...others, file])) },
  { name: 'another twice', spoil: ({ file }) => refuse(makeZip([file, ...['b/x', 'b/x'].map(plain)])) },
  { name: 'twice by case', spoil: ({ file }) => refuse(makeZip([file, ...['b/Read', 'B/read'].map(plain)])) },
  {
    name: 'twice by composition',
    spoil: ({ file }) => refuse(makeZip([file, ...['caf\u00e9', 'cafe\u0301'].map(plain)])),
  },
  { name: 'twice by its last dot', spoil: ({ file }) => refuse(makeZip([file, ...['b/x', 'b/x.'].map(plain)])) },
  {
    name: 'another one at the root',
    spoil: ({ file, path }) =>
      refuse(
        makeZip([
          { ...file, name: path },
          { name: baseOf(path), content: Buffer.from('{"sha":"0"}') },
        ]),
      ),
  },
  {
    name: 'at another place',
    spoil: ({ file, json, path }, { random }) => refuse(makeZip([{ ...file, name: elsewhere(json, path, random) }])),
  },
  {
    name: 'only inside another zip',
    spoil: ({ file, others }) => refuse(makeZip([...others, { name: 'inner.zip', content: makeZip([file]) }])),
  },
  { name: 'a zip in its place', spoil: ({ file }) => refuse(makeZip([{ ...file, content: makeZip([file]) }])) },
  { name: 'no entry', spoil: () => refuse(makeZip([])) },
  { name: 'nothing', spoil: (_, { random }) => refuse(Buffer.from(pick(random, ['', 'PK', '{}', 'PK\u0005\u0006']))) },
  {
    name: 'noise',
    spoil: (_, { random }) =>
      refuse(Buffer.from(Array.from({ length: below(random, 3000) }, () => below(random, 256)))),
  },
  {
    name: 'something before',
    spoil: ({ file, others }) => refuse(Buffer.concat([Buffer.from('#!/bin/sh\n'), makeZip([file, ...others])])),
  },
  {
    name: 'something behind',
    spoil: ({ file, others }) => refuse(Buffer.concat([makeZip([file, ...others]), Buffer.from('more')])),
  },
  { name: 'a million entries in words', spoil: ({ file }) => refuse(makeZip([file], { zip64Count: 1_000_000 })) },
  {
    name: 'more entries than it has',
    spoil: ({ file }, { random }) => refuse(makeZip([file], { count: 2 + below(random, 900) })),
  },
  {
    name: 'fewer entries than it has',
    spoil: ({ file }) => refuse(makeZip([file, plain('x'), plain('y')], { count: 1 + Number(file.name === '') })),
  },
  {
    name: 'more than a thousand entries',
    spoil: ({ file }) => refuse(makeZip([file, ...Array.from({ length: 1000 }, (_, index) => plain(`f${index}`))])),
  },
  { name: 'cut', spoil: ({ file, others }, { random }) => refuse(cut(makeZip([...others, file]), random)) },
];

const harmless: readonly Spoiler[] = [
  { name: 'packed', spoil: ({ file, others }) => accept(makeZip([...others, file])) },
  { name: 'stored', spoil: ({ file, others }) => accept(makeZip([{ ...file, method: 0 }, ...others])) },
  { name: 'sizes behind it', spoil: ({ file }) => accept(makeZip([{ ...file, flags: 0x808, header: { size: 0 } }])) },
  {
    name: 'at the root',
    spoil: ({ file, path, others }) => accept(makeZip([{ ...file, name: baseOf(path) }, ...others])),
  },
  { name: 'with a comment', spoil: ({ file }) => accept(makeZip([file], { comment: Buffer.from('made by hand') })) },
  {
    name: 'another zip beside',
    spoil: ({ file }) => accept(makeZip([{ name: 'inner.zip', content: makeZip([plain('x')]) }, file])),
  },
];

/** One in a thousand or so takes as long as hundreds of the others. */
const heavySpoilers: readonly Spoiler[] = [
  { name: 'a bomb', spoil: (parts, context) => bomb(parts, context, 'honest') },
  { name: 'a bomb that lies', spoil: (parts, context) => bomb(parts, context, 'lying') },
  {
    name: 'a bomb beside',
    spoil: ({ file }, { heavy, random }) => {
      const { size, packed } = pick(random, heavy.bombs);
      return refuse(makeZip([file, { name: 'b', content: Buffer.alloc(0), packed, claims: { size } }]));
    },
  },
  { name: 'a crowd', spoil: (_, { heavy }) => refuse(heavy.crowd) },
];

export function makeZipCase(random: Random, heavy: Heavy): FuzzCase {
  const share = random();
  if (share < 0.3) return aroundAnyJson(random);
  const context = { random, heavy };
  const parts = partsOf(random, makeGoodJson(random));
  if (share < 0.4) return flipped(parts, random);
  const spoiler = pick(random, share < 0.5 ? harmless : share < 0.515 ? heavySpoilers : spoilers);
  return caseOf(spoiler.name, parts, spoiler.spoil(parts, context));
}

/** An honest zip around a file that may be good or bad. */
function aroundAnyJson(random: Random): FuzzCase {
  const parts = partsOf(random, makeJsonCase(random));
  const bytes = makeZip([...parts.others, parts.file]);
  const expected = parts.json.good === 'good' ? 'accept' : 'refuse';
  return caseOf(`zip: ${parts.json.name}`, parts, { bytes, expected });
}

/** Some bits flipped anywhere: it may be refused or read, but then as it was. */
function flipped(parts: Parts, random: Random): FuzzCase {
  const bytes = makeZip([...parts.others, parts.file]);
  for (let flips = 1 + below(random, 8); flips > 0; flips -= 1) {
    const at = below(random, bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
  }
  return caseOf('flipped bits', parts, { bytes, expected: 'same-or-refuse' });
}

function partsOf(random: Random, json: JsonCase): Parts {
  const path = pathOf(json.made.kind, json.made.sha);
  const name = random() < 0.5 ? path : baseOf(path);
  const others = random() < 0.3 ? [plain('logs/build.log'), plain('Übersicht.txt')] : [];
  return { json, path, file: { name, content: json.bytes }, others };
}

function caseOf(name: string, { json }: Parts, { bytes, expected }: Spoilt): FuzzCase {
  const { kind, sha } = json.made;
  return { name, kind, sha, holds: 'zip', bytes, expected, original: json.bytes };
}

function bomb({ file }: Parts, { random, heavy }: Context, claim: 'honest' | 'lying'): Spoilt {
  const { size, packed } = pick(random, heavy.bombs);
  // 150 times the packed size passes for JSON that repeats itself.
  const lie = Math.min(packed.length * 150, 1_000_000 + below(random, 3_000_000));
  return refuse(makeZip([{ ...file, packed, claims: { size: claim === 'honest' ? size : lie } }]));
}

function elsewhere({ made }: JsonCase, path: string, random: Random): string {
  const base = baseOf(path);
  const other = makeDocument(random, made.kind).sha;
  const upper = base.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return pick(random, [
    `x/${base}`,
    `${path}/`,
    `${base}.bak`,
    upper,
    ` ${base}`,
    `x${path}`,
    path.replace(base, `${other}/${base}`),
  ]);
}

function plain(name: string): ZipEntry {
  return { name, content: Buffer.from(`content of ${name}`), method: 0 };
}

function packedOf(content: Buffer): Buffer {
  const zip = makeZip([{ name: 'x', content }]);
  return zip.subarray(31, zip.readUInt32LE(18) + 31);
}

function cut(zip: Buffer, random: Random): Buffer {
  return zip.subarray(0, below(random, zip.length));
}
