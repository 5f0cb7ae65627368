import { z } from 'zod';
import { RepoName, ServiceId } from '../ids.ts';
import { LaneRules } from './lane.ts';
import { type Parsed } from './parsed.ts';

const Glob = z.string().min(1).max(200);

const Migrations = z.strictObject({
  globs: z.array(Glob).min(1),
  reversible: z
    .array(Glob)
    .default([])
    .meta({ description: 'Files whose presence proves that a migration can be undone.' }),
});

export const Service = z.strictObject({
  id: ServiceId,
  repo: RepoName.meta({ description: 'owner/name on GitHub.' }),
  team: z.string().optional().meta({ description: 'One of teams; its calendar and ladder apply.' }),
  paths: z.array(Glob).default([]).meta({
    description: 'In a repository of many services: whose commits, authors and migrations count. Default: all.',
  }),
  artifactPrefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,60}$/, 'use letters, digits, dots and hyphens')
    .default('')
    .meta({ description: 'Stands before the names of the evidence artifacts.' }),
  migrations: Migrations.optional(),
  lanes: z.array(LaneRules).min(1),
});
export type Service = Parsed<typeof Service>;
