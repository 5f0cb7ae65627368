/**
 * JSON in the one form of RFC 8785, so that equal values have equal bytes and therefore equal hashes: keys in the order
 * of their UTF-16 code units, no blanks, numbers and texts as JavaScript writes them.
 *
 * The RFC has no form for half of a surrogate pair, and titles and file names may hold one. Such text is written as
 * readers show it, with a replacement character: the same for whoever wrote it and whoever checks it.
 *
 * @throws TypeError for what is no JSON value: undefined, a number that is not finite, a function
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null) return scalar(value);
  return Array.isArray(value) ? listOf(value) : objectOf(value);
}

function scalar(value: unknown): string {
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  throw new TypeError(`Only JSON values have a canonical form; a ${typeof value} that came has none.`);
}

function textOf(text: string): string {
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
}

function listOf(items: readonly unknown[]): string {
  let text = '[';
  for (const item of items) {
    if (text.length > 1) text += ',';
    text += item === undefined ? 'null' : canonicalJson(item);
  }
  return `${text}]`;
}

/** A key without a value is not there, as in JSON. */
function objectOf(value: object): string {
  const fields: Readonly<Record<string, unknown>> = wellFormedKeys(value);
  let text = '{';
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `${text}}`;
}

function wellFormedKeys(value: object): Readonly<Record<string, unknown>> {
  const keys = Object.keys(value);
  if (keys.every((key) => key.isWellFormed())) return value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key.toWellFormed(), field]));
}
