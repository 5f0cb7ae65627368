import { z } from 'zod';
import { type RepoName } from '../../domain/ids.ts';

/** What GitHub said, whatever its status. */
export type Answer = {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
};

/**
 * GitHub said nothing that could be read. `unsent` means that the request certainly never left: no connection
 * was made. `unknown` means that nobody can say what became of it.
 */
export type Silence = { readonly kind: 'silence'; readonly sent: 'unsent' | 'unknown'; readonly reason: string };

/** Something could not be read. `passing` problems may go away by themselves; `final` ones need another request. */
export type Problem = { readonly kind: 'problem'; readonly passing: 'passing' | 'final'; readonly sentence: string };

/** The parts of `owner/name`, as GitHub's addresses take them. */
export function partsOf(repo: RepoName): { readonly owner: string; readonly repo: string } {
  const slash = repo.indexOf('/');
  return { owner: repo.slice(0, slash), repo: repo.slice(slash + 1) };
}

/** Octokit throws for every status from 400 on; here a status is a value like any other. */
export function answerOfError(error: unknown): Answer | Silence {
  const answered = AnsweredError.safeParse(error);
  if (answered.success) return { kind: 'answer', ...answered.data.response };
  const causes = causesOf(error);
  const code = causes.map((cause) => codeOf(cause)).find((found) => found !== null) ?? null;
  if (causes.some((cause) => cause instanceof Error && /^(TimeoutError|AbortError)$/.test(cause.name))) {
    return { kind: 'silence', sent: 'unknown', reason: 'it did not answer in time' };
  }
  const said = causes.at(-1);
  const words = said instanceof Error && said.message !== '' ? said.message : 'the connection failed';
  const reason = code === null || words.includes(code) ? words : `${words} (${code})`;
  return { kind: 'silence', sent: code !== null && beforeSending.has(code) ? 'unsent' : 'unknown', reason };
}

/** Errors of finding and reaching a host: no byte of the request was written. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const AnsweredError = z.object({
  response: z.object({ status: z.number().int(), headers: z.record(z.string(), z.unknown()), data: z.unknown() }),
});

/** The error and what caused it, outermost first; no deeper than five. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  let cause = error;
  while (cause !== undefined && cause !== null && causes.length < 5) {
    causes.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const Said = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

/** GitHub's own words about a refusal, on one line and at most 300 characters; empty when there are none. */
export function saidBy(answer: Answer): string {
  const said = Said.safeParse(answer.data);
  if (!said.success) return '';
  const details = (said.data.errors ?? []).map((detail) =>
    typeof detail === 'string' ? detail : JSON.stringify(detail),
  );
  return [said.data.message, ...details].join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

/** A header's text; null when it is absent. */
export function headerOf(answer: Answer, name: string): string | null {
  const value = answer.headers[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/**
 * Reads the body of a 200 with a schema. Anything else is handed to `problemOf`, so a page of a proxy or a
 * changed format becomes a sentence and never a crash.
 */
export function readBody<T>(
  heard: Answer | Silence,
  schema: z.ZodType<T>,
): { readonly kind: 'body'; readonly body: T } | Answer | Silence {
  if (heard.kind === 'silence' || heard.status !== 200) return heard;
  const parsed = schema.safeParse(heard.data);
  if (parsed.success) return { kind: 'body', body: parsed.data };
  return { kind: 'silence', sent: 'unknown', reason: 'its answer was not in the form that its documentation gives' };
}
