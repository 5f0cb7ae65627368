import { type EnvironmentName, type IncidentId, type ServiceId } from '../domain/ids.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type RequestDraft } from '../domain/views.ts';
import { type InputBlock, type Modal } from './block-kit.ts';
import { context, modal, section } from './blocks.ts';
import { callbackIds, emergencyFields, requestFields, skipStagingValue } from './ids-of-fields.ts';
import { incidentLink } from './incident-words.ts';
import { type Choice, choiceField, offerField, selectField, textField } from './inputs.ts';
import { limits } from './limits.ts';
import { laneName } from './names.ts';
import { factBlocks, mandateInput } from './request-modal.ts';
import { code, type Markup, md, prose } from './text.ts';

const title = 'Emergency deployment';

/** An open incident of P1 or P2 that the emergency can be for. */
export type EmergencyFor = Pick<Incident, 'id' | 'severity' | 'title'>;

/** What the form is filled with: the facts as an emergency's rules see them. */
export type EmergencyDraft = RequestDraft & {
  readonly incidents: readonly EmergencyFor[];
  /** For the incident that is declared along with it, where none is open. */
  readonly fresh: IncidentId;
  /** The gates that are not asked, by their ids. */
  readonly waived: readonly string[];
};

export function emergencyLoading(service: ServiceId, environment: EnvironmentName, ref: string): Modal {
  return modal({ callbackId: callbackIds.emergency, title, submit: null, metadata: '' }, [
    section(md`*${laneName(service, environment)}* ${code(ref)}`),
    section(md`Reading the commit, its evidence and the open incidents. This form fills itself in a moment.`),
  ]);
}

/** Why no emergency can be declared, in place of the form. A sentence that is text is made inert. */
export function emergencyProblem(
  service: string,
  ref: string,
  sentence: string | Markup,
  open: Declared | null = null,
): Modal {
  return modal({ callbackId: callbackIds.emergency, title, submit: null, metadata: '' }, [
    section(md`*${prose(service, 80)}* ${code(ref)}`),
    section(typeof sentence === 'string' ? prose(sentence, 1500) : sentence),
    ...(open === null ? [] : [section(stillOpenText(open, service, ref))]),
    context(md`Nothing was requested. ${code('/rollback')} puts an earlier version back without any of this.`),
  ]);
}

/** The incident that came with a request that was not taken: people are being paged for it. */
export type Declared = Pick<Incident, 'id' | 'severity' | 'card'>;

function stillOpenText(open: Declared, service: string, ref: string): Markup {
  const live = incidentLink(open, 'its message');
  const where = live === null ? md`` : md` (${live})`;
  return md`*The ${open.severity} that you declared with it is open:* ${code(open.id)}${where}, and people are told of it. To go on, settle the above and send ${code(`/release emergency ${service} ${ref}`, 160)} again, which offers this incident. If there is none after all, end it with ${code(`/incident resolve ${open.id} <how>`, 160)}.`;
}

/** What it is for, what it skips, and the little of a request that nobody but a person can say. */
export function emergencyModal(draft: EmergencyDraft): Modal {
  const words = { callbackId: callbackIds.emergency, title, submit: 'Declare', metadata: metadataOf(draft) };
  const { approval } = draft.policy;
  const separate = { ...draft.policy, approval: { ...approval, execute: 'separate' } } as const;
  return modal(words, [
    section(rulesText(draft)),
    ...factBlocks({ ...draft, policy: separate }),
    ...inputBlocks(draft),
  ]);
}

export type EmergencyMetadata = {
  readonly service: string;
  readonly environment: string;
  readonly ref: string;
  readonly sha: string;
  readonly incident: string;
};

/** A ref too long for Slack's limit is replaced by the SHA that it was resolved to. */
function metadataOf({ service, environment, ref, candidate, fresh }: EmergencyDraft): string {
  const metadata: EmergencyMetadata = { service, environment, ref, sha: candidate.sha, incident: fresh };
  const text = JSON.stringify(metadata);
  return text.length <= limits.privateMetadata ? text : JSON.stringify({ ...metadata, ref: candidate.sha });
}

function rulesText({ waived }: EmergencyDraft): Markup {
  const notAsked =
    waived.length === 0 ? md`` : md` Not asked: ${prose(waived.join(', '), 300)}; what they say is shown all the same.`;
  return md`*An emergency is for a P1 or P2.* It goes first, no window keeps it back, and the watch afterwards is closer.${notAsked} Evidence of what was built is asked for as always, people approve it, and a deployer presses Deploy. It leaves a review, due 48 h after the start.`;
}

const p1: Choice = { value: 'P1', label: 'P1', description: 'Complete outage' };
const p2: Choice = { value: 'P2', label: 'P2', description: 'A major feature is broken' };

function inputBlocks(draft: EmergencyDraft): readonly InputBlock[] {
  return [
    ...incidentInputs(draft),
    offerField(
      emergencyFields.skipStaging,
      { label: 'Staging' },
      {
        value: skipStagingValue,
        label: 'Skip staging',
        description: 'This commit goes live without having been verified there. Each vote and the record say so.',
      },
      'open',
    ),
    textField(requestFields.summary, {
      label: 'What is deployed, in a sentence',
      initial: draft.summary.trim() === '' ? `Deploy ${draft.ref}` : draft.summary,
      lines: 'many',
      answer: 'required',
      most: 800,
    }),
    textField(requestFields.impact, {
      label: 'If it fails, what happens?',
      placeholder: 'For example: customers still cannot pay',
      lines: 'one',
      answer: 'required',
      most: 400,
    }),
    textField(requestFields.mitigation, {
      label: 'What would you do then?',
      placeholder: 'For example: put the version before back',
      lines: 'one',
      answer: 'required',
      most: 400,
    }),
    ...mandateInput(draft),
  ];
}

function incidentInputs({ incidents, service }: EmergencyDraft): readonly InputBlock[] {
  if (incidents.length > 0) {
    const choices = incidents.map(
      (incident): Choice => ({
        value: incident.id,
        label: `${incident.severity} ${incident.title}`,
        description: incident.id,
      }),
    );
    return [
      selectField(
        emergencyFields.incident,
        { label: 'Which incident is it for?', hint: 'Another one is declared with /incident declare.' },
        choices,
      ),
    ];
  }
  return [
    choiceField(
      emergencyFields.severity,
      {
        label: 'How bad is it?',
        hint: `No P1 or P2 of ${service} is open, so one is declared along with this, and its people are paged.`,
      },
      p2,
      { before: [p1], after: [] },
    ),
    textField(emergencyFields.title, {
      label: 'What is broken, in one line?',
      placeholder: 'For example: nobody can pay by card',
      lines: 'one',
      answer: 'required',
      most: 150,
    }),
  ];
}
