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

const Severity = z.enum(['P1', 'P2', 'P3', 'P4']);

/**
 * What a release can alarm about, and how severe that is where the file says nothing else: production is down or nobody
 * knows what runs there (P1), something in it is broken (P2), it cannot be seen whether anything is (P3).
 */
export const AlarmSeverities = z.strictObject({
  health: Severity.default('P1').meta({ description: 'The health address failed.' }),
  errors: Severity.default('P2').meta({ description: 'There are more errors than before.' }),
  latency: Severity.default('P2').meta({ description: 'It is slower than before.' }),
  memory: Severity.default('P2').meta({ description: 'Memory is nearly used up, or the service restarts.' }),
  cpu: Severity.default('P2').meta({ description: 'The processor is nearly used up.' }),
  failed: Severity.default('P2').meta({ description: 'A deployment failed after it had begun.' }),
  'rollback-failed': Severity.default('P1').meta({
    description: 'A rollback failed, breached, or could not be verified.',
  }),
  'rollback-stalled': Severity.default('P1').meta({
    description: 'A rollback does not start, or nobody knows how it stands.',
  }),
  'unapproved-run': Severity.default('P1').meta({ description: 'What ran is not what was approved.' }),
  'two-runs': Severity.default('P1').meta({ description: 'One dispatch started two runs.' }),
  'run-not-found': Severity.default('P2').meta({ description: 'Nobody knows whether a run was started.' }),
  'stop-too-late': Severity.default('P2').meta({ description: 'A run did what somebody had asked it not to do.' }),
  'cancel-unheard': Severity.default('P2').meta({ description: 'A run goes on although it was to be cancelled.' }),
  unverified: Severity.default('P3').meta({ description: 'A watch ended without knowing whether all is well.' }),
  blind: Severity.default('P3').meta({ description: 'A watch knows nothing of a signal.' }),
  'run-unreadable': Severity.default('P3').meta({ description: 'GitHub does not say how a run stands.' }),
});
export type AlarmSeverities = Parsed<typeof AlarmSeverities>;
export type AlarmName = keyof AlarmSeverities;

/** All of `incidents` in the file: how each severity is answered, and which alarm has which. */
export const Incidents = z.strictObject({
  ...IncidentRules.shape,
  severities: AlarmSeverities.prefault({}).meta({ description: 'How severe each alarm of a release is.' }),
  ownChannel: z
    .array(z.enum(['P1', 'P2']))
    .default([])
    .meta({ description: 'The severities whose incidents get a channel of their own.' }),
});
export type Incidents = Parsed<typeof Incidents>;

/** Plain http only to this machine: the key of the service travels in the request. */
const PagingUrl = z
  .url({ protocol: /^https?$/, error: 'write a whole address such as "https://events.pagerduty.com/v2/enqueue"' })
  .refine(
    (url) =>
      /^https:/i.test(url) || /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:[/?#]|$)/i.test(url),
    'use https: the key of the paging service travels in the request',
  )
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'leave user names and passwords out of addresses');

export const Paging = z.strictObject({
  url: PagingUrl.meta({ description: 'Takes PagerDuty Events v2 requests.' }),
  routingKeyEnv: VariableName,
});
export type Paging = Parsed<typeof Paging>;
