import { createDeflateRaw } from 'node:zlib';
import { makeZip } from './zip-maker.ts';

/** Zips that take long to make. They are made once, piece by piece, so that making them leaves no mark in the memory. */
export type Heavy = {
  /** `size` bytes of JSON, packed into a thousandth of that. */
  readonly bombs: readonly { readonly name: string; readonly size: number; readonly packed: Buffer }[];
  /** Real entries, more than anybody has. */
  readonly crowd: Buffer;
};

const megabyte = 1024 * 1024;
const crowdSize = 300_000;

export async function makeHeavy(): Promise<Heavy> {
  const bombs = [
    { name: 'a list of 200 MB', size: 200 * megabyte, packed: await packedRun('[1,', 200 * megabyte) },
    { name: '200 MB of one text', size: 200 * megabyte, packed: await packedRun('"x', 200 * megabyte) },
    { name: '5 MB of blanks', size: 5 * megabyte, packed: await packedRun('    ', 5 * megabyte) },
  ];
  return { bombs, crowd: makeCrowd() };
}

async function packedRun(text: string, size: number): Promise<Buffer> {
  const piece = Buffer.from(text.repeat(Math.ceil((64 * 1024) / text.length))).subarray(0, 64 * 1024);
  const deflate = createDeflateRaw({ level: 9 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    deflate.once('end', resolve);
    deflate.once('error', reject);
  });
  for (let written = 0; written < size; written += piece.length) {
    if (!deflate.write(piece)) await new Promise<void>((resolve) => deflate.once('drain', resolve));
  }
  deflate.end();
  await ended;
  return Buffer.concat(chunks);
}

/** One empty file, and a directory that names it under 300,000 names. */
function makeCrowd(): Buffer {
  const one = makeZip([{ name: 'a00000', content: Buffer.alloc(0), method: 0 }]);
  const localLength = 30 + 6;
  const recordLength = 46 + 6;
  const record = one.subarray(localLength, localLength + recordLength);
  const directory = Buffer.alloc(recordLength * crowdSize);
  for (let index = 0; index < crowdSize; index += 1) {
    record.copy(directory, index * recordLength);
    directory.write(index.toString(36).padStart(6, 'a'), index * recordLength + 46, 'latin1');
  }
  const end = makeZip([], { zip64Count: crowdSize });
  end.writeBigUInt64LE(BigInt(directory.length), 40);
  end.writeBigUInt64LE(BigInt(localLength), 48);
  end.writeBigUInt64LE(BigInt(localLength + directory.length), 56 + 8);
  return Buffer.concat([one.subarray(0, localLength), directory, end]);
}
