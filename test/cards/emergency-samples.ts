import { type EmergencyDraft } from '../../src/cards/emergency-modal.ts';
import { type Note } from '../../src/domain/effects.ts';
import { type IncidentId } from '../../src/domain/ids.ts';
import { type Debt } from '../../src/domain/lane/debts.ts';
import { type Emergency } from '../../src/domain/release/emergency.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { at, candidate, cara, checkout, now, policy, production, releaseId, request } from './fixtures.ts';

export const outage = 'inc-checkout.outage00' as IncidentId;

export const emergency: Emergency = { incident: outage, severity: 'P1', skipStaging: 'yes', by: cara };
export const urgent: ReleaseRequest = { ...request, urgency: 'Emergency', emergency };

export const owed: Debt = { release: releaseId, incident: outage, owner: cara, dueAt: at('11:00'), reminders: 0 };

export const reviewDue: Extract<Note, { kind: 'review-due' }> = {
  kind: 'review-due',
  incident: outage,
  owner: cara,
  dueAt: at('11:00'),
  overdue: 'yes',
};

export const emergencyDraft: EmergencyDraft = {
  kind: 'deploy',
  service: checkout,
  environment: production,
  ref: 'hotfix/totals',
  candidate,
  policy,
  gates: [],
  checklist: [],
  summary: 'Round the total before tax',
  now,
  incidents: [],
  fresh: 'inc-checkout.newnew0001' as IncidentId,
  waived: ['checks', 'review'],
};
