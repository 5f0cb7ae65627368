import { type ChainId, laneChain, type RepoName } from '../domain/ids.ts';
import { type Push } from '../domain/lane/lane.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { createGentleHints } from './gentle-hints.ts';
import { type HandlerParts } from './parts.ts';

/** What GitHub reports is a hint where to look: the object itself is read from its API before anything is decided. */
export type Hint =
  /** `ended`: it is over, so that whatever gate looks at it may say something else. */
  | {
      readonly kind: 'run';
      readonly repo: RepoName;
      readonly ended: 'yes' | 'no';
      readonly displayTitle: string;
      /** The workflow's file, where somebody dispatched it; else null. */
      readonly dispatched: string | null;
    }
  | { readonly kind: 'push'; readonly repo: RepoName; readonly push: Push }
  /** Checks, reviews or pull requests have changed, which gates look at. */
  | { readonly kind: 'evidence'; readonly repo: RepoName }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type WebhookParts = Pick<HandlerParts, 'submit' | 'lanes' | 'log'> & {
  /** Whether GitHub signed these very bytes. */
  verify(rawBody: Buffer, signature: string | undefined): boolean;
  parse(event: string, rawBody: string): Hint;
  /** Whether a branch or tag is meant by a pattern of the config. */
  matchesRef(name: string, pattern: string): boolean;
  /** A delivery is remembered once it has been taken in, so that one which failed may come again. */
  readonly deliveries: { isKnown(id: string): Promise<boolean>; remember(id: string): Promise<void> };
  /** Has the jobs of a lane read GitHub now: the candidates of its open requests, or its runs. */
  readonly hints: {
    wake(chain: ChainId, read: 'candidates' | 'runs'): Promise<void>;
    /** Has the runs of a workflow looked through, unless this one is ours. Waits for nothing. */
    dispatched(run: { readonly repo: RepoName; readonly workflow: string; readonly title: string }): void;
  };
  /** Runs something once, after so many milliseconds, and keeps no process alive for it. */
  readonly later: (milliseconds: number, run: () => void) => void;
};

/** The headers that are read, and the body as it was signed. */
export type Delivery = {
  /** `X-GitHub-Event`. */
  readonly event: string | undefined;
  /** `X-GitHub-Delivery`: the same for a redelivery. */
  readonly delivery: string | undefined;
  /** `X-Hub-Signature-256`. */
  readonly signature: string | undefined;
  readonly rawBody: Buffer;
};

export type WebhookAnswer = { readonly status: 200 | 400 | 401 | 503; readonly body: string };

const taken: WebhookAnswer = { status: 200, body: '' };

/**
 * One delivery from GitHub, in five guards: signed, complete, new, understood, taken in. It never waits on GitHub, and
 * taking it in twice is harmless. 503 when the ledger does not answer; polling finds what was missed.
 */
export function githubWebhook(parts: WebhookParts): (delivery: Delivery) => Promise<WebhookAnswer> {
  const { hints, later, log } = parts;
  const hintGently = createGentleHints({ wake: (chain) => hints.wake(chain, 'candidates'), later, log });

  return async function takeDelivery({ event, delivery, signature, rawBody }) {
    if (!parts.verify(rawBody, signature)) {
      parts.log.warn({ delivery: delivery ?? null }, 'Refused a webhook that is not provably from GitHub.');
      return { status: 401, body: '' };
    }
    if (event === undefined || delivery === undefined)
      return { status: 400, body: 'X-GitHub-Event or X-GitHub-Delivery is missing.' };
    if (event === 'ping') return taken;
    try {
      if (await parts.deliveries.isKnown(delivery)) return taken;
      const hint = parts.parse(event, rawBody.toString('utf8'));
      if (hint.kind === 'unreadable') return unreadable(parts, event, delivery, hint.reason);
      await take(parts, hint, hintGently);
      await parts.deliveries.remember(delivery);
      return taken;
    } catch (error) {
      parts.log.error(
        { err: error, event, delivery },
        'A webhook could not be taken in. Polling finds what it was about.',
      );
      return { status: 503, body: '' };
    }
  };
}

function unreadable(parts: WebhookParts, event: string, delivery: string, reason: string): WebhookAnswer {
  parts.log.warn({ event, delivery, reason }, 'A signed webhook was not understood.');
  return { status: 400, body: 'The payload was not understood.' };
}

async function take(
  parts: WebhookParts,
  hint: Exclude<Hint, { kind: 'unreadable' }>,
  hintGently: (chain: ChainId) => void,
): Promise<void> {
  switch (hint.kind) {
    case 'run': {
      const chains = lanesOf(parts, hint.repo).map(chainOf);
      await Promise.all(chains.map((chain) => parts.hints.wake(chain, 'runs')));
      const { repo, dispatched: workflow, displayTitle: title } = hint;
      if (workflow !== null && chains.length > 0) parts.hints.dispatched({ repo, workflow, title });
      if (hint.ended === 'yes') for (const chain of chains) hintGently(chain);
      return;
    }
    case 'evidence':
      for (const lane of lanesOf(parts, hint.repo)) hintGently(chainOf(lane));
      return;
    case 'push': {
      const lanes = lanesOf(parts, hint.repo).filter((lane) => concerns(parts, lane, hint.push));
      await Promise.all(lanes.map((lane) => recordPush(parts, chainOf(lane), hint.push)));
      return;
    }
    case 'other':
      return;
  }
}

async function recordPush(parts: WebhookParts, chain: ChainId, push: Push): Promise<void> {
  const actor = { kind: 'system', part: 'github-webhook' } as const;
  // A push that is known changes nothing, so it needs no name of its own.
  await parts.submit({
    chain,
    command: { type: 'RecordPush', push },
    actor,
    input: null,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  await parts.hints.wake(chain, 'candidates');
}

/** Pushes to refs that neither may be requested nor carry the workflow would crowd the ledger and tell nothing. */
function concerns(parts: WebhookParts, lane: LanePolicy, push: Push): boolean {
  const name = push.ref.replace(/^refs\/(?:heads|tags)\//, '');
  return name === lane.deploy.ref || lane.refs.some((pattern) => parts.matchesRef(name, pattern));
}

/** GitHub compares the names of repositories without case. */
function lanesOf(parts: WebhookParts, repo: RepoName): readonly LanePolicy[] {
  return parts.lanes().filter((lane) => lane.repo.toLowerCase() === repo.toLowerCase());
}

function chainOf(lane: LanePolicy): ChainId {
  return laneChain(lane.service, lane.environment);
}
