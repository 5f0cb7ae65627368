import { parseButtonValue } from '../cards/button-value.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type FlowAnswer } from '../flow.ts';
import { type HandlerParts } from './parts.ts';
import { type Form } from './payloads.ts';
import { personOf } from './people.ts';

/** The release that a form is about, and the policy of its lane; null when the config or the form knows none. */
export function subjectOfForm(
  parts: HandlerParts,
  form: Form,
): { readonly release: ReleaseId; readonly policy: LanePolicy } | null {
  const value = parseButtonValue(form.metadata);
  if (value === null || !('release' in value)) return null;
  const policy = parts.policyOf(chainOfRelease(value.release));
  return policy === null ? null : { release: value.release, policy };
}

/** The form itself shows what became of it, so a refusal is recorded and told by nobody else. */
export async function submitForm(
  parts: HandlerParts,
  form: Form,
  commandFor: (release: ReleaseId) => PersonCommand,
): Promise<FlowAnswer> {
  const subject = subjectOfForm(parts, form);
  if (subject === null) return { kind: 'unknown-lane' };
  const { release, policy } = subject;
  return await parts.submit({
    chain: chainOfRelease(release),
    command: commandFor(release),
    actor: await personOf(parts, form.who, policy.people),
    input: form.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
}
