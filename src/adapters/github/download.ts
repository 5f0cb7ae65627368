import { answerOfError, type Silence } from './answers.ts';

/** What came of fetching bytes. `status` is what the storage answered when it was not 200. */
export type Bytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'refused'; readonly status: number };

/**
 * Where GitHub says that the bytes lie; null when it names no address, or a plain one while its own is encrypted.
 * `apiUrl` is the address that was asked.
 */
export function storageAddress(location: string | null, apiUrl: string): URL | null {
  const address = location === null ? null : URL.parse(location, apiUrl);
  if (address === null) return null;
  return address.protocol === 'https:' || address.protocol === new URL(apiUrl).protocol ? address : null;
}

/**
 * Fetches without our token: the storage is somebody else's, and its address holds a signature of its own. Stops
 * reading as soon as more than `mostBytes` have come, whatever length was announced.
 */
export async function fetchBytes(address: URL, mostBytes: number, signal: AbortSignal): Promise<Bytes | Silence> {
  try {
    const response = await fetch(address, { signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { kind: 'refused', status: response.status };
    }
    return await readAtMost(response, mostBytes);
  } catch (error) {
    const heard = answerOfError(error);
    return heard.kind === 'silence' ? heard : { kind: 'refused', status: heard.status };
  }
}

async function readAtMost(response: Response, mostBytes: number): Promise<Bytes> {
  const announced = Number(response.headers.get('content-length') ?? '0');
  const body = response.body;
  if (announced > mostBytes) {
    await body?.cancel();
    return { kind: 'too-large' };
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    // Leaving the loop cancels the rest.
    if (length > mostBytes) return { kind: 'too-large' };
    parts.push(part);
  }
  return { kind: 'bytes', bytes: Buffer.concat(parts) };
}
