import { type Release } from '../../src/domain/release/release.ts';
import { emergency } from './emergency-samples.ts';
import { ana, at, cause, found, now, proposal, request, stop } from './fixtures.ts';
import { candidateFrom, times } from './hostile-facts.ts';
import {
  awaiting,
  deploying,
  dispatching,
  ended,
  preparing,
  ready,
  rollingBack,
  unverified,
  watching,
} from './releases.ts';

export function releasesFrom(text: string, many: number): readonly Release[] {
  const workflow = { ...proposal.subject.workflow, path: text, ref: text };
  const subject = {
    ...proposal.subject,
    workflow,
    inputs: Object.fromEntries(times(many, text).map((value, index) => [`${index}${value}`, value])),
  };
  const blockers = times(many, text).map(
    (path) => ({ code: 'workflow_lacks', path, lacks: [{ what: 'input', name: path, lines: path }] }) as const,
  );
  const votes = times(many, text).map(() => ({ by: ana, github: null, roles: [text], at: now }));
  const put = { ...proposal, candidate: candidateFrom(text, many), subject, blockers, votes };
  const risk = { level: 'High', impact: text, mitigation: text } as const;
  const asked = {
    ...request,
    ref: { kind: 'ref', name: text } as const,
    summary: text,
    risk,
    preferred: at('14:00'),
    alternative: text,
  };
  const changes = times(many, text).map((name) => ({ what: 'inputs', names: [name, name] }) as const);
  const noGo = { ...stop, reason: text, wants: 'no-go' } as const;
  const waiting = { at: 'rechecking', since: now, recheckAt: now } as const;
  const forGithub = { ...waiting, waitingFor: { for: 'github', said: text } } as const;
  const forWorkflow = { ...waiting, waitingFor: { for: 'workflow', path: text, ref: text } } as const;
  return [
    { ...awaiting, request: asked, proposal: put, voided: { changes, voters: [ana] } },
    { ...awaiting, request: asked, proposal: { ...put, blockers: [] } },
    { ...awaiting, request: { ...asked, urgency: 'Emergency', emergency }, proposal: put },
    { ...preparing, request: asked, problem: text },
    { ...ready, request: asked, proposal: put, because: 'dispatch-refused', detail: text },
    { ...dispatching(forGithub), request: asked, proposal: put, stop: noGo },
    { ...dispatching(forWorkflow), request: asked, proposal: put },
    {
      ...deploying,
      request: asked,
      proposal: put,
      run: { ...deploying.run, url: text },
      stop: noGo,
      unreadable: { since: now, reason: text, askAgainAt: now },
      condemned: { code: 'workflow-changed', path: text },
    },
    {
      ...watching,
      request: asked,
      proposal: put,
      watch: { ...watching.watch, last: { kind: 'failed', reason: text } } as typeof watching.watch,
    },
    {
      ...unverified,
      request: asked,
      proposal: put,
      postDeploy: {
        infra: found({
          environment: text,
          status: text,
          images: times(many, text).map((name) => ({ name, ref: name })),
          identityConvergence: null,
        }),
        smoke: found({ status: text, total: many, failed: times(many, text) }),
        decision: found({ decision: text, reasons: times(many, text) }),
        readAt: now,
      },
    },
    rollingBack({ ...ready, proposal: put, because: 'rollback-changed', detail: `never-verified,${text}` }),
    rollingBack({ ...preparing, problem: text }),
    { ...rollingBack(watching), cause: { ...cause, reason: text, warned: ['config-differs'] } },
    { ...ended({ kind: 'rejected', by: ana, reason: text }), request: asked, proposal: put },
    {
      ...ended({
        kind: 'failed',
        cause: { code: 'run-failed', conclusion: text },
        live: { kind: 'unknown', reason: text },
      }),
      request: asked,
      proposal: put,
    },
  ];
}
