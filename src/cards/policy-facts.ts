import { nextBeginning } from '../domain/lane/windows.ts';
import { type Exclusion } from '../domain/policy/lane.ts';
import { type LanePolicy, type WatchPolicy, type WindowPolicy } from '../domain/policy/lane-policy.ts';
import { type Instant, minute } from '../domain/time.ts';
import { requiredSignals } from '../domain/watch/signals.ts';
import { evidenceNames } from './evidence-sentences.ts';
import { count, duration, instantText, joined, type Markup, md, prose } from './text.ts';

/** What the lane's rules mean for this release, said on every card so that nobody has to know the config. */

export function executionText(execution: 'on-go' | 'separate'): Markup {
  return execution === 'on-go'
    ? md`The go that completes this deploys at once.`
    : md`Nothing starts with the last go: a deployer presses Deploy after it.`;
}

/** What will count as success, and that nothing else does. What speaks against the approval always counts against it. */
export function decidesText(policy: LanePolicy): Markup {
  const { watch } = policy;
  const required = policy.postDeploy.required.map((kind) => md`${evidenceNames[kind]}`);
  const signs = [md`the run’s conclusion`, ...required];
  if (watch !== null && watch.version !== null) signs.push(md`the version endpoint`);
  if (watch !== null && watch.health !== null) signs.push(healthText(watch));
  if (watch !== null && requiredSignals(watch).length > 0) signs.push(telemetryText(watch));
  const list =
    signs.length === 1 ? joined(signs, '') : md`${joined(signs.slice(0, -1), ', ')} and ${signs.at(-1) ?? ''}`;
  const blind = watch === null ? md` Production is not watched afterwards.` : md``;
  if (required.length > 0) return md`What decides whether it succeeded: ${list}. Nothing else is asked for.${blind}`;
  return md`What decides whether it succeeded: ${list}. That is all there is: this lane requires no evidence of what was deployed, and what a run leaves behind counts only where it contradicts the approval.${blind}`;
}

function healthText(watch: WatchPolicy): Markup {
  const looks = Math.max(1, Math.floor((watch.minutes * minute) / watch.everyMs));
  const failures = watch.triggers.healthFailures + 1;
  const breach = watch.advisory.includes('health')
    ? 'failures are only recorded'
    : `${count(failures, 'failure')} in a row ${failures === 1 ? 'is' : 'are'} a breach`;
  return md`${count(looks, 'health look')} (every ${duration(watch.everyMs)} for ${watch.minutes} min; ${breach})`;
}

/** Those that act. What is on trial decides nothing. */
function telemetryText(watch: WatchPolicy): Markup {
  const acting = requiredSignals(watch);
  const list = acting.length === 1 ? acting.join('') : `${acting.slice(0, -1).join(', ')} and ${acting.at(-1) ?? ''}`;
  return md`telemetry of ${list} (minute by minute; four in five have to be known)`;
}

/** Null when everything that the lane asks for is evaluated. */
export function notEvaluatedText(policy: LanePolicy): Markup | null {
  if (policy.notEvaluated.length === 0) return null;
  const list = joined(
    policy.notEvaluated.slice(0, 12).map((name) => prose(name, 100)),
    ', ',
  );
  const more = policy.notEvaluated.length > 12 ? ` and ${policy.notEvaluated.length - 12} more` : '';
  return md`Not evaluated yet: ${list}${more}. None of this counts as passed.`;
}

const everyExclusion: Readonly<Record<Exclusion, string>> = {
  requester: 'the requester',
  'agent-owner': 'the owner of the requesting agent',
  author: 'authors',
  'co-author': 'co-authors',
  'last-pusher': 'the last pusher',
};

/** Null when nobody is let in who would be kept out by default. */
export function droppedExclusionsText(policy: LanePolicy): Markup | null {
  const kept = policy.approval.exclude;
  const dropped = Object.entries(everyExclusion).filter(([exclusion]) => !kept.some((name) => name === exclusion));
  if (dropped.length === 0) return null;
  return md`Fewer eyes than usual: in this lane a go also counts from ${dropped.map(([, words]) => words).join(', ')}.`;
}

/** When the lane next closes or opens; null when it always may deploy. */
export function blackoutText(policy: LanePolicy, now: Instant): Markup | null {
  const { deny, allow } = policy.windows;
  const parts = [
    ...deny.slice(0, 4).map((window) => windowText('closed from', window, now)),
    ...allow.slice(0, 4).map((window) => windowText('open from', window, now)),
  ];
  return parts.length === 0 ? null : joined(parts, '; ');
}

function windowText(opening: string, window: WindowPolicy, now: Instant): Markup {
  const begins = nextBeginning(window, now);
  const when = begins === null ? md`a time that does not come again` : instantText(begins);
  return md`${opening} ${when} for ${duration(window.forMs)} (${window.reason})`;
}
