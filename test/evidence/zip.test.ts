import { describe, expect, test } from 'vitest';
import { makeHeavy } from '../../fuzz/parts/heavy-zips.ts';
import { makeZip, symbolicLink } from '../../fuzz/parts/zip-maker.ts';
import { readFromZip, zipLimits } from '../../src/evidence/zip.ts';

const path = '.artifacts/tests/1/summary.json';
const content = Buffer.from('{"a":1}');
const good = { name: path, content };

async function codeOf(zip: Buffer): Promise<string> {
  const read = await readFromZip(zip, path);
  return read.kind === 'file' ? 'read' : read.problem.code;
}

describe('a zip bomb, a million entries, `../`, links, absolute paths, duplicates and encrypted ones', () => {
  const beside = { name: 'x', content };
  test.each([
    ['a name that leads out', [good, { ...beside, name: '../x' }], 'zip-refused'],
    ['a name that leads out further down', [good, { ...beside, name: 'a/../../x' }], 'zip-refused'],
    ['an absolute name', [good, { ...beside, name: '/x' }], 'zip-refused'],
    ['a drive', [good, { ...beside, name: 'C:/x' }], 'zip-refused'],
    ['a backslash', [good, { ...beside, name: 'a\\x' }], 'zip-refused'],
    ['a NUL', [good, { ...beside, name: 'a\0x' }], 'zip-refused'],
    ['a link', [good, { ...beside, attributes: symbolicLink }], 'zip-refused'],
    ['one file twice', [good, beside, beside], 'ambiguous'],
    ['one file twice by case', [good, beside, { ...beside, name: 'X' }], 'ambiguous'],
    ['one file twice by composition', [good, ...['é', 'e\u0301'].map((name) => ({ name, content }))], 'ambiguous'],
    ['one file and a folder of its name', [good, beside, { ...beside, name: 'x/' }], 'ambiguous'],
    ['an encrypted file', [{ ...good, flags: 0x801 }], 'zip-refused'],
    ['a method that nobody knows', [{ ...good, method: 93 }], 'zip-refused'],
    ['a size that lies', [{ ...good, claims: { size: 6 } }], 'zip-refused'],
    ['a checksum that lies', [{ ...good, claims: { crc: 1 } }], 'zip-refused'],
    ['a file that is too large', [{ ...good, method: 0, content: Buffer.alloc(zipLimits.file + 1) }], 'file-too-large'],
    ['nothing', [], 'no-file'],
  ])('are refused: %s', async (_, entries, code) => {
    expect(await codeOf(makeZip(entries))).toBe(code);
  });

  test('are refused within 2 seconds and 64 MB, the largest of each', async () => {
    const heavy = await makeHeavy();
    const zips = [
      heavy.crowd,
      makeZip([good], { zip64Count: 1_000_000 }),
      ...heavy.bombs.map(({ packed, size }) => makeZip([{ ...good, packed, claims: { size } }])),
      ...heavy.bombs.map(({ packed }) => makeZip([{ ...good, packed, claims: { size: packed.length * 100 } }])),
      Buffer.alloc(zipLimits.zip + 1),
    ];
    const before = process.memoryUsage.rss();
    const start = performance.now();
    const codes = [];
    for (const zip of zips) codes.push(await codeOf(zip));

    expect(codes).not.toContain('read');
    expect(performance.now() - start).toBeLessThan(2000);
    expect((process.memoryUsage.rss() - before) / 1024 / 1024).toBeLessThan(64);
  });
});

describe('a file in a zip', () => {
  test.each([
    ['packed', [good]],
    ['stored', [{ ...good, method: 0 }]],
    ['with its sizes behind it', [{ ...good, flags: 0x808, header: { size: 0 } }]],
    ['at the root', [{ ...good, name: 'summary.json' }]],
    ['at the root and at its path, when both are alike', [good, { ...good, name: 'summary.json' }]],
    [
      'beside others',
      [{ name: 'logs/', content: Buffer.alloc(0), method: 0 }, { name: 'logs/Übersicht.txt', content }, good],
    ],
    [
      'beside one that is larger than what is read',
      [good, { name: 'x', content: Buffer.alloc(5 * 1024 * 1024, 'abc1'), method: 0 }],
    ],
  ])('is read when it lies %s', async (_, entries) => {
    const read = await readFromZip(makeZip(entries), path);

    expect(read).toEqual({ kind: 'file', bytes: content });
  });

  test('is ambiguous when another one lies at the root', async () => {
    expect(await codeOf(makeZip([good, { name: 'summary.json', content: Buffer.from('{}') }]))).toBe('ambiguous');
  });

  test('is missing when it lies in another folder', async () => {
    expect(await codeOf(makeZip([{ ...good, name: `x/${path}` }]))).toBe('no-file');
  });

  test('does not hide behind a directory that counts fewer files than it names', async () => {
    expect(await codeOf(makeZip([good, { name: 'x', content }], { count: 1 }))).toBe('zip-refused');
  });

  test('is named in what is said, cut to a bearable length', async () => {
    const read = await readFromZip(makeZip([{ name: `../${'x'.repeat(250)}`, content }]), path);

    expect(JSON.stringify(read)).toContain('../xxx');
    expect(JSON.stringify(read).length).toBeLessThan(300);
  });
});
