import { below, hex, pick, type Random } from './chance.ts';

type Parent = Record<string, unknown>;

/** A copy of a JSON value with one thing in it changed: a value, a key that is gone or new, or the order of a list. */
export function changedValue<T>(random: Random, value: T): T {
  const copy: unknown = structuredClone(value);
  const parents = parentsIn(copy);
  if (parents.length === 0) return otherValue(random, value) as T;
  // What came out the same, such as two equal values exchanged, is no change: another place is tried.
  for (;;) {
    const tried: unknown = structuredClone(value);
    changeOne(random, pick(random, parentsIn(tried)));
    if (JSON.stringify(tried) !== JSON.stringify(value)) return tried as T;
  }
}

function parentsIn(value: unknown): readonly Parent[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Parent, ...Object.values(value).flatMap(parentsIn)];
}

function changeOne(random: Random, parent: Parent): void {
  const keys = Object.keys(parent);
  if (keys.length === 0 || random() < 0.1) {
    if (Array.isArray(parent)) parent.push(otherValue(random, null));
    else Object.assign(parent, { [`extra${below(random, 9)}`]: otherValue(random, null) });
    return;
  }
  const key = pick(random, keys);
  if (random() < 0.2) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
    return;
  }
  const value = random() < 0.2 ? parent[pick(random, keys)] : otherValue(random, parent[key]);
  Object.assign(parent, { [key]: value });
}

/** Another value than this one, mostly of the same kind. */
export function otherValue(random: Random, value: unknown): unknown {
  if (random() < 0.2)
    return pick(
      random,
      [null, 0, '', 'x', [], {}, -1, 1.5, 'constructor'].filter((one) => one !== value),
    );
  switch (typeof value) {
    case 'number':
      return value + pick(random, [1, -1, 0.5, 1000]);
    case 'boolean':
      return !value;
    case 'string':
      return otherText(random, value);
    default:
      return pick(random, [1, 'x', [1], { a: 1 }]);
  }
}

function otherText(random: Random, text: string): string {
  if (/^[0-9a-f]{40,}$/.test(text)) return hex(random, text.length);
  const at = below(random, text.length + 1);
  switch (below(random, 4)) {
    case 0:
      return `${text.slice(0, at)}${pick(random, ['a', '0', ' ', 'é', '\u0000', '\\'])}${text.slice(at)}`;
    case 1:
      return text === '' ? 'x' : text.slice(1);
    case 2:
      return text.toUpperCase() === text ? `${text}.` : text.toUpperCase();
    default:
      return `${text} `;
  }
}
