import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { type ConfigProblem } from './config-error.ts';
import { type PolicyPath } from './domain/policy/finding.ts';

/** Both count from 1. */
export type Place = { readonly line: number; readonly column: number };

/** A YAML file, with a way back from its keys to their places. */
export type YamlFile = {
  readonly value: unknown;
  /** Where the value stands; of a key that is absent, where the map stands that should have it. */
  readonly placeOf: (path: PolicyPath) => Place;
  /** Where the key itself stands. */
  readonly placeOfKey: (path: PolicyPath) => Place;
};

export type YamlResult =
  | { readonly kind: 'ok'; readonly file: YamlFile }
  | { readonly kind: 'bad'; readonly errors: readonly ConfigProblem[] };

/** Anchors, aliases and merge keys may be used. Every syntax error is told, not only the first. */
export function readYaml(text: string, file: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    const errors = document.errors.map(({ pos, message }) => {
      const place = placeAt(lines, pos[0]);
      return problem(
        file,
        place,
        `is not valid YAML: ${withoutExcerpt(message)}`,
        'Mend the line, often its indentation or a quote.',
      );
    });
    return { kind: 'bad', errors };
  }
  try {
    const value: unknown = document.toJS();
    return {
      kind: 'ok',
      file: {
        value,
        placeOf: (path) => placeAt(lines, offsetOf(document, path, 'value')),
        placeOfKey: (path) => placeAt(lines, offsetOf(document, path, 'key')),
      },
    };
  } catch {
    const fix = 'Use fewer aliases, and no alias of something that contains it.';
    return { kind: 'bad', errors: [problem(file, { line: 1, column: 1 }, 'has aliases that cannot be resolved', fix)] };
  }
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** What the parser says, up to where it would repeat a part of the file. */
function withoutExcerpt(message: string): string {
  if (/^Missing closing ['"]/.test(message)) return 'a quote is not closed';
  return (/^[^:;\n"]+/.exec(message)?.[0] ?? 'it cannot be read').trim().replace(/\.$/, '');
}

function problem(file: string, place: Place, what: string, fix: string): ConfigProblem {
  return { file, ...place, key: '', problem: what, fix };
}

/** The offset of the last node on the path that exists. A value that came by an alias or a merge is placed where it is used. */
function offsetOf(document: Document, path: PolicyPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = pairOf(node, String(step));
      if (pair === null) return offset;
      offset = (last && part === 'value' ? start(pair.value) : start(pair.key)) ?? start(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      offset = start(item) ?? offset;
      node = item;
    } else {
      return offset;
    }
    if (isAlias(node)) return offset;
  }
  return offset;
}

function pairOf(map: YAMLMap, key: string): { readonly key: unknown; readonly value: unknown } | null {
  const found = map.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key);
  return found === undefined ? null : { key: found.key, value: found.value };
}

function start(node: unknown): number | null {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) return node.range?.[0] ?? null;
  return null;
}
