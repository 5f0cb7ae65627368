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
  adoptRun: 'dispatch.adopt',
  notStarted: 'dispatch.not-started',
  extendWatch: 'watch.extend',
  acceptWatch: 'watch.accept',
  adoptLive: 'lane.adopt',
  clearHold: 'lane.clear-hold',
  showChecklist: 'checklist.show',
  verifyItem: 'checklist.verify',
  exportChecklist: 'checklist.export',
} as const;
export type ActionId = (typeof actionIds)[keyof typeof actionIds];

/** A modal is called like the action that opened it, or like the command, whatever it shows at the moment. */
export const callbackIds = {
  request: 'release.request',
  reject: 'release.reject',
  rollBack: 'release.rollback',
  adoptRun: 'dispatch.adopt',
  checklist: 'checklist.show',
  verifyItem: 'checklist.verify',
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
