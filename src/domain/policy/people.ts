import { z } from 'zod';
import { GithubLogin, SlackUserId } from '../ids.ts';
import { type Parsed } from './parsed.ts';

/** Roles are free words; `deployer` and `qa` mean something to Gonogo itself, the others only to a lane's rules. */
export const RoleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _')
  .meta({ description: 'A role. `deployer` may press Deploy, roll back and clear holds; `qa` may request staging.' });

/** The name of an environment variable, never its value. */
export const VariableName = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{0,99}$/,
    'name an environment variable here, such as GONOGO_PAGING_KEY, and never put the secret itself',
  )
  .meta({ description: 'The name of the environment variable that holds the secret.' });

export const Person = z.strictObject({
  slack: SlackUserId.meta({ description: 'The Slack user id, such as U0123ABCD.' }),
  github: GithubLogin.optional().meta({
    description: 'The GitHub login of the same person. Without it this person cannot vote where authorship matters.',
  }),
  roles: z.array(RoleName).default([]).meta({ description: 'What this person may do.' }),
});
export type Person = Parsed<typeof Person>;

export const AgentRole = z.enum([
  'backend-specialist',
  'frontend-specialist',
  'database-specialist',
  'qa-specialist',
  'docs-specialist',
  'orchestrator',
]);
export type AgentRole = z.infer<typeof AgentRole>;

export const Agent = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _'),
  role: AgentRole.meta({
    description: 'Only an orchestrator requests deployments; no agent approves or executes one.',
  }),
  owner: SlackUserId.meta({ description: 'The person who answers for this agent. Must be listed under people.' }),
  tokenEnv: VariableName,
});
export type Agent = Parsed<typeof Agent>;
