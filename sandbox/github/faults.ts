/** Everything that can be made to go wrong, switchable while the double runs. */

/**
 * What happens to the next dispatch.
 * `…-started`: the run exists although the answer is bad, late or missing. `twice`: two runs, one answer.
 * `timeout-…`: the request is never answered. `reset-…`: the connection breaks.
 * `no-run-details`: 204, as from a server that does not know `return_run_details`.
 * `refuses-run-details`: 422 naming the parameter, as from an older Enterprise Server.
 */
export type DispatchFault =
  | '500-started'
  | '500-not-started'
  | '502-started'
  | '502-not-started'
  | '503-not-started'
  | 'timeout-started'
  | 'timeout-not-started'
  | 'reset-started'
  | 'reset-not-started'
  | 'twice'
  | 'no-run-details'
  | 'refuses-run-details'
  | '403-forbidden'
  | '403-rate-limited'
  | '429-rate-limited'
  | '404'
  | '422';

/** Each stays until it is turned off, and is true of what runs publish meanwhile. */
export type WorkflowFaults = {
  /** Runs end as they would, and leave nothing behind. */
  readonly publishNothing: boolean;
  /** One image of each deployment is another than the manifest's. */
  readonly shipOtherDigests: boolean;
  /** One of the smoke checks fails, which the run does not mind. */
  readonly failSmoke: boolean;
  readonly decideHold: boolean;
};

export type Faults = {
  /** A queue: each dispatch takes one. */
  nextDispatch: DispatchFault[];
  /** A queue of job or step names: each new dispatched run takes one and fails there. */
  failNextRun: string[];
  /** Answers for requests whose path contains the text, each good for `times` requests. */
  failing: { readonly path: string; readonly status: number; times: number }[];
  loseWebhooks: boolean;
  duplicateWebhooks: boolean;
  delayWebhooksMs: number;
  /** A new run stays out of lists for so long; its own address answers at once. */
  hideRunsMs: number;
  /** `503` answers GitHub's error page, `reset` breaks every connection. */
  down: 'no' | '503' | 'reset';
  slowMs: number;
  refuseToken: boolean;
  /** GitHub's clock minus ours, in milliseconds. */
  clockSkewMs: number;
  /** The optional reads (activity) answer 404. */
  hideActivity: boolean;
  rateLimit: 'none' | 'primary' | 'secondary';
  /** How GitHub's storage gives out artifacts; `other-bytes` are not those of the digest. */
  storage: 'fine' | 'cut-off' | 'other-bytes' | 'silent';
  /** Artifacts have no digest, like those that were uploaded before GitHub took one. */
  hideDigests: boolean;
  /** Every artifact has expired: listed, and no longer to be had. */
  artifactsExpired: boolean;
  /** What the optional comparison of dependencies answers. */
  dependencyReview: 'on' | '403' | '404';
  /** What the repositories' own workflows do wrong from now on. */
  workflows: WorkflowFaults;
  /** What a rate-limited answer tells the client to wait. */
  retryAfterSeconds: number;
};

export function noFaults(): Faults {
  return {
    nextDispatch: [],
    failNextRun: [],
    failing: [],
    loseWebhooks: false,
    duplicateWebhooks: false,
    delayWebhooksMs: 0,
    hideRunsMs: 0,
    down: 'no',
    slowMs: 0,
    refuseToken: false,
    clockSkewMs: 0,
    hideActivity: false,
    rateLimit: 'none',
    storage: 'fine',
    hideDigests: false,
    artifactsExpired: false,
    dependencyReview: 'on',
    workflows: { publishNothing: false, shipOtherDigests: false, failSmoke: false, decideHold: false },
    retryAfterSeconds: 60,
  };
}
