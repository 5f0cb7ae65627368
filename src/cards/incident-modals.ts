import { type IncidentId, type ServiceId } from '../domain/ids.ts';
import { type IncidentRole, incidentRoles, type Severity, severities } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type IncidentRules } from '../domain/policy/escalation.ts';
import { type Block, type InputBlock, type Modal } from './block-kit.ts';
import { context, modal, section } from './blocks.ts';
import { incidentButtonValue } from './button-value.ts';
import {
  type CallbackId,
  callbackIds,
  declareFields,
  type FieldPlace,
  resolveFields,
  roleFields,
  severityFields,
  textFields,
} from './ids-of-fields.ts';

import { incidentName, ladderInShort, respondWithin, roleWords, severityName } from './incident-words.ts';
import { type Choice, choiceField, personField, selectField, textField } from './inputs.ts';
import { limits } from './limits.ts';
import { lines, md, mention } from './text.ts';

/** Forms about an incident. Their private metadata is the value of the button that opens them. */

/** What a person may type, in characters. */
export const most = { line: 150, words: 1_000, report: 2_500 };

/** Where it is about none, or about several. */
const noService: Choice = {
  value: '_',
  label: 'None of them, or several',
  description: 'Its ladder is that of the top level',
};

export function declareModal(draft: {
  /** Fresh, so that a form that is sent twice declares one incident. */
  readonly incident: IncidentId;
  readonly severity: Severity | null;
  readonly title: string;
  readonly services: readonly ServiceId[];
  readonly service: ServiceId | null;
  readonly rules: IncidentRules;
}): Modal {
  const { incident, severity, title, services, service, rules } = draft;
  const words = { callbackId: callbackIds.declare, title: 'Declare an incident', submit: 'Declare' };
  return modal({ ...words, metadata: incidentButtonValue(incident) }, [
    section(md`Declare rather too early than too late: it can be lowered and resolved at any time.`),
    severityField(declareFields.severity, 'How bad is it?', severity ?? 'P2', rules),
    textField(declareFields.title, {
      label: 'What is wrong?',
      hint: 'In one line, as users notice it.',
      placeholder: 'Checkout shows wrong totals',
      initial: title,
      lines: 'one',
      answer: 'required',
      most: most.line,
    }),
    selectField(declareFields.service, { label: 'Which service?' }, servicesFirst(services, service), service ?? '_'),
    context(
      md`The incidents channel is told at once. Of P1, P2 and P3 level 1 of the ladder is paged at once as well, of a P4 only ${respondWithin('P4', rules)}.`,
    ),
  ]);
}

/** A select shows so many; the one that is chosen has to be among them. */
function servicesFirst(services: readonly ServiceId[], chosen: ServiceId | null): readonly Choice[] {
  const others = services.filter((each) => each !== chosen);
  const all = chosen === null ? others : [chosen, ...others];
  const named = all.map((each): Choice => ({ value: each, label: each, description: 'Its team’s ladder' }));
  return [noService, ...named].slice(0, limits.selectOptions);
}

function severityField(place: FieldPlace, label: string, initial: Severity, rules: IncidentRules): InputBlock {
  const at = severities.indexOf(initial);
  const choices = severities.map((severity) => severityChoice(severity, rules));
  const chosen = severityChoice(initial, rules);
  const others = { before: choices.slice(0, at), after: choices.slice(at + 1) };
  return choiceField(place, { label, hint: ladderHint(rules) }, chosen, others);
}

function severityChoice(severity: Severity, rules: IncidentRules): Choice {
  return {
    value: severity,
    label: severityName(severity),
    description: `Somebody responds ${respondWithin(severity, rules)}`,
  };
}

function ladderHint(rules: IncidentRules): string {
  return `P1: ${ladderInShort('P1', rules)} P2: ${ladderInShort('P2', rules)}`;
}

export function resolveModal(view: IncidentView): Modal {
  const open = view.incident.phase === 'open' ? md` That acknowledges it as well.` : md``;
  return form(view, { callbackId: callbackIds.resolve, title: 'Resolve the incident', submit: 'Resolve' }, [
    section(
      lines(
        incidentName(view.incident),
        md`Resolve it when users notice nothing of it any more; the cause may be found afterwards.${open} If it alarms again, it opens again by itself.`,
      ),
    ),
    textField(resolveFields.how, {
      label: 'How was it resolved?',
      hint: 'It stands in the thread, in the record, and in the review.',
      lines: 'many',
      answer: 'required',
      most: most.words,
    }),
  ]);
}

export function severityModal(view: IncidentView): Modal {
  const { incident, policy } = view;
  return form(view, { callbackId: callbackIds.changeSeverity, title: 'Change the severity', submit: 'Change' }, [
    section(
      lines(
        incidentName(incident),
        md`Raising it starts the faster clock now. Lowering it slows the clock down and takes nothing back: a response that came too late stays on record.`,
      ),
    ),
    severityField(severityFields.severity, 'How bad is it?', incident.severity, policy.rules),
    textField(severityFields.reason, {
      label: 'Why?',
      hint: 'What is known now that was not known before.',
      lines: 'many',
      answer: 'required',
      most: most.words,
    }),
  ]);
}

export function roleModal(view: IncidentView): Modal {
  const { roles } = view.incident;
  const [first, ...others] = inOrderOfNeed(view).map(roleChoice);
  if (first === undefined) throw new TypeError('An incident has roles.');
  return form(view, { callbackId: callbackIds.giveRole, title: 'Take or give a role', submit: 'Give' }, [
    section(
      lines(
        incidentName(view.incident),
        ...incidentRoles.map((role) => {
          const who = roles[role];
          return md`${roleWords[role].name}: ${who === null ? md`nobody yet` : mention(who)}`;
        }),
      ),
    ),
    choiceField(roleFields.role, { label: 'Which role?' }, first, { before: [], after: others }),
    personField(roleFields.to, { label: 'Who takes it?', hint: 'Yourself, or whom you hand it over to.' }, null),
  ]);
}

/** What nobody does yet comes first. */
function inOrderOfNeed({ incident: { roles } }: IncidentView): readonly IncidentRole[] {
  return incidentRoles.toSorted((a, b) => Number(roles[a] !== null) - Number(roles[b] !== null));
}

function roleChoice(role: IncidentRole): Choice {
  const { name, does } = roleWords[role];
  return { value: role, label: name, description: does };
}

export function noteModal(view: IncidentView): Modal {
  return form(view, { callbackId: callbackIds.note, title: 'Add a note', submit: 'Add' }, [
    section(
      lines(incidentName(view.incident), md`It stands in the thread with your name and the time, and in the review.`),
    ),
    textField(textFields.text, {
      label: 'What was seen, tried or decided?',
      lines: 'many',
      answer: 'required',
      most: most.report,
    }),
  ]);
}

export function updateModal(view: IncidentView): Modal {
  const { update } = view.incident;
  return form(view, { callbackId: callbackIds.update, title: 'Say how it stands', submit: 'Post' }, [
    section(
      lines(
        incidentName(view.incident),
        md`For those who wait for news: it stands on the message of the incident and in its thread.`,
      ),
    ),
    textField(textFields.text, {
      label: 'How does it stand?',
      hint: 'What is known, what is tried, and when there will be news.',
      ...(update === null ? {} : { placeholder: 'The newest update stands on the message' }),
      lines: 'many',
      answer: 'required',
      most: most.report,
    }),
  ]);
}

export type FormWords = { readonly callbackId: CallbackId; readonly title: string; readonly submit: string };

/** The form carries the incident as a button does. */
export function form({ incident }: IncidentView, words: FormWords, blocks: readonly Block[]): Modal {
  return modal({ ...words, metadata: incidentButtonValue(incident.id) }, blocks);
}
