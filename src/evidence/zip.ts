import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { type EvidenceProblem } from '../domain/evidence/evidence.ts';
import { comparable, nameProblem } from './zip-names.ts';

/**
 * Reads one file out of a zip that lies in memory. The zip was made by somebody else's run and is taken for hostile:
 * it is refused as a whole for anything that two readers could understand differently, and only the wanted file is
 * ever inflated, as a stream that stops at the limit. It fails closed: what is not understood is refused.
 */
export type ZipRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'problem'; readonly problem: EvidenceProblem };

/** Limits in bytes, but for the entries and the ratio. A run's evidence is a few kilobytes. */
export const zipLimits = {
  zip: 32 * 1024 * 1024,
  entries: 1000,
  file: 4 * 1024 * 1024,
  /** All files together, as the directory claims them; nothing but the wanted file is inflated. */
  total: 512 * 1024 * 1024,
  /** Uncompressed to compressed. JSON of one repeated line stays below 100; deflate itself can reach 1,032. */
  ratio: 200,
  /** A file this small may have any ratio: it cannot hurt. */
  smallFile: 64 * 1024,
} as const;

const methods = { stored: 0, deflated: 8 } as const;
const flags = { encrypted: 0x1, sizesFollow: 0x8, strongEncryption: 0x40, maskedHeader: 0x2000 } as const;
const unixTypes = { mask: 0xf000, file: 0x8000, folder: 0x4000 } as const;
const noUnixType = 0;
/** What may follow the last entry of the directory: its end record, or that of a zip64. */
const endRecords = [0x06054b50, 0x06064b50];

type Named = { readonly entry: Entry; readonly name: string };

/** Thrown inside this file only, and caught in `readFromZip`. */
class Refusal extends Error {
  readonly problem: EvidenceProblem;
  constructor(problem: EvidenceProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * The file at `path`, or at the archive's root under the base name of `path`: uploads drop the folders that all of
 * their files share. With both there they have to be equal, for nobody can tell which one was meant.
 */
export async function readFromZip(zip: Uint8Array, path: string): Promise<ZipRead> {
  if (zip.byteLength > zipLimits.zip) {
    return { kind: 'problem', problem: tooLargeZip(zip.byteLength) };
  }
  try {
    const buffer = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
    return await readFrom(buffer, path);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'problem', problem: error.problem };
    // The zip reader, or inflating, met something that is not a zip.
    const detail = error instanceof Error ? error.message : 'the archive cannot be read';
    return { kind: 'problem', problem: { state: 'unreadable', code: 'not-a-zip', detail: detail.slice(0, 200) } };
  }
}

export function tooLargeZip(bytes: number): EvidenceProblem {
  const detail = `the artifact has ${bytes} bytes; at most ${zipLimits.zip} are read`;
  return { state: 'unreadable', code: 'artifact-too-large', detail };
}

async function readFrom(buffer: Buffer, path: string): Promise<ZipRead> {
  // Names are decoded here, so that backslashes are seen as they are.
  const zip = await fromBufferPromise(buffer, { decodeStrings: false, validateEntrySizes: true });
  if (zip.entryCount > zipLimits.entries) {
    throw refused(`the archive claims ${zip.entryCount} entries; at most ${zipLimits.entries} are read`);
  }
  const entries = await entriesOf(zip);
  expectTheEnd(zip, buffer);

  const base = path.slice(path.lastIndexOf('/') + 1);
  const wanted = entries.filter(({ name }) => name === path || name === base);
  const files: Buffer[] = [];
  for (const one of wanted) files.push(await contentOf(zip, buffer, one));
  const [first, ...others] = files;
  if (first === undefined) {
    return { kind: 'problem', problem: { state: 'missing', code: 'no-file', detail: `there is no ${path} in it` } };
  }
  if (others.some((other) => !other.equals(first))) {
    const detail = `it holds ${path} and another ${base} at its root`;
    throw new Refusal({ state: 'unreadable', code: 'ambiguous', detail });
  }
  return { kind: 'file', bytes: first };
}

async function entriesOf(zip: ZipFile): Promise<readonly Named[]> {
  const entries: Named[] = [];
  const seen = new Set<string>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    expectPlain(entry, name);
    const key = comparable(name);
    if (seen.has(key)) {
      throw new Refusal({ state: 'unreadable', code: 'ambiguous', detail: `it holds ${quoted(name)} twice` });
    }
    seen.add(key);
    total += entry.uncompressedSize;
    if (total > zipLimits.total) throw refused(`its files claim more than ${zipLimits.total} bytes together`);
    entries.push({ entry, name });
  }
  return entries;
}

function nameOf(entry: Entry): string {
  const raw: Buffer = entry.fileNameRaw;
  const name = raw.toString('utf8');
  // Text that is no UTF-8 in a name is nobody's evidence, and a second name in a field is read by some readers only.
  const isUtf8 = Buffer.from(name, 'utf8').equals(raw);
  if (!isUtf8) throw refused('a name in it is no UTF-8');
  if (entry.extraFields.some(({ id }) => id === 0x7075)) throw refused(`${quoted(name)} bears a second name`);
  return name;
}

/** Refuses what no artifact of ours has, whichever entry has it. */
function expectPlain(entry: Entry, name: string): void {
  const wrongName = nameProblem(name);
  if (wrongName !== null) throw refused(`${quoted(name)} ${wrongName}`);

  const encrypted = flags.encrypted | flags.strongEncryption | flags.maskedHeader;
  if ((entry.generalPurposeBitFlag & encrypted) !== 0) throw refused(`${quoted(name)} is encrypted`);
  if (entry.compressionMethod !== methods.stored && entry.compressionMethod !== methods.deflated) {
    throw refused(`${quoted(name)} is packed by method ${entry.compressionMethod}, which is not read`);
  }
  const type = (entry.externalFileAttributes >>> 16) & unixTypes.mask;
  if (type !== noUnixType && type !== unixTypes.file && type !== unixTypes.folder) {
    throw refused(`${quoted(name)} is a link or a device`);
  }
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > zipLimits.smallFile && uncompressedSize > compressedSize * zipLimits.ratio) {
    throw refused(`${quoted(name)} claims to grow ${zipLimits.ratio} times and more`);
  }
}

/** A directory that goes on behind its last counted entry hides files from some readers. */
function expectTheEnd(zip: ZipFile, buffer: Buffer): void {
  // The reader's types call this position a boolean; it is a number.
  const at = Number(zip.readEntryCursor);
  const signature = at + 4 <= buffer.length ? buffer.readUInt32LE(at) : 0;
  if (!endRecords.includes(signature)) throw refused('its directory does not end where it says');
}

async function contentOf(zip: ZipFile, buffer: Buffer, { entry, name }: Named): Promise<Buffer> {
  if (entry.uncompressedSize > zipLimits.file || entry.compressedSize > zipLimits.file) {
    throw tooLargeFile(name);
  }
  const header = await zip.readLocalFileHeaderPromise(entry);
  const isSame =
    header.fileName.equals(entry.fileNameRaw) &&
    header.compressionMethod === entry.compressionMethod &&
    (header.generalPurposeBitFlag & flags.encrypted) === 0;
  if (!isSame) throw refused(`${quoted(name)} differs between the directory and the file itself`);
  const isSized = (header.generalPurposeBitFlag & flags.sizesFollow) === 0;
  const zip64 = 0xffffffff;
  if (isSized && header.uncompressedSize !== zip64 && header.uncompressedSize !== entry.uncompressedSize) {
    throw refused(`${quoted(name)} has two sizes`);
  }

  const packed = buffer.subarray(header.fileDataStart, header.fileDataStart + entry.compressedSize);
  const content =
    entry.compressionMethod === methods.stored
      ? packed
      : await inflated(packed, { name, size: entry.uncompressedSize });
  if (content.length !== entry.uncompressedSize) throw otherSize(name);
  if (crc32(content) !== entry.crc32) throw refused(`${quoted(name)} does not match its checksum`);
  return content;
}

/** Stops as soon as there is more than the directory claims; what it claims has been checked against the limits. */
async function inflated(
  packed: Buffer,
  { name, size }: { readonly name: string; readonly size: number },
): Promise<Buffer> {
  const content = Buffer.allocUnsafeSlow(size);
  const inflate = createInflateRaw();
  let length = 0;
  try {
    inflate.end(packed);
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      if (length + chunk.length > size) throw otherSize(name);
      length += chunk.copy(content, length);
    }
    if (inflate.bytesWritten !== packed.length) throw refused(`${quoted(name)} goes on behind its end`);
    return content.subarray(0, length);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refused(`${quoted(name)} cannot be unpacked`);
  } finally {
    // Frees its memory now, not when somebody collects it.
    inflate.destroy();
  }
}

function otherSize(name: string): Refusal {
  return refused(`${quoted(name)} has another size than it claims`);
}

function refused(detail: string): Refusal {
  return new Refusal({ state: 'unreadable', code: 'zip-refused', detail });
}

function tooLargeFile(name: string): Refusal {
  const detail = `${quoted(name)} is larger than ${zipLimits.file} bytes`;
  return new Refusal({ state: 'unreadable', code: 'file-too-large', detail });
}

function quoted(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return JSON.stringify(short);
}
