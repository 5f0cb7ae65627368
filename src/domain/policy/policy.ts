import { z } from 'zod';
import { ChannelId } from '../ids.ts';
import { Calendar } from './calendar.ts';
import { Escalation, Incidents, Paging } from './escalation.ts';
import { type Parsed } from './parsed.ts';
import { Agent, Person } from './people.ts';
import { Service } from './service.ts';

export const Team = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'use 1 to 40 lower-case letters, digits, - or _'),
  calendar: Calendar.optional().meta({ description: 'Default: the top level’s.' }),
  escalation: Escalation.optional().meta({ description: 'Default: the top level’s.' }),
});
export type Team = Parsed<typeof Team>;

/** `{gonogo}`: the hash tag keeps all keys in one slot, so that one script may touch them. */
const Prefix = z
  .string()
  .regex(
    /^[A-Za-z0-9_.-]*\{[A-Za-z0-9_.-]+\}[A-Za-z0-9_.-]*$/,
    'write a prefix with one hash tag in braces, such as "{gonogo}"',
  )
  .default('{gonogo}')
  .meta({ description: 'Stands before every key in Redis. The part in braces keeps them in one slot of a cluster.' });

/** The whole of gonogo.yaml: what was reviewed. Nothing in it is secret. */
export const Policy = z.strictObject({
  version: z.literal(1),
  slack: z.strictObject({
    channels: z.strictObject({
      releases: ChannelId.meta({ description: 'Where requests are posted and decided.' }),
      incidents: ChannelId.meta({ description: 'Where alerts are posted.' }),
    }),
  }),
  people: z.array(Person).min(1).meta({ description: 'The reviewed link between Slack and GitHub accounts.' }),
  agents: z.array(Agent).default([]),
  calendar: Calendar.prefault({}),
  escalation: Escalation,
  teams: z.array(Team).default([]),
  ledger: z.strictObject({ prefix: Prefix }).prefault({}),
  paging: Paging.optional(),
  incidents: Incidents.prefault({}),
  services: z.array(Service).min(1),
});
export type Policy = Parsed<typeof Policy>;
