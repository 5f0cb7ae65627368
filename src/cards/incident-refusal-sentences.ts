import { type Refusal } from '../domain/refusals.ts';
import { severityName } from './incident-words.ts';
import { code, instantText, link, type Markup, md, mention } from './text.ts';

export type IncidentRefusal = Extract<
  Refusal,
  {
    code:
      | 'incident_unknown'
      | 'incident_resolved'
      | 'already_acknowledged'
      | 'same_severity'
      | 'text_missing'
      | 'action_done'
      | 'issue_made'
      | 'not_resolved_yet'
      | 'review_overdue'
      | 'no_emergency';
  }
>;

/** Every way to be told no about an incident, an emergency or its review. */
export function incidentRefusalText(refusal: IncidentRefusal): Markup {
  switch (refusal.code) {
    case 'incident_unknown':
      return md`Gonogo knows no such incident. ${code('/incident list')} shows those that are open.`;
    case 'incident_resolved':
      return md`This incident is resolved already, so nothing was changed. If it is back, declare it anew with ${code('/incident declare')}.`;
    case 'already_acknowledged':
      return md`${mention(refusal.by)} has acknowledged it already, so nobody is paged any more. If you can help, say so in its thread.`;
    case 'same_severity':
      return md`It is ${severityName(refusal.severity)} already. Choose another severity to change it.`;
    case 'text_missing':
      return md`Please say it in a few words. Those who were not there need them, and so does the record.`;
    case 'action_done':
      return md`${mention(refusal.by)} has done this already. The message of the incident shows what is left.`;
    case 'issue_made':
      return md`The issue is made already: ${link(refusal.url, refusal.url)}.`;
    case 'not_resolved_yet':
      return md`The review is filled in when the incident is over. Press Resolve first, and say how it was resolved.`;
    case 'review_overdue':
      return md`The review of the emergency ${code(refusal.release)} was due ${instantText(refusal.dueAt)} and is missing, so nothing routine is requested in this lane. If its incident is still open, resolve it first. Then press Fill in the review on its message, and request this again.`;
    case 'no_emergency':
      return md`An emergency is for an open incident of P1 or P2, and there is none here. Declare it with ${code('/incident declare P1')} first, or request a release with ${code('/release request')}.`;
  }
}
