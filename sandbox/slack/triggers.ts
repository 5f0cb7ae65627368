import { SlackError } from './slack-error.ts';
import { type Workspace } from './workspace.ts';

/** Slack's: a trigger opens one view, within three seconds of what the person did. */
const triggerMs = 3000;
/** How long an old trigger is still told from one that never was. */
const rememberedMs = 60_000;

/** Who did something just now, and may therefore be shown a view. */
export type Triggers = {
  /** A new trigger id for what this person has just done. */
  issue(user: string): string;
  /** The person whose trigger this is. Throws `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`. */
  exchange(id: string): string;
};

type Issued = { readonly user: string; readonly until: number; readonly isUsed: boolean };

export function createTriggers(workspace: Workspace): Triggers {
  const issued = new Map<string, Issued>();

  return {
    issue(user) {
      const now = workspace.now();
      const id = `${now}.${workspace.nextId('')}`;
      for (const [old, { until }] of issued) {
        if (until < now - rememberedMs) issued.delete(old);
      }
      issued.set(id, { user, until: now + triggerMs, isUsed: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new SlackError('invalid_trigger_id');
      if (trigger.isUsed) throw new SlackError('exchanged_trigger_id');
      if (workspace.now() > trigger.until) throw new SlackError('expired_trigger_id');
      issued.set(id, { ...trigger, isUsed: true });
      return trigger.user;
    },
  };
}
