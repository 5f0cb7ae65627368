import { z } from 'zod';
import { type PolicyPath } from './domain/policy/finding.ts';
import { Policy } from './domain/policy/policy.ts';

/** The parts of a JSON Schema that are read here: enough to say what may stand at a path. */
type SchemaNode = {
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly items?: SchemaNode | undefined;
  readonly oneOf?: readonly SchemaNode[] | undefined;
  readonly const?: unknown;
  readonly description?: string | undefined;
};

const SchemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), SchemaNode).optional(),
    items: SchemaNode.optional(),
    oneOf: z.array(SchemaNode).optional(),
    const: z.unknown().optional(),
    description: z.string().optional(),
  }),
);

/** The JSON Schema of gonogo.yaml, for editors: what may be written, with its defaults. */
export function jsonSchema(): unknown {
  return { title: 'gonogo.yaml', ...z.toJSONSchema(Policy, { io: 'input' }) };
}

/** The keys that may stand in the map at a path. `value` is the whole file: it tells which kind of gate is meant. */
export function knownKeys(path: PolicyPath, value: unknown): readonly string[] {
  return [...new Set(nodesAt(path, value).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** The constants that the key of a map may have, over all alternatives of that map. */
export function constants(path: PolicyPath, key: string): readonly string[] {
  return nodesAt(path, undefined).flatMap((node) => {
    const value = node.properties?.[key]?.const;
    return typeof value === 'string' ? [value] : [];
  });
}

/** What the schema says about the key at a path; null when it says nothing. */
export function descriptionOf(path: PolicyPath, value: unknown): string | null {
  return nodesAt(path, value).find((node) => node.description !== undefined)?.description ?? null;
}

/** Made when the first error asks for it: a start without errors does not pay for it. */
let parsedSchema: SchemaNode | null = null;

function nodesAt(path: PolicyPath, value: unknown): readonly SchemaNode[] {
  parsedSchema ??= SchemaNode.parse(jsonSchema());
  let nodes: readonly SchemaNode[] = [parsedSchema];
  let here = value;
  for (const step of path) {
    nodes = alternatives(nodes, here).flatMap((node) => {
      const child = typeof step === 'number' ? node.items : node.properties?.[step];
      return child === undefined ? [] : [child];
    });
    here = childOf(here, step);
  }
  return alternatives(nodes, here);
}

/** Of several alternatives those whose `kind` is the one that was written; all, when none is. */
function alternatives(nodes: readonly SchemaNode[], value: unknown): readonly SchemaNode[] {
  return nodes.flatMap((node) => {
    if (node.oneOf === undefined) return [node];
    const kind = childOf(value, 'kind');
    const chosen = node.oneOf.filter((alternative) => alternative.properties?.['kind']?.const === kind);
    return chosen.length > 0 ? chosen : node.oneOf;
  });
}

export function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Object.getOwnPropertyDescriptor(value, step)?.value;
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: PolicyPath): unknown {
  return path.reduce<unknown>(childOf, value);
}
