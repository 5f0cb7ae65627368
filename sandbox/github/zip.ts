import { crc32, deflateRawSync } from 'node:zlib';

/** Writes zips as `actions/upload-artifact` leaves them, and also such as nobody honest would write. */

/** The fields after `data` lie about the entry, or make it strange; left out, the entry is an ordinary file. */
export type ZipEntry = {
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly method?: 'stored' | 'deflated';
  /** The uncompressed size that the headers claim. */
  readonly claimedSize?: number;
  readonly crc?: number;
  /** A Unix mode with its type, for instance 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** General purpose flags besides the one for UTF-8; 1 marks the entry as encrypted. */
  readonly flags?: number;
};

const utf8Flag = 0x0800;
const plainFile = 0o100644;
const madeByUnix = 3 << 8;
const neededVersion = 20;
/** 1 January 1980, the first day that the format knows: the same files make the same bytes. */
const firstDay = 0x0021;

/** A zip of ordinary files. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return writeZip(Object.entries(files).map(([name, data]) => ({ name, data })));
}

/** A zip of just these entries, in this order; names may repeat, climb out or be absolute. Fewer than 65,536 entries. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, content, fields } = packed(entry);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(neededVersion, 4);
    fields.copy(head, 6);
    head.writeUInt16LE(name.length, 26);
    parts.push(head, name, content);
    directory.push(directoryEntry(entry, fields, name, offset), name);
    offset += head.length + name.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, ...directory, endOf(entries.length, size, offset)]);
}

/** `fields` are the twenty bytes that both headers share: flags, method, time, day, checksum and sizes. */
function packed(entry: ZipEntry): { readonly name: Buffer; readonly content: Buffer; readonly fields: Buffer } {
  const name = Buffer.from(entry.name);
  const data = Buffer.from(entry.data);
  const deflated = entry.method !== 'stored';
  const content = deflated ? deflateRawSync(data) : data;
  const fields = Buffer.alloc(20);
  fields.writeUInt16LE(utf8Flag | (entry.flags ?? 0), 0);
  fields.writeUInt16LE(deflated ? 8 : 0, 2);
  fields.writeUInt16LE(0, 4);
  fields.writeUInt16LE(firstDay, 6);
  fields.writeUInt32LE(entry.crc ?? crc32(data), 8);
  fields.writeUInt32LE(content.length, 12);
  fields.writeUInt32LE(entry.claimedSize ?? data.length, 16);
  return { name, content, fields };
}

function directoryEntry(entry: ZipEntry, fields: Buffer, name: Buffer, offset: number): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(madeByUnix | neededVersion, 4);
  head.writeUInt16LE(neededVersion, 6);
  fields.copy(head, 8);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(((entry.mode ?? plainFile) << 16) >>> 0, 38);
  head.writeUInt32LE(offset, 42);
  return head;
}

function endOf(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
