/** The stable names under which Slack sends back what people pressed and typed. Others drive Gonogo by them. */

export const actionIds = {
  approve: 'release.approve',
  reject: 'release.reject',
  withdraw: 'release.withdraw',
  deploy: 'release.deploy',
  stop: 'release.stop',
  retry: 'release.retry',
  rollBack: 'release.rollback',
  requestAgain: 'release.request-again',
  bundle: 'release.bundle',
  showRelease: 'release.show',
  historyCsv: 'history.csv',
  historyMarkdown: 'history.markdown',
  adoptRun: 'dispatch.adopt',
  notStarted: 'dispatch.not-started',
  extendWatch: 'watch.extend',
  acceptWatch: 'watch.accept',
  chart: 'watch.chart',
  adoptLive: 'lane.adopt',
  clearHold: 'lane.clear-hold',
  showChecklist: 'checklist.show',
  verifyItem: 'checklist.verify',
  exportChecklist: 'checklist.export',
  acknowledge: 'incident.acknowledge',
  resolve: 'incident.resolve',
  changeSeverity: 'incident.change-severity',
  giveRole: 'incident.role',
  note: 'incident.note',
  update: 'incident.update',
  takeAction: 'incident.take-action',
  finishAction: 'incident.finish-action',
  makeIssue: 'incident.issue',
  review: 'incident.review',
  exportReview: 'incident.export',
} as const;
export type ActionId = (typeof actionIds)[keyof typeof actionIds];

/** A modal is called like the action that opened it, or like the command, whatever it shows at the moment. */
export const callbackIds = {
  request: 'release.request',
  emergency: 'release.emergency',
  reject: 'release.reject',
  rollBack: 'release.rollback',
  adoptRun: 'dispatch.adopt',
  checklist: 'checklist.show',
  verifyItem: 'checklist.verify',
  declare: 'incident.declare',
  resolve: 'incident.resolve',
  changeSeverity: 'incident.change-severity',
  giveRole: 'incident.role',
  note: 'incident.note',
  update: 'incident.update',
  takeAction: 'incident.take-action',
  finishAction: 'incident.finish-action',
  review: 'incident.review',
  /** In place of a form that this version does not know; it cannot be sent. */
  unknown: 'form.unknown',
} as const;
export type CallbackId = (typeof callbackIds)[keyof typeof callbackIds];

/** Where a field's value stands: `view.state.values[block][action]`. */
export type FieldPlace = { readonly block: string; readonly action: string };

export const requestFields = {
  summary: { block: 'summary', action: 'summary' },
  urgency: { block: 'urgency', action: 'urgency' },
  risk: { block: 'risk', action: 'risk' },
  impact: { block: 'impact', action: 'impact' },
  mitigation: { block: 'mitigation', action: 'mitigation' },
  preferred: { block: 'preferred', action: 'preferred' },
  alternative: { block: 'alternative', action: 'alternative' },
  /** There only where an automatic rollback can be authorised. */
  mandate: { block: 'mandate', action: 'mandate' },
} as const satisfies Record<string, FieldPlace>;

/** Beside those of a request. `incident` is there where one is open that it can be for; else `severity` and `title` are. */
export const emergencyFields = {
  incident: { block: 'incident', action: 'incident' },
  severity: { block: 'severity', action: 'severity' },
  title: { block: 'title', action: 'title' },
  skipStaging: { block: 'skip-staging', action: 'skip-staging' },
} as const satisfies Record<string, FieldPlace>;
/** The value of the one checkbox of `skip-staging`. */
export const skipStagingValue = 'yes';

/** What the ticked box says. */
export const mandateValue = 'yes';

export const rejectFields = {
  reason: { block: 'reason', action: 'reason' },
} as const satisfies Record<string, FieldPlace>;

/** `warned` is there only when there is something to be warned about, `target` only while there is a choice. */
export const rollBackFields = {
  reason: { block: 'reason', action: 'reason' },
  warned: { block: 'warned', action: 'warned' },
  target: { block: 'target', action: 'target' },
} as const satisfies Record<string, FieldPlace>;
/** The value of the one checkbox of `warned`. */
export const warnedValue = 'read';

export const adoptRunFields = {
  run: { block: 'run', action: 'run' },
} as const satisfies Record<string, FieldPlace>;

export const verifyItemFields = {
  note: { block: 'note', action: 'note' },
} as const satisfies Record<string, FieldPlace>;

export const declareFields = {
  severity: { block: 'severity', action: 'severity' },
  title: { block: 'title', action: 'title' },
  /** `_` for none or many. */
  service: { block: 'service', action: 'service' },
} as const satisfies Record<string, FieldPlace>;

export const resolveFields = { how: { block: 'how', action: 'how' } } as const satisfies Record<string, FieldPlace>;

export const severityFields = {
  severity: { block: 'severity', action: 'severity' },
  reason: { block: 'reason', action: 'reason' },
} as const satisfies Record<string, FieldPlace>;

export const roleFields = {
  role: { block: 'role', action: 'role' },
  to: { block: 'to', action: 'to' },
} as const satisfies Record<string, FieldPlace>;

/** Of a note, and of a status update. */
export const textFields = { text: { block: 'text', action: 'text' } } as const satisfies Record<string, FieldPlace>;

export const takeActionFields = {
  owner: { block: 'owner', action: 'owner' },
} as const satisfies Record<string, FieldPlace>;

export const finishActionFields = {
  note: { block: 'note', action: 'note' },
} as const satisfies Record<string, FieldPlace>;

export const reviewFields = {
  impact: { block: 'impact', action: 'impact' },
  causes: { block: 'causes', action: 'causes' },
  followUps: { block: 'follow-ups', action: 'follow-ups' },
} as const satisfies Record<string, FieldPlace>;
