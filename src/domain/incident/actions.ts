import { type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';

/** The five things that are to be done after a rollback, in their order. */
export const actionIds = ['document', 'root-cause', 'fix-task', 'checklist', 'process'] as const;
export type ActionName = (typeof actionIds)[number];

export type Action = {
  readonly id: ActionName;
  /** Null until somebody has it. */
  readonly owner: SlackUserId | null;
  readonly dueAt: Instant;
  readonly done: { readonly by: SlackUserId; readonly at: Instant; readonly note: string } | null;
  readonly reminders: number;
};
