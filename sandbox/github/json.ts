declare global {
  interface JSON {
    /** Of the JavaScript standard since 2025, and not yet in the compiler's library: writes the text as it is. */
    rawJSON(text: string): unknown;
  }
}

/** JSON in which a bigint is a plain number of any length, as GitHub writes its ids. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? JSON.rawJSON(String(part)) : part));
}
