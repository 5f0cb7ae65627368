import { z } from 'zod';
import { readJson } from './json.ts';

/** The repository's own rules for its pipeline, from the root. */
export const pipelinePolicyPath = '.github/policy/pipeline-policy.json';

const Name = z.string().min(1).max(200);
const Names = z.array(Name).max(200);

const PipelinePolicy = z.looseObject({
  schemaVersion: z.literal(1),
  requiredWorkflows: z
    .array(z.object({ file: Name, branch: Name }))
    .max(50)
    .optional(),
  requiredEvidence: Names.optional(),
  registries: Names.optional(),
  requiredVariables: Names.optional(),
  forbiddenWorkflows: Names.optional(),
  allowedSecrets: Names.optional(),
  pinnedActions: z.boolean().optional(),
});

const knownKeys = new Set(Object.keys(PipelinePolicy.shape));

/** `unknownKeys` are reported and not obeyed; at most 20 are named. */
export type PipelinePolicyRead =
  | {
      readonly kind: 'policy';
      readonly policy: z.output<typeof PipelinePolicy>;
      readonly unknownKeys: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the policy file as the hostile input that every file of a repository is. */
export function readPipelinePolicy(text: string): PipelinePolicyRead {
  const json = readJson(new TextEncoder().encode(text));
  if (json.kind === 'problem') return { kind: 'unreadable', reason: json.problem.detail };
  const parsed = PipelinePolicy.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.map(String).join('.') ?? '';
    const reason = `${field === '' ? 'the file' : field}: ${issue?.message ?? 'has another shape than it should'}`;
    return { kind: 'unreadable', reason: reason.slice(0, 200) };
  }
  const unknown = Object.keys(parsed.data).filter((key) => !knownKeys.has(key));
  return { kind: 'policy', policy: parsed.data, unknownKeys: unknown.slice(0, 20).map((key) => key.slice(0, 100)) };
}
