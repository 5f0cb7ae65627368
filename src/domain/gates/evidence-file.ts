import { workflowFileOf } from '../evidence/authority.ts';
import { type Evidence, type EvidenceKind, type EvidenceProblem } from '../evidence/evidence.ts';
import { fail, type Grounds, type Judgement, noGrounds, unknown } from './judgement.ts';

/** A file's facts to judge, or what is to be said without them. */
export type FromFile<Facts> =
  | { readonly kind: 'facts'; readonly facts: Facts; readonly grounds: Grounds }
  | { readonly kind: 'judged'; readonly judgement: Judgement };

/**
 * Fails closed: only a file that is `present`, and that the asked workflow made where one is asked for, is handed on.
 * What time or a new answer of GitHub may bring is `unknown`; what stays as it is until a person acts is a `fail`.
 */
export function fromFile<Facts>(
  kind: EvidenceKind,
  evidence: Evidence<Facts>,
  gate: { readonly workflow?: string | undefined },
): FromFile<Facts> {
  if (evidence.state !== 'present')
    return { kind: 'judged', judgement: withoutFile(kind, evidence, evidence.source?.url ?? null) };
  const { source, facts } = evidence;
  const grounds: Grounds = { evidence: evidence.digest.slice('sha256:'.length), url: source.url };
  if (gate.workflow === undefined) return { kind: 'facts', facts, grounds };

  const { workflow } = gate;
  const made = source.workflow === null ? null : workflowFileOf({ workflow: source.workflow });
  if (made === workflow) return { kind: 'facts', facts, grounds };
  const reason = { code: 'evidence-of-another-workflow', evidence: kind, workflow, made } as const;
  return { kind: 'judged', judgement: made === null ? unknown(reason, grounds) : fail(reason, grounds) };
}

function withoutFile(kind: EvidenceKind, problem: EvidenceProblem, url: string | null): Judgement {
  const grounds: Grounds = { ...noGrounds, url };
  const { detail } = problem;
  if (problem.state === 'missing') {
    const reason = { code: 'evidence-missing', evidence: kind, problem: problem.code, detail } as const;
    return problem.code === 'run-in-progress' ? unknown(reason, grounds) : fail(reason, grounds);
  }
  const reason = { code: 'evidence-unreadable', evidence: kind, problem: problem.code, detail } as const;
  return problem.code === 'not-answered' ? unknown(reason, grounds) : fail(reason, grounds);
}
