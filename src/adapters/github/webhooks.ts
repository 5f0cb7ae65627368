import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { CommitSha, GithubLogin, RepoName, type RunId } from '../../domain/ids.ts';
import { type Push } from '../../domain/lane/lane.ts';
import { IdText } from './shapes.ts';

/** What a webhook makes us look at. It is a hint: the object is read from the API before anything is decided. */
export type WebhookHint =
  | {
      readonly kind: 'run';
      readonly repo: RepoName;
      readonly runId: RunId;
      readonly displayTitle: string;
      readonly ended: 'yes' | 'no';
      /** The file name of the workflow, where somebody dispatched it; null for a run that began otherwise. */
      readonly dispatched: string | null;
    }
  | { readonly kind: 'push'; readonly repo: RepoName; readonly push: Push }
  /** Checks, reviews or pull requests of the repository have changed. */
  | { readonly kind: 'evidence'; readonly repo: RepoName }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Whether GitHub signed these very bytes with the secret. `header` is `X-Hub-Signature-256`. */
export function verifySignature(secret: string, rawBody: Uint8Array | string, header: string | undefined): boolean {
  // An empty secret would make a signature that anybody can compute.
  if (secret === '' || header === undefined || !/^sha256=[0-9a-f]{64}$/.test(header)) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(header.slice('sha256='.length), 'hex'));
}

const Repository = z.object({ full_name: RepoName });

const RunEvent = z.object({
  repository: Repository,
  action: z.string().nullish(),
  workflow_run: z.object({
    id: IdText,
    display_title: z.string().nullish(),
    event: z.string().nullish(),
    path: z.string().nullish(),
  }),
});

/** Of all that is reported of checks, pull requests and reviews: that after which a gate or the checklist may say something else. */
const telling: Readonly<Record<string, readonly string[]>> = {
  check_run: ['completed'],
  check_suite: ['completed'],
  pull_request: ['closed', 'labeled', 'unlabeled'],
  pull_request_review: ['submitted', 'dismissed'],
};

const EvidenceEvent = z.object({ repository: Repository, action: z.string() });
const StatusEvent = z.object({ repository: Repository, state: z.string() });

const PushEvent = z.object({
  repository: Repository,
  ref: z.string(),
  after: z.string(),
  pusher: z.object({ name: z.string() }).nullish(),
  sender: z.object({ login: z.string() }).nullish(),
});

/** Reads one delivery. `event` is `X-GitHub-Event`; the body is the text that was signed. */
export function parseWebhook(event: string, rawBody: string): WebhookHint {
  switch (event) {
    case 'workflow_run':
      return read(rawBody, RunEvent, ({ repository, action, workflow_run: run }) => {
        const ended = action === 'completed' ? 'yes' : 'no';
        const displayTitle = run.display_title ?? '';
        const dispatched = run.event === 'workflow_dispatch' ? fileIn(run.path ?? '') : null;
        return { kind: 'run', repo: repository.full_name, runId: run.id, displayTitle, ended, dispatched };
      });
    case 'push':
      return read(rawBody, PushEvent, pushHint);
    case 'check_run':
    case 'check_suite':
    case 'pull_request':
    case 'pull_request_review':
      return read(rawBody, EvidenceEvent, ({ repository, action }) =>
        telling[event]?.includes(action) === true
          ? { kind: 'evidence', repo: repository.full_name }
          : { kind: 'other' },
      );
    case 'status':
      return read(rawBody, StatusEvent, ({ repository, state }) =>
        state === 'pending' ? { kind: 'other' } : { kind: 'evidence', repo: repository.full_name },
      );
    // A run that waits for its protection rule is read when it is needed.
    case 'deployment_protection_rule':
    case 'ping':
    default:
      return { kind: 'other' };
  }
}

/** GitHub may add the ref to it: `.github/workflows/deploy.yml@main`. */
function fileIn(path: string): string | null {
  return /^\.github\/workflows\/([^/@]+)(?:@|$)/.exec(path)?.[1] ?? null;
}

/** A deleted branch ends at forty zeros, and a pusher without an account is nobody whom we could compare. */
function pushHint({ repository, ref, after, pusher, sender }: z.infer<typeof PushEvent>): WebhookHint {
  const sha = CommitSha.safeParse(after).data;
  const login = GithubLogin.safeParse(pusher?.name).data ?? GithubLogin.safeParse(sender?.login).data;
  if (sha === undefined || /^0+$/.test(sha) || login === undefined) return { kind: 'other' };
  return { kind: 'push', repo: repository.full_name, push: { ref, sha, pusher: login } };
}

function read<T>(rawBody: string, schema: z.ZodType<T>, hint: (body: T) => WebhookHint): WebhookHint {
  const body = schema.safeParse(jsonOf(rawBody));
  if (body.success) return hint(body.data);
  const issue = body.error.issues[0];
  return {
    kind: 'unreadable',
    reason: issue === undefined ? 'not understood' : `${issue.path.join('.')}: ${issue.message}`,
  };
}

/** Ids above 2^53 keep their digits; null for what is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, exactly) as unknown;
  } catch {
    return null;
  }
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isInexact && context?.source !== undefined ? context.source : value;
}
