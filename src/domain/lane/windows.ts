import { Cron } from 'croner';
import { type LanePolicy, type WindowPolicy } from '../policy/lane-policy.ts';
import { after, earliest, epochMs, type Instant, instantAt } from '../time.ts';

export type WindowState =
  | { readonly kind: 'open' }
  /** `opensAt` is null when no opening can be found within the next year. */
  | { readonly kind: 'shut'; readonly reason: string; readonly opensAt: Instant | null };

/** A deny window that begins while another one still lasts makes the closed time longer; this many may follow each other. */
const longestChain = 50;

/** Fails closed: nothing starts inside a deny window, nor outside the allowed ones where there are any. */
export function windowAt(policy: LanePolicy, now: Instant): WindowState {
  const shutBy = policy.windows.deny.find((window) => endOf(window, now) !== null);
  if (shutBy !== undefined) {
    return { kind: 'shut', reason: shutBy.reason, opensAt: nextOpening(policy, now) };
  }
  const { allow } = policy.windows;
  if (allow.length > 0 && !allow.some((window) => endOf(window, now) !== null)) {
    return { kind: 'shut', reason: 'outside the allowed windows', opensAt: nextOpening(policy, now) };
  }
  return { kind: 'open' };
}

/** When the occurrence that covers this instant ends; null when none does. */
function endOf(window: WindowPolicy, now: Instant): Instant | null {
  const begun = nextBeginning(window, after(now, -window.forMs));
  if (begun === null || begun > now) return null;
  return after(begun, window.forMs);
}

/** When the window next begins after `from`; null when it never does again. */
export function nextBeginning(window: WindowPolicy, from: Instant): Instant | null {
  const cron = new Cron(window.cron, { mode: '5-part', paused: true, timezone: window.timezone });
  const next = cron.nextRun(from);
  return next === null ? null : instantAt(next.getTime());
}

function nextOpening(policy: LanePolicy, now: Instant): Instant | null {
  const { deny, allow } = policy.windows;
  let at = now;
  for (let steps = 0; steps < longestChain; steps += 1) {
    const denied = deny.map((window) => endOf(window, at)).filter((end) => end !== null);
    if (denied.length > 0) {
      at = denied.reduce((latest, end) => (end > latest ? end : latest));
      continue;
    }
    if (allow.length === 0 || allow.some((window) => endOf(window, at) !== null))
      return epochMs(at) === epochMs(now) ? now : at;
    const opens = earliest(allow.map((window) => nextBeginning(window, at)));
    if (opens === null) return null;
    at = opens;
  }
  return null;
}
