/** What one trigger makes of one look, with the facts that a sentence about it needs. */
export type Finding =
  | { readonly state: 'unknown'; readonly because: UnknownBecause }
  | {
      readonly state: 'quiet' | 'breached';
      readonly measure: Measure;
      /** In the unit that the measure names. */
      readonly value: number;
      /** Above it (health and restarts: from it on) a look speaks for a breach. */
      readonly threshold: number;
      /** Null where the measure is not compared with what was usual. */
      readonly baseline: number | null;
      /** Looks in a row that spoke for a breach, this one included. */
      readonly row: number;
    };

export type Measure =
  | 'failures in a row'
  | 'error percent'
  | 'p50 ms'
  | 'p95 ms'
  | 'cpu percent'
  | 'memory percent'
  | 'restarts';

export type UnknownBecause =
  /** The signal did not come, or could not be right. */
  | 'no-data'
  /** Nothing is known of the time before, so nothing relative can be judged. */
  | 'no-baseline'
  /** So few requests that not even an outage could be told from chance. */
  | 'too-few-requests'
  /** The baseline is so high that no rate could be above the threshold. */
  | 'baseline-too-high';

export function unknown(because: UnknownBecause): Finding {
  return { state: 'unknown', because };
}
