export type ScanLimits = {
  /** Levels of objects and lists inside each other. Evidence has four. */
  readonly depth: number;
  /** Values, keys included. It bounds the memory that parsing takes: about 100 bytes each. */
  readonly values: number;
  /** Keys that reach an object's prototype where somebody copies values carelessly. */
  readonly refusedKeys: ReadonlySet<string>;
};

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openObject = 0x7b;
const closeObject = 0x7d;
const openList = 0x5b;
const closeList = 0x5d;

/** The keys that an open object has so far; null stands for a list. */
type Level = Set<string> | null;

/** Where the walk stands: the open objects and lists, and whether the next text is a key. */
type Walk = { readonly limits: ScanLimits; readonly levels: Level[]; awaitsKey: boolean; tokens: number };

/**
 * Why a text is not parsed, as a sentence; null when nothing speaks against it. It walks the text once and keeps one
 * set of keys for each open object. It need not find what is no JSON at all: parsing does. But of all text that is
 * JSON it sees every string, key, number and level.
 */
export function scanJson(text: string, limits: ScanLimits): string | null {
  const walk: Walk = { limits, levels: [], awaitsKey: false, tokens: 0 };
  let at = 0;
  while (at < text.length) {
    const next = step(text, at, walk);
    if (typeof next === 'string') return next;
    if (walk.tokens > limits.values) return `it holds more than ${limits.values} values`;
    at = next;
  }
  return null;
}

/** Reads what stands at `at`: the position behind it, or why the text is refused. */
function step(text: string, at: number, walk: Walk): number | string {
  const code = text.charCodeAt(at);
  switch (code) {
    case quote:
      return stepOverString(text, at, walk);
    case openObject:
    case openList:
      return open(code === openObject ? new Set() : null, at, walk);
    case closeObject:
    case closeList:
      walk.levels.pop();
      walk.awaitsKey = false;
      return at + 1;
    case comma:
      walk.awaitsKey = (walk.levels.at(-1) ?? null) !== null;
      walk.tokens += 1;
      return at + 1;
    default:
      return isNumberStart(code) ? stepOverNumber(text, at) : at + 1;
  }
}

function open(level: Level, at: number, walk: Walk): number | string {
  walk.levels.push(level);
  walk.awaitsKey = level !== null;
  walk.tokens += 1;
  const { depth } = walk.limits;
  return walk.levels.length > depth ? `it is more than ${depth} levels deep` : at + 1;
}

function stepOverString(text: string, at: number, walk: Walk): number | string {
  const end = endOfString(text, at);
  // It never ends, so the text is no JSON: there is nothing behind it to look at.
  if (end === null) return text.length;
  const keys = walk.awaitsKey ? (walk.levels.at(-1) ?? null) : null;
  walk.awaitsKey = false;
  return refusalOfString(text.slice(at, end + 1), keys, walk.limits) ?? end + 1;
}

/** The position of the closing quote; null when the string does not end, which parsing refuses. */
function endOfString(text: string, start: number): number | null {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    at += code === backslash ? 2 : 1;
  }
  return null;
}

/** `keys` are those of the object whose next key this is; null when it is no key. */
function refusalOfString(raw: string, keys: Level, { refusedKeys }: ScanLimits): string | null {
  const hasEscapes = raw.includes('\\');
  if (keys === null && !hasEscapes) return null;
  const value = hasEscapes ? unescaped(raw) : raw.slice(1, -1);
  if (value === null) return null;
  // An escape may write half of a character, which has no bytes and no place in a canonical form.
  if (hasEscapes && !value.isWellFormed()) return 'a text in it holds half of a character';
  if (keys === null) return null;
  if (refusedKeys.has(value)) return `it has the key ${value}`;
  if (keys.has(value)) return `it has the key ${JSON.stringify(value.slice(0, 60))} twice`;
  keys.add(value);
  return null;
}

function unescaped(raw: string): string | null {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function isNumberStart(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

/** What is no number at all among digits, signs and points is left to parsing. */
function stepOverNumber(text: string, at: number): number | string {
  const run = /[-+.0-9eE]+/y;
  run.lastIndex = at;
  const number = run.exec(text)?.[0] ?? text.charAt(at);
  if (Math.abs(Number(number)) === Infinity) return 'a number in it is larger than a number can be';
  return at + number.length;
}
