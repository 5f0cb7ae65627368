import { crc32, deflateRawSync } from 'node:zlib';

/**
 * Writes zips, honest ones and such as nobody should read. It shares no code with what reads them; every field that
 * can lie is a field here.
 */
export type ZipEntry = {
  readonly name: string | Buffer;
  readonly content: Buffer;
  readonly method?: number;
  /** What stands in the file instead of the packed content. */
  readonly packed?: Buffer;
  readonly flags?: number;
  readonly attributes?: number;
  readonly extra?: Buffer;
  /** What the directory claims instead of the truth. */
  readonly claims?: {
    readonly size?: number;
    readonly packedSize?: number;
    readonly crc?: number;
    readonly offset?: number;
  };
  /** What the header before the file says instead. */
  readonly header?: {
    readonly name?: string;
    readonly size?: number;
    readonly flags?: number;
    readonly method?: number;
  };
};

export type ZipEnd = { readonly count?: number; readonly comment?: Buffer; readonly zip64Count?: number };

const stored = 0;
const deflated = 8;
const utf8 = 0x800;
const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
/** A regular file that its owner may write and all may read. */
export const regularFile = 0o100644 * 2 ** 16;
export const symbolicLink = 0o120777 * 2 ** 16;

export function makeZip(entries: readonly ZipEntry[], end: ZipEnd = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = recordsOf(entry, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, endOf(entries.length, directory.length, offset, end)]);
}

/** What both headers of a file say alike, unless one of them lies. */
type Common = {
  readonly entry: ZipEntry;
  readonly name: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly packed: Buffer;
  readonly crc: number;
  readonly size: number;
};

function recordsOf(entry: ZipEntry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const { name, content, claims = {}, method = deflated, flags = utf8 } = entry;
  const common: Common = {
    entry,
    name: typeof name === 'string' ? Buffer.from(name, 'utf8') : name,
    method,
    flags,
    packed: entry.packed ?? (method === stored ? content : deflateRawSync(content)),
    crc: claims.crc ?? crc32(content),
    size: claims.size ?? content.length,
  };
  return { local: localOf(common), central: centralOf(common, offset) };
}

function localOf({ entry, method, flags, packed, crc, size, ...common }: Common): Buffer {
  const { header = {} } = entry;
  const name = header.name === undefined ? common.name : Buffer.from(header.name, 'utf8');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(localSignature, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(header.flags ?? flags, 6);
  local.writeUInt16LE(header.method ?? method, 8);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(header.size ?? size, 22);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, name, packed]);
}

function centralOf({ entry, name, method, flags, packed, crc, size }: Common, offset: number): Buffer {
  const { claims = {}, extra = Buffer.alloc(0) } = entry;
  const central = Buffer.alloc(46);
  central.writeUInt32LE(centralSignature, 0);
  central.writeUInt16LE(0x0314, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(claims.packedSize ?? packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE(entry.attributes ?? regularFile, 38);
  central.writeUInt32LE(claims.offset ?? offset, 42);
  return Buffer.concat([central, name, extra]);
}

function endOf(entries: number, size: number, offset: number, end: ZipEnd): Buffer {
  const count = end.count ?? entries;
  const comment = end.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(endSignature, 0);
  record.writeUInt16LE(Math.min(count, 0xffff), 8);
  record.writeUInt16LE(Math.min(count, 0xffff), 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  record.writeUInt16LE(comment.length, 20);
  const zip64 = end.zip64Count === undefined ? [] : [zip64Of(end.zip64Count, size, offset)];
  return Buffer.concat([...zip64, record, comment]);
}

/** The end record of a zip64 and its locator, for more entries than 16 bits count. */
function zip64Of(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
