import { z } from 'zod';
import { type Modal } from '../cards/block-kit.ts';
import { blockerText } from '../cards/blocker-sentences.ts';
import { callbackIds, rollBackFields, warnedValue } from '../cards/ids-of-fields.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { type RollbackMetadata, rollbackLoading, rollbackModal, rollbackProblem } from '../cards/rollback-modal.ts';
import { CommitSha, EnvironmentName, laneChain, ReleaseId, ServiceId, shortSha } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type RollbackAsked, rollbackDraftOf, whyNotBack, whyNotBackTo } from '../domain/release/rollback-draft.ts';
import { type ReleaseRequest, type RollbackWarning, rollbackWarnings } from '../domain/release/terms.ts';
import { answerFor, complain, type FormAnswer, type FormReply, replies, showInstead } from './form-answers.ts';
import { jsonOf } from './json.ts';
import { type HandlerParts } from './parts.ts';
import { chosen, type Form, isTicked, typed } from './payloads.ts';
import { personOf } from './people.ts';
import { candidateNotRead, reasonMissingInForm } from './sentences.ts';
import { targetNotRead, warningsUnread } from './target-sentences.ts';

const name = { title: 'Roll back', callbackId: callbackIds.rollBack } as const;

/** `word` is what people call it, as it was typed or as the card has it. */
export type BackTo = RollbackAsked & {
  readonly policy: LanePolicy;
  readonly ref: ReleaseRequest['ref'];
  readonly word: string;
};

/** The form with everything that this would do, or the one sentence that says why it cannot be done so. */
export async function rollbackFormFor(parts: HandlerParts, asked: BackTo): Promise<Modal> {
  const { policy, ref, word } = asked;
  const { service, environment } = policy;
  try {
    const lane = await parts.readLane(laneChain(service, environment));
    if (lane === null) return rollbackProblem(service, word, candidateNotRead);
    const refusal = whyNotBack(lane, policy);
    if (refusal !== null) return rollbackProblem(service, word, refusalText(refusal));
    const read = await parts.candidates.read({ policy, kind: 'rollback', ref, lane, release: null });
    if (read.kind === 'problem') return rollbackProblem(service, word, targetNotRead(read.sentence, lane.verified));
    const blocker = whyNotBackTo(lane, policy, read.candidate, asked);
    if (blocker !== null) return rollbackProblem(service, word, blockerText(blocker));
    return rollbackModal(rollbackDraftOf(lane, policy, read.candidate, asked, parts.now()));
  } catch (error) {
    parts.log.error({ err: error, service, environment }, 'What a rollback would do could not be read.');
    return rollbackProblem(service, word, candidateNotRead);
  }
}

const Place = z.object({ service: ServiceId, environment: EnvironmentName, of: ReleaseId.nullable() });

/** What the form carries. It is ours, and read again as if it were not. */
const Metadata = z.discriminatedUnion('step', [
  Place.extend({ step: z.literal('choose'), reason: z.string() }),
  Place.extend({ step: z.literal('confirm'), target: CommitSha, warned: z.array(z.enum(rollbackWarnings)) }),
]) satisfies z.ZodType<RollbackMetadata>;

type Confirmed = Extract<z.infer<typeof Metadata>, { step: 'confirm' }>;
type Chosen = Extract<z.infer<typeof Metadata>, { step: 'choose' }>;

export async function submitRollback(parts: HandlerParts, form: Form): Promise<FormReply> {
  const metadata = Metadata.safeParse(jsonOf(form.metadata)).data;
  const policy = metadata === undefined ? null : parts.policyOf(laneChain(metadata.service, metadata.environment));
  if (metadata === undefined || policy === null)
    return replies(answerFor({ kind: 'unknown-lane' }, name, rollBackFields.reason));
  return metadata.step === 'choose'
    ? goOnWith(parts, form, policy, metadata)
    : replies(await confirm(parts, form, policy, metadata));
}

/** One of several was picked: it is read, and shown in the same window. */
function goOnWith(parts: HandlerParts, form: Form, policy: LanePolicy, { of, reason }: Chosen): FormReply {
  const sha = CommitSha.safeParse(chosen(form, rollBackFields.target)).data;
  if (sha === undefined) return replies(complain([rollBackFields.target, 'Choose the version to go back to.']));
  const word = shortSha(sha);
  const asked: BackTo = { policy, ref: { kind: 'sha', sha }, word, of, reason, by: form.who.user };
  return {
    answer: showInstead(rollbackLoading(policy.service, policy.environment, word)),
    after: async () => parts.slack.updateModal(form.viewId, await rollbackFormFor(parts, asked)),
  };
}

async function confirm(
  parts: HandlerParts,
  form: Form,
  policy: LanePolicy,
  { target, of, warned }: Confirmed,
): Promise<FormAnswer> {
  const reason = typed(form, rollBackFields.reason);
  if (reason === '') return complain([rollBackFields.reason, reasonMissingInForm]);
  if (warned.length > 0 && !isTicked(form, rollBackFields.warned, warnedValue))
    return complain([rollBackFields.warned, warningsUnread]);
  const { service, environment } = policy;
  const release = parts.newReleaseId(service, environment);
  const answer = await parts.submit({
    chain: laneChain(service, environment),
    command: { type: 'RollBack', release, target, of, reason, warned: warned satisfies readonly RollbackWarning[] },
    actor: await personOf(parts, form.who, policy.people),
    input: form.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  return answerFor(answer, name, rollBackFields.reason);
}
