import { z } from 'zod';
import { EnvironmentName } from '../ids.ts';
import { duration } from './durations.ts';
import { Gate, RefName, WorkflowFile } from './gates.ts';
import { type Parsed } from './parsed.ts';
import { RoleName } from './people.ts';
import { CronExpression, Timezone } from './schedule.ts';
import { WatchRules } from './watch.ts';

/** The workflow that a dispatch starts, and the branch or tag whose copy of it runs. */
const Workflow = z.strictObject({ workflow: WorkflowFile, ref: RefName });

const theirs = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, 'use the name of an input of the workflow')
  .optional();

/** Our names for what a dispatch hands over. */
export const inputNames = [
  'release_sha',
  'gonogo_request_id',
  'gonogo_ticket',
  'release_manifest',
  'rollback_migration',
] as const;

const Inputs = z.strictObject({
  release_sha: theirs,
  gonogo_request_id: theirs,
  gonogo_ticket: theirs,
  release_manifest: theirs,
  rollback_migration: theirs,
});

export const Exclusion = z.enum(['requester', 'agent-owner', 'author', 'co-author', 'last-pusher']);
export type Exclusion = z.infer<typeof Exclusion>;

export const Approval = z.strictObject({
  rules: z
    .array(z.strictObject({ role: RoleName, min: z.int().min(1).default(1) }))
    .min(1)
    .default([{ role: 'approver', min: 1 }])
    .meta({ description: 'All of them have to be met.' }),
  expires: duration('1m').prefault('4h').meta({ description: 'How long a request waits for its votes.' }),
  execute: z.enum(['on-go', 'separate']).default('on-go').meta({
    description: 'on-go: the vote that completes the rules deploys. separate: a deployer presses Deploy afterwards.',
  }),
  exclude: z
    .array(Exclusion)
    .default(['requester', 'agent-owner', 'author', 'co-author', 'last-pusher'])
    .meta({ description: 'Whose go does not count. Each one left out is said on every card.' }),
  hours: z
    .enum(['all', 'working'])
    .default('all')
    .meta({ description: 'Whether the time to vote is counted in all hours or in the calendar’s working hours.' }),
});

export const DeployWindow = z.strictObject({
  cron: CronExpression,
  for: duration('1m').meta({ description: 'How long it lasts, from each time that the cron expression names.' }),
  reason: z.string().min(1).max(200),
  timezone: Timezone.optional().meta({ description: 'Default: the calendar’s.' }),
});
export type DeployWindow = Parsed<typeof DeployWindow>;

const Windows = z.strictObject({
  deny: z.array(DeployWindow).default([]).meta({ description: 'When nothing starts.' }),
  allow: z
    .array(DeployWindow)
    .default([])
    .meta({ description: 'With any of these, things start only inside one of them.' }),
});

const PostDeploy = z.strictObject({
  required: z
    .array(z.enum(['infra', 'smoke', 'decision']))
    .default([])
    .meta({ description: 'Evidence that the run has to leave behind.' }),
});

export const Rollback = z.strictObject({
  mandate: z.enum(['propose', 'offer', 'never']).default('propose').meta({
    description:
      'Whether a request proposes one automatic rollback: ticked beforehand, left to the requester, or hidden.',
  }),
  minutes: z.int().min(1).max(1440).default(30),
});

export const LaneRules = z.strictObject({
  environment: EnvironmentName,
  deploy: Workflow.meta({ description: 'Started with the approved SHA as an input.' }),
  replay: Workflow.optional().meta({ description: 'Deploys what was built before: same digests, no build.' }),
  refs: z
    .array(z.string().regex(/^(?!refs\/)[^\s~^:?[\\]{1,200}$/, 'write a branch or tag; * stands for any characters'))
    .min(1)
    .optional()
    .meta({ description: 'Branches and tags whose commits may be requested. Default: the deploy ref.' }),
  inputs: Inputs.prefault({}).meta({ description: 'Our input name: the name that the workflow uses.' }),
  approval: Approval.prefault({}),
  gates: z.array(Gate).default([]),
  windows: Windows.prefault({}),
  watch: WatchRules.optional(),
  postDeploy: PostDeploy.optional(),
  rollback: Rollback.optional(),
});
export type LaneRules = Parsed<typeof LaneRules>;
