import { openItems } from '../domain/checklist/checklist.ts';
import { blocking } from '../domain/gates/would-have-blocked.ts';
import { type EnvironmentName, type ServiceId } from '../domain/ids.ts';
import { mandateFor } from '../domain/release/mandate.ts';
import { type RequestDraft } from '../domain/views.ts';
import { type Block, type InputBlock, type Modal } from './block-kit.ts';
import { context, modal, section } from './blocks.ts';
import { candidateText } from './candidate-facts.ts';
import { checklistSummary } from './checklist-card.ts';
import { imagesText, openGateText } from './evidence-card.ts';
import { callbackIds, mandateValue, requestFields } from './ids-of-fields.ts';
import { type Choice, choiceField, offerField, textField, timeField } from './inputs.ts';
import { limits } from './limits.ts';
import { mandatePhrase } from './mandate-sentences.ts';
import { laneName, versionText } from './names.ts';
import { decidesText, droppedExclusionsText, executionText, notEvaluatedText } from './policy-facts.ts';
import { targetText } from './rollback-sentences.ts';
import { code, count, joined, lines, type Markup, md, prose } from './text.ts';
import { sightText } from './watch-sight.ts';

/** A lane has a dozen kinds of gates. */
const mostGates = 14;

type RequestKind = RequestDraft['kind'];

const titles: Readonly<Record<RequestKind, string>> = { deploy: 'Request a release', replay: 'Replay a release' };

/** Opened at once, for a modal can only be opened within seconds; filled when GitHub has answered. */
export function requestLoading(
  service: ServiceId,
  environment: EnvironmentName,
  ref: string,
  kind: RequestKind = 'deploy',
): Modal {
  return modal({ callbackId: callbackIds.request, title: titles[kind], submit: null, metadata: '' }, [
    section(md`*${laneName(service, environment)}* ${code(ref)}`),
    section(
      md`Reading the commits, pull requests, authors and evidence from GitHub. This form fills itself in a moment.`,
    ),
  ]);
}

/** Why nothing can be requested, in place of the form. A sentence that is text is made inert. */
export function requestProblem(
  service: string,
  ref: string,
  sentence: string | Markup,
  kind: RequestKind = 'deploy',
): Modal {
  return modal({ callbackId: callbackIds.request, title: titles[kind], submit: null, metadata: '' }, [
    section(md`*${prose(service, 80)}* ${code(ref)}`),
    section(typeof sentence === 'string' ? prose(sentence, 1500) : sentence),
    context(md`Nothing was requested. Close this and try again when it is settled.`),
  ]);
}

/** Can be sent as it opens: whatever Gonogo can find out is not asked of a person. */
export function requestModal(draft: RequestDraft): Modal {
  const words = {
    callbackId: callbackIds.request,
    title: titles[draft.kind],
    submit: 'Request',
    metadata: requestMetadata(draft),
  };
  return modal(words, [...factBlocks(draft), ...inputBlocks(draft)]);
}

export type RequestMetadata = {
  readonly kind: RequestKind;
  readonly service: string;
  readonly environment: string;
  readonly ref: string;
  readonly sha: string;
};

/** A ref too long for Slack's limit is replaced by the SHA that it was resolved to. */
function requestMetadata(draft: RequestDraft): string {
  const { kind, service, environment, ref, candidate } = draft;
  const metadata: RequestMetadata = { kind, service, environment, ref, sha: candidate.sha };
  const text = JSON.stringify(metadata);
  return text.length <= limits.privateMetadata ? text : JSON.stringify({ ...metadata, ref: candidate.sha });
}

/** What is known of the commit, and what the lane asks for. */
export function factBlocks(draft: RequestDraft): readonly Block[] {
  const { candidate, policy, service, environment } = draft;
  const execution = policy.approval.execute;
  const fineprint = [decidesText(policy), notEvaluatedText(policy), droppedExclusionsText(policy)];
  return [
    section(
      md`*${laneName(service, environment)}* ${versionText(candidate.version, candidate.sha)} from ${code(draft.ref)}`,
    ),
    ...(draft.kind === 'replay'
      ? [
          section(
            md`*Replay:* the same images by digest as before, without a build. ${code(draft.policy.replay?.workflow ?? 'no workflow')} starts them.`,
          ),
        ]
      : []),
    section(candidateText(candidate)),
    section(lines(imagesText(candidate.evidence.manifest), targetText(candidate))),
    ...openBlocks(draft),
    ...sightBlocks(draft),
    section(lines(warningText(draft), md`*Needed:* ${rulesText(draft)}. ${executionText(execution)}`)),
    context(...fineprint.filter((fact) => fact !== null)),
  ];
}

function sightBlocks({ policy, candidate }: RequestDraft): readonly Block[] {
  const sight = sightText(policy, candidate);
  return sight === null ? [] : [section(sight)];
}

/** What keeps the Approve button away, so that it is known before the request is posted. */
function openBlocks({ gates, checklist, policy }: RequestDraft): readonly Block[] {
  const stops = blocking(gates);
  const settled = openItems(checklist).length === 0;
  return [
    ...(stops.length === 0
      ? []
      : [
          section(
            lines(
              md`*Not approvable before these gates pass:*`,
              ...stops.slice(0, mostGates).map((gate) => openGateText(gate)),
            ),
          ),
        ]),
    ...(settled ? [] : [section(checklistSummary(checklist, policy))]),
  ];
}

function rulesText(draft: RequestDraft): Markup {
  const rules = draft.policy.approval.rules
    .slice(0, 8)
    .map((rule) => md`${count(rule.min, 'go vote')} from ${code(rule.role)}`);
  return joined(rules, ', ');
}

/** Known before it is posted, so that nobody waits for a go that cannot come. */
function warningText(draft: RequestDraft): Markup | null {
  const { workflow } = draft.candidate;
  if (draft.policy.blockingNotEvaluated.length > 0) {
    return md`*It can be requested, but not approved yet:* ${prose(draft.policy.blockingNotEvaluated.join(', '), 300)} cannot be evaluated by this version.`;
  }
  if (workflow.kind === 'missing') {
    return md`*It can be requested, but not approved yet:* there is no workflow ${code(workflow.path)} on ${code(workflow.ref)}.`;
  }
  if (workflow.lacks.length > 0) {
    return md`*It can be requested, but not approved yet:* the workflow ${code(workflow.path)} lacks what Gonogo needs to start it. The card will show the lines to add.`;
  }
  return null;
}

const routine: Choice = { value: 'Routine', label: 'Routine', description: 'In the order in which it is approved' };
const urgent: Choice = { value: 'Urgent', label: 'Urgent', description: 'Before routine ones that wait for the lane' };
const low: Choice = { value: 'Low', label: 'Low', description: 'Nobody would notice if it failed' };
const medium: Choice = { value: 'Medium', label: 'Medium', description: 'Some would notice' };
const high: Choice = { value: 'High', label: 'High', description: 'Always started by a deployer, after the last go' };

function inputBlocks(draft: RequestDraft): readonly InputBlock[] {
  return [
    textField(requestFields.summary, {
      label: 'What is deployed, in a sentence',
      initial:
        draft.summary.trim() === '' ? `${draft.kind === 'deploy' ? 'Deploy' : 'Replay'} ${draft.ref}` : draft.summary,
      lines: 'many',
      answer: 'required',
      most: 800,
    }),
    choiceField(
      requestFields.urgency,
      { label: 'Urgency', hint: 'An emergency is declared with /release emergency, not chosen: it needs an incident.' },
      routine,
      { before: [], after: [urgent] },
    ),
    choiceField(requestFields.risk, { label: 'Risk' }, medium, { before: [low], after: [high] }),
    textField(requestFields.impact, {
      label: 'If it fails, what happens?',
      placeholder: 'For example: customers cannot pay',
      lines: 'one',
      answer: 'optional',
      most: 400,
    }),
    textField(requestFields.mitigation, {
      label: 'What would you do then?',
      placeholder: 'For example: deploy the version before',
      lines: 'one',
      answer: 'optional',
      most: 400,
    }),
    timeField(requestFields.preferred, {
      label: 'Not before',
      hint: 'Leave it empty to start as soon as it is approved.',
    }),
    textField(requestFields.alternative, {
      label: 'Another time that would do',
      placeholder: 'For example: tomorrow morning',
      lines: 'one',
      answer: 'optional',
      most: 200,
    }),
    ...mandateInput(draft),
  ];
}

/** Asked for only where there is something to go back to, and something that could fire. */
export function mandateInput({ policy, kind, candidate }: RequestDraft): readonly InputBlock[] {
  const terms = mandateFor(policy, kind, 'yes', candidate);
  if (terms.kind === 'none') return [];
  const { mandate } = terms;
  const choice: Choice = {
    value: mandateValue,
    label: `Authorise ${mandatePhrase(mandate)}`,
    description: `Should one of these fire: ${mandate.triggers.join(', ')}. Everyone who votes go grants it.`,
  };
  const beforehand = policy.rollback.mandate === 'propose' ? 'ticked' : 'open';
  return [offerField(requestFields.mandate, { label: 'If production gets worse' }, choice, beforehand)];
}
