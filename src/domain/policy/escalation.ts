import { z } from 'zod';
import { duration } from './durations.ts';
import { type Parsed } from './parsed.ts';
import { VariableName } from './people.ts';

/** A person or a user group of Slack. */
const Notified = z.string().regex(/^[UWS][A-Z0-9]{1,30}$/, 'name a Slack user (U…) or user group (S…) by its id');

export const EscalationLevel = z.strictObject({
  level: z.int().min(1).meta({ description: 'Level 1 is told first.' }),
  notify: z.array(Notified).min(1).meta({ description: 'Slack ids of people listed under people, or of user groups.' }),
});
export type EscalationLevel = Parsed<typeof EscalationLevel>;

export const Escalation = z
  .array(EscalationLevel)
  .default([])
  .meta({ description: 'The ladder that an unanswered incident climbs.' });
export type Escalation = Parsed<typeof Escalation>;

const paced = z.strictObject({
  repeatEvery: duration('1m').prefault('5m').meta({ description: 'How often the next level is told.' }),
  rounds: z
    .int()
    .min(1)
    .default(5)
    .meta({ description: 'After so many rounds the channel is told that nobody answered.' }),
});

function clocked(nudges: readonly string[], breach: string): z.ZodType<{ nudges: number[]; breach: number }> {
  return z.strictObject({
    nudges: z
      .array(duration('1m'))
      .prefault([...nudges])
      .meta({ description: 'When it is asked again, from the start.' }),
    breach: duration('1m').prefault(breach).meta({ description: 'When the time to respond is over.' }),
  });
}

export const IncidentRules = z.strictObject({
  P1: paced.prefault({}).meta({ description: 'Complete outage.' }),
  P2: clocked(['30m', '45m'], '60m').prefault({}).meta({ description: 'Major feature broken.' }),
  P3: clocked(['2h', '3h30m'], '4h').prefault({}).meta({ description: 'Minor feature affected.' }),
  P4: z
    .strictObject({
      due: z
        .string()
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write a time like "10:00"')
        .default('10:00')
        .meta({ description: 'Due at this time on the next working day of the team.' }),
    })
    .prefault({})
    .meta({ description: 'Cosmetic.' }),
});
export type IncidentRules = Parsed<typeof IncidentRules>;

export const Paging = z.strictObject({
  url: z.url({ protocol: /^https$/ }).meta({ description: 'Takes PagerDuty Events v2 requests.' }),
  routingKeyEnv: VariableName,
});
export type Paging = Parsed<typeof Paging>;
