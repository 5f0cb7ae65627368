import { z } from 'zod';
import { type Answer, json, notFound, param, problem, type RepoRequest, rateLimited, unicorn } from './answers.ts';
import { type DispatchFault } from './faults.ts';
import { runHtmlUrl, runUrl } from './present-runs.ts';
import { runOf } from './read-runs.ts';
import { cancelRun, rerun } from './run-progress.ts';
import { dispatchRun } from './run-start.ts';
import { type Run } from './types.ts';

/** The calls that change something: dispatch, cancel, re-run. */

const DispatchBody = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.string()).optional(),
  return_run_details: z.boolean().optional(),
});

type DispatchBody = z.infer<typeof DispatchBody>;

export function createDispatch(request: RepoRequest): Answer {
  const parsed = DispatchBody.safeParse(request.body);
  if (!parsed.success) return problem(422, invalidRequest(parsed.error));
  const fault = request.state.faults.nextDispatch.shift() ?? null;
  const refusal = fault === null ? null : refuseBeforeStart(request, fault, parsed.data);
  if (refusal !== null) return refusal;
  const outcome = start(request, parsed.data);
  if ('kind' in outcome) return outcome;
  if (fault === 'twice') start(request, parsed.data);
  return fault === null
    ? detailsOf(request, parsed.data, outcome.run)
    : answerAfterStart(request, fault, parsed.data, outcome.run);
}

function start(request: RepoRequest, body: DispatchBody): Answer | { readonly run: Run } {
  const { state, repo } = request;
  const actor = state.tokenLogin;
  const outcome = dispatchRun(state, repo, {
    workflow: param(request, 'workflow'),
    ref: body.ref,
    inputs: body.inputs ?? {},
    actor,
  });
  return outcome.kind === 'refused' ? problem(outcome.status, outcome.message) : { run: outcome.run };
}

/** Null when the fault lets the run start. */
function refuseBeforeStart(request: RepoRequest, fault: DispatchFault, body: DispatchBody): Answer | null {
  switch (fault) {
    case '500-not-started':
      return problem(500, 'Server Error');
    case '502-not-started':
      return problem(502, 'Server Error');
    case '503-not-started':
      return unicorn(503);
    case 'timeout-not-started':
      return { kind: 'silence' };
    case 'reset-not-started':
      return { kind: 'reset' };
    case '403-forbidden':
      return problem(403, 'Resource not accessible by integration');
    case '403-rate-limited':
      return rateLimited(request.state, 'secondary', 403);
    case '429-rate-limited':
      return rateLimited(request.state, 'secondary', 429);
    case '404':
      return notFound();
    case '422':
      return problem(422, "Workflow does not have 'workflow_dispatch' trigger");
    case 'refuses-run-details':
      return body.return_run_details === undefined
        ? null
        : problem(422, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
    default:
      return null;
  }
}

function answerAfterStart(request: RepoRequest, fault: DispatchFault, body: DispatchBody, run: Run): Answer {
  switch (fault) {
    case '500-started':
      return problem(500, 'Server Error');
    case '502-started':
      return problem(502, 'Server Error');
    case 'timeout-started':
      return { kind: 'silence' };
    case 'reset-started':
      return { kind: 'reset' };
    case 'no-run-details':
    case 'refuses-run-details':
      return { kind: 'empty', status: 204 };
    default:
      return detailsOf(request, body, run);
  }
}

/** The newest API version always tells the run; the one before only when it is asked to. */
function detailsOf(request: RepoRequest, body: DispatchBody, run: Run): Answer {
  if (request.apiVersion !== '2026-03-10' && body.return_run_details !== true) return { kind: 'empty', status: 204 };
  const { state, repo } = request;
  return json({
    workflow_run_id: BigInt(run.id),
    run_url: runUrl(state, repo, run),
    html_url: runHtmlUrl(state, repo, run),
  });
}

function invalidRequest(error: z.ZodError): string {
  const lines = error.issues.map((issue) =>
    issue.path[0] === 'ref' ? '"ref" wasn\'t supplied.' : `For 'properties/${issue.path.join('/')}', ${issue.message}.`,
  );
  return ['Invalid request.', ...lines].join('\n\n');
}

export function cancel(request: RepoRequest): Answer {
  const run = runOf(request);
  if (run === undefined) return notFound();
  if (cancelRun(request.state, request.repo, run)) return json({}, 202);
  return problem(409, 'Cannot cancel a workflow run that is completed.');
}

export function rerunAll(request: RepoRequest): Answer {
  return answerRerun(request, 'all');
}

export function rerunFailed(request: RepoRequest): Answer {
  return answerRerun(request, 'failed');
}

function answerRerun(request: RepoRequest, which: 'all' | 'failed'): Answer {
  const run = runOf(request);
  if (run === undefined) return notFound();
  if (which === 'failed' && run.conclusion === 'success')
    return problem(403, 'The workflow run containing this job has no failed jobs');
  if (rerun(request.state, request.repo, run, which, request.state.tokenLogin)) return json({}, 201);
  return problem(403, 'This workflow is already running');
}
