import { z } from 'zod';
import { EnvironmentName } from '../ids.ts';
import { type Parsed } from './parsed.ts';

/** A file under `.github/workflows`, by its name. */
export const WorkflowFile = z
  .string()
  .regex(/^[A-Za-z0-9._-]+\.ya?ml$/, 'name the workflow by its file, ending in .yml or .yaml')
  .meta({ description: 'The name of a file in .github/workflows.' });

/** A branch or tag of Git, without `refs/heads/`. */
export const RefName = z
  .string()
  .regex(/^(?!refs\/)(?!\/)[^\s~^:?*[\\]{1,200}$/, 'name a branch or tag, such as main')
  .meta({ description: 'A branch or tag.' });

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _'),
  mode: z
    .enum(['advisory', 'blocking'])
    .default('blocking')
    .meta({ description: 'An advisory gate is shown and recorded; a blocking one keeps the Approve button away.' }),
};

/** Names that are compared as a set, exactly as they are written. */
const Names = z
  .array(z.string().min(1).max(200))
  .min(1)
  .max(100)
  .refine((names) => new Set(names).size === names.length, 'write each name once');

const narrowed = {
  workflow: WorkflowFile.optional().meta({ description: 'Only artifacts of runs of this workflow file count.' }),
};

/** A rule over evidence. What each kind looks at is said where it is decided; here is only what the config can tell it. */
export const Gate = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('workflow-run'), workflow: WorkflowFile, branch: RefName }),
  z.strictObject({ ...common, kind: z.literal('review') }),
  z.strictObject({ ...common, kind: z.literal('checks') }),
  z.strictObject({ ...common, kind: z.literal('manifest'), ...narrowed }),
  z.strictObject({
    ...common,
    kind: z.literal('scorecard'),
    accept: z
      .array(z.enum(['green', 'yellow', 'red']))
      .min(1)
      .default(['green']),
    invariants: Names.optional().meta({
      description: 'The ids that the scorecard has to hold, each once. Default: INV-01 to INV-12.',
    }),
    ...narrowed,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('artifacts'),
    artifacts: Names.optional().meta({
      description: 'The names that the scorecard has to list, each once. Default: any twelve different ones.',
    }),
    ...narrowed,
  }),
  z.strictObject({ ...common, kind: z.literal('smoke'), ...narrowed }),
  z.strictObject({ ...common, kind: z.literal('policy') }),
  z.strictObject({
    ...common,
    kind: z.literal('environment'),
    identityVariables: Names.optional().meta({
      description:
        'What identity convergence needs where it is enabled. Default: IDENTITY_BACKEND_URL, IDENTITY_TENANT_ID and IDENTITY_CLIENT_ID.',
    }),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('staging'),
    environment: EnvironmentName.prefault('staging').meta({
      description: 'The lane in which this SHA has to be verified.',
    }),
  }),
  z.strictObject({ ...common, kind: z.literal('window') }),
  z.strictObject({ ...common, kind: z.literal('lane') }),
]);
export type Gate = Parsed<typeof Gate>;
export type GateKind = Gate['kind'];
export type GateMode = Gate['mode'];
