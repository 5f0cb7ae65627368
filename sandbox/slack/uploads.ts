import { SlackError } from './slack-error.ts';
import { type StoredFile } from './types.ts';
import { type Workspace } from './workspace.ts';

/** A file on its way: an address was given out, then its bytes came, then it was completed. */
type Upload = {
  readonly name: string;
  readonly altText: string;
  readonly length: number;
  readonly bytes: Buffer | null;
};

export type Uploads = {
  /** A new upload's file id. */
  expect(name: string, length: number, altText: string): string;
  /** False when nobody was given this address. Throws `invalid_file_size` when other bytes come than were announced. */
  receive(fileId: string, bytes: Buffer): boolean;
  /** Throws `file_not_found` before the bytes have come. */
  complete(fileId: string, title: string | undefined, origin: string): StoredFile;
  bytes(fileId: string): Buffer | undefined;
};

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  json: 'application/json',
  md: 'text/markdown',
  csv: 'text/csv',
  txt: 'text/plain',
};

export function createUploads(workspace: Workspace): Uploads {
  const uploads = new Map<string, Upload>();

  return {
    expect(name, length, altText) {
      const fileId = workspace.nextId('F');
      uploads.set(fileId, { name, altText, length, bytes: null });
      return fileId;
    },
    receive(fileId, bytes) {
      const upload = uploads.get(fileId);
      if (upload === undefined) return false;
      if (bytes.length !== upload.length) throw new SlackError('invalid_file_size');
      uploads.set(fileId, { ...upload, bytes });
      return true;
    },
    complete(fileId, title, origin) {
      const upload = uploads.get(fileId);
      if (upload === undefined || upload.bytes === null) throw new SlackError('file_not_found');
      const file: StoredFile = {
        id: fileId,
        name: upload.name,
        title: title ?? upload.name,
        alt_text: upload.altText,
        mimetype: types[upload.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        size: upload.bytes.length,
        user: workspace.state.app.botUserId,
        created: Math.floor(workspace.now() / 1000),
        url_private: `${origin}/files/${fileId}/${encodeURIComponent(upload.name)}`,
      };
      workspace.putFile(file);
      return file;
    },
    bytes: (fileId) => uploads.get(fileId)?.bytes ?? undefined,
  };
}
