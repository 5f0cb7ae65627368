import { type Alert } from '../effects.ts';
import { type ReleaseId, type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type ActionName } from './actions.ts';
import { type IncidentRole, type IssuePurpose, type Severity } from './incident.ts';
import { type LadderStep, type ToldWhen } from './ladder.ts';
import { type Report } from './report.ts';

/** One line of what happened, in its order. At most 300 are kept; the ledger has them all. */
export type TimelineEntry = { readonly at: Instant; readonly what: Happened };

export type Happened =
  | {
      readonly kind: 'opened';
      readonly severity: Severity;
      /** Who declared it; null where nobody did. */
      readonly by: SlackUserId | null;
      /** Whose rollback opened it; absent where none did. */
      readonly rollbackBy?: SlackUserId;
    }
  | { readonly kind: 'opened-again'; readonly severity: Severity }
  | { readonly kind: 'alarm'; readonly release: ReleaseId | null; readonly alert: Alert }
  | { readonly kind: 'report'; readonly release: ReleaseId; readonly report: Report }
  | { readonly kind: 'step'; readonly step: LadderStep; readonly told: ToldWhen }
  | { readonly kind: 'acknowledged'; readonly by: SlackUserId }
  | {
      readonly kind: 'outgrown';
      readonly from: Severity;
      readonly to: Severity;
      /** Who had acknowledged it as `from`. */
      readonly by: SlackUserId | null;
      readonly reason: string;
    }
  | {
      readonly kind: 'severity';
      readonly from: Severity;
      readonly to: Severity;
      readonly by: SlackUserId | null;
      readonly reason: string;
    }
  | { readonly kind: 'role'; readonly role: IncidentRole; readonly by: SlackUserId; readonly to: SlackUserId }
  | {
      readonly kind: 'note';
      readonly by: SlackUserId;
      readonly text: string;
      /** Who wrote it, where that is somebody else than who added it. */
      readonly writtenBy: SlackUserId | null;
    }
  | { readonly kind: 'update'; readonly by: SlackUserId; readonly text: string }
  | { readonly kind: 'asked-again' }
  | { readonly kind: 'action-done'; readonly action: ActionName; readonly by: SlackUserId }
  | { readonly kind: 'issue'; readonly purpose: IssuePurpose; readonly url: string }
  | { readonly kind: 'issue-failed'; readonly purpose: IssuePurpose; readonly reason: string }
  | { readonly kind: 'resolved'; readonly by: SlackUserId; readonly how: string }
  | { readonly kind: 'reviewed'; readonly by: SlackUserId };
