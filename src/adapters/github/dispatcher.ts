import { z } from 'zod';
import { type DispatchAnswer } from '../../domain/commands.ts';
import { type RepoName, type RunId } from '../../domain/ids.ts';
import { type Answer, type Problem, partsOf, type Silence, saidBy } from './answers.ts';
import { type GithubReads, type GithubWrites } from './clients.ts';
import { createMakeIssue, type MakeIssue } from './issues.ts';
import { limitOf, problemOf, quoted } from './problems.ts';
import { IdText, Link } from './shapes.ts';

export type StartRun = {
  readonly repo: RepoName;
  /** The file's name below `.github/workflows/`. */
  readonly workflow: string;
  /** A branch or tag; GitHub takes no SHA here. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
};

export type Dispatcher = {
  /** `isInTime` is asked right before each call; when it says no, none is made and the answer is `refused`. */
  readonly startRun: (start: StartRun, isInTime?: () => boolean) => Promise<DispatchAnswer>;
  /** Does beforehand whatever a start would wait for. */
  readonly prepare: () => Promise<void>;
  /** Asking twice is harmless: what is over stays over. */
  readonly cancelRun: (
    repo: RepoName,
    run: RunId,
  ) => Promise<{ readonly kind: 'asked' } | { readonly kind: 'over' } | Problem>;
  readonly makeIssue: MakeIssue;
};

/**
 * Starts a run with one call and says what is certain afterwards. `refused` is said only where GitHub's own
 * answer, or the missing connection, proves that nothing was started. Everything else is `ambiguous`: the
 * run may exist, and it has to be looked for before anybody calls again.
 */
export function createDispatcher(writes: GithubWrites, reads: GithubReads): Dispatcher {
  async function send(
    start: StartRun,
    details: Readonly<Record<string, unknown>>,
    isInTime?: () => boolean,
  ): Promise<Answer | Silence> {
    const { repo, workflow, ref, inputs } = start;
    const body = { ref, inputs, ...details };
    return await writes.post(
      '/repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches',
      { ...partsOf(repo), workflow },
      body,
      isInTime,
    );
  }

  return {
    prepare: writes.prepare,
    makeIssue: createMakeIssue(writes, reads),

    async startRun(start, isInTime) {
      const heard = await send(start, { return_run_details: true }, isInTime);
      if (!refusesDetails(heard)) return answerTo(heard, start);
      // The one repetition that is safe: an older server has rejected the body because of this parameter,
      // before it looked at anything else, so nothing was started.
      return answerTo(await send(start, {}, isInTime), start);
    },

    async cancelRun(repo, run) {
      const heard = await writes.post('/repos/{owner}/{repo}/actions/runs/{run}/cancel', { ...partsOf(repo), run }, {});
      if (heard.kind === 'answer' && heard.status === 202) return { kind: 'asked' };
      if (heard.kind === 'answer' && heard.status === 409) return { kind: 'over' };
      return problemOf(heard, repo);
    },
  };
}

function refusesDetails(heard: Answer | Silence): boolean {
  if (heard.kind === 'silence' || (heard.status !== 400 && heard.status !== 422)) return false;
  return saidBy(heard).includes('return_run_details');
}

function answerTo(heard: Answer | Silence, start: StartRun): DispatchAnswer {
  if (heard.kind === 'silence') {
    return heard.sent === 'unsent'
      ? { kind: 'refused', message: `Nothing was sent to GitHub (${heard.reason}).` }
      : { kind: 'ambiguous', reason: `GitHub's answer never came: ${heard.reason}` };
  }
  if (heard.status === 204) return { kind: 'accepted' };
  if (heard.status === 200) return started(heard);
  if (isRedirect(heard.status) || provesRefusal(heard.status))
    return { kind: 'refused', message: refusal(heard, start) };
  return {
    kind: 'ambiguous',
    reason: `GitHub answered ${heard.status}${quoted(heard)}, which does not say whether a run was started`,
  };
}

const Details = z.object({ workflow_run_id: IdText, html_url: Link });

function started(answer: Answer): DispatchAnswer {
  const details = Details.safeParse(answer.data);
  if (!details.success) return { kind: 'ambiguous', reason: 'GitHub answered 200 without saying which run it started' };
  return { kind: 'started', run: { id: details.data.workflow_run_id, url: details.data.html_url } };
}

/**
 * GitHub redirects before it does anything, and a write is not followed there
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects).
 */
function isRedirect(status: number): boolean {
  return [301, 302, 307, 308].includes(status);
}

/** Of the statuses from 400 to 499 only 408 and 499 can come from somebody between us who lost patience. */
function provesRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 499;
}

/** What happened and what to mend. That no run exists, and who starts it again, is said by whoever shows this. */
function refusal(answer: Answer, { repo, workflow, ref }: StartRun): string {
  const said = `GitHub refused to start ${workflow} (${answer.status}${quoted(answer)}).`;
  const limit = limitOf(answer);
  if (isRedirect(answer.status)) {
    return `${said} The repository ${repo} has moved. Put its new name into gonogo.yaml.`;
  }
  if (limit !== null) return `${said} Its rate limit is used up; ${limit}.`;
  switch (answer.status) {
    case 401:
      return `${said} The token is not valid: set a new GITHUB_TOKEN, or check the App's id, key and installation.`;
    case 403:
      return `${said} Give the token, or the App, write access to actions in ${repo}.`;
    case 404:
      return `${said} The workflow file has to be on the default branch of ${repo}, and the token has to see the repository.`;
    case 422:
      return `${said} Check that ${ref} is a branch or tag, and that the workflow takes the inputs that the lane sends.`;
    default:
      return said;
  }
}
