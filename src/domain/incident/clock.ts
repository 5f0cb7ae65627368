import { type Instant } from '../time.ts';
import { type Severity } from './incident.ts';

/**
 * What an incident waits for by itself. An incident that is not resolved always waits for something, so `dueAt` is
 * always to come: nobody sleeps through it by accident. Due times are instants; `zone` is the calendar they were taken from.
 */
export type Clock =
  /**
   * For somebody to acknowledge it. `step` counts the steps of the ladder that have been taken, or that had passed when
   * the ladder was begun. `respondBy` of a P1, which is to be answered at once, is when it is paged again.
   */
  | {
      readonly waitsFor: 'acknowledgement';
      readonly severity: Severity;
      readonly startedAt: Instant;
      readonly step: number;
      readonly dueAt: Instant;
      readonly respondBy: Instant;
      readonly zone: string;
    }
  /** For whoever has it to resolve it, or to say how it stands. */
  | { readonly waitsFor: 'resolution'; readonly dueAt: Instant }
  /** Resolved: for the actions after a rollback and the review, which are reminded of; null when nothing is left to do. */
  | { readonly waitsFor: 'follow-up'; readonly dueAt: Instant | null };
