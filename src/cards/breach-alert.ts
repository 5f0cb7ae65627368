import { type AfterBreach, type Alert } from '../domain/effects.ts';
import { shortSha } from '../domain/ids.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { type ReleaseView } from '../domain/views.ts';
import { findingText } from './finding-text.ts';
import { bringBackText } from './rollback-offer.ts';
import { clause, code, count, instantText, joined, type Markup, md, people } from './text.ts';

type Breached = Extract<Alert, { kind: 'breached' }>;
type Late = Extract<AfterBreach, { kind: 'late' }>;
type Words = { readonly title: string; readonly happened: Markup; readonly means: Markup; readonly todo: Markup };

const titles: Readonly<Record<Trigger, string>> = {
  health: 'Health is failing after a deployment',
  errors: 'Errors rose after a deployment',
  latency: 'Answers are slow after a deployment',
  memory: 'Memory runs out after a deployment',
  cpu: 'The processors are exhausted after a deployment',
};

export function breachWords(alert: Breached, view: ReleaseView | null, kind: ReleaseKind | null): Words {
  if (alert.next.kind === 'late') return lateWords(alert, alert.next, view, kind);
  return {
    title: `${didNotHelp(kind)}${titles[alert.trigger]}`,
    happened: md`${findingText(alert.finding)} with ${code(shortSha(alert.sha))} live.${lastText(alert)}`,
    means: md`Users are probably affected. The release is recorded as failed. ${nextText(alert.next)}`,
    todo: todoText(alert.next, view),
  };
}

function didNotHelp(kind: ReleaseKind | null): string {
  return kind === 'rollback' ? 'A rollback did not help. ' : '';
}

/** Found after the verdict: what it had been called stands beside what is known now. */
function lateWords(
  { trigger, finding, sha }: Breached,
  next: Late,
  view: ReleaseView | null,
  kind: ReleaseKind | null,
): Words {
  const { called, calledAt, minute, mandate } = next;
  const wasCalled = {
    healthy: md`It had been called healthy ${instantText(calledAt)}`,
    accepted: md`It had been accepted ${instantText(calledAt)}`,
    unverified: md`It could not be verified ${instantText(calledAt)}`,
  }[called];
  const onRecord = {
    healthy: md`It stays on record as succeeded, with this beside it, and no more as a version that was seen to work.`,
    accepted: md`It stays on record as accepted, with this beside it.`,
    unverified: md`The release is recorded as failed.`,
  }[called];
  const byItself =
    mandate === 'ended'
      ? md`Nothing is rolled back by itself: what the go had authorised ended with the watch.`
      : md`Nothing is rolled back by itself.`;
  return {
    title: `${didNotHelp(kind)}${lateTitles[called]}${titles[trigger]}`,
    happened: md`${findingText(finding, 'then')} with ${code(shortSha(sha))} live, as of ${instantText(minute)}. ${wasCalled}; the telemetry that shows this came after that.`,
    means: md`Users are probably affected, if it has not passed since. ${onRecord} ${byItself}`,
    todo: todoText(next, view),
  };
}

const lateTitles: Readonly<Record<Late['called'], string>> = {
  healthy: 'Called healthy, and it is not. ',
  accepted: 'Accepted, and not healthy. ',
  unverified: '',
};

function lastText({ reason }: Breached): Markup {
  return reason === '' ? md`` : md` The last one: ${clause(reason)}.`;
}

function nextText(next: Exclude<AfterBreach, Late>): Markup {
  if (next.kind === 'rollback') {
    const granted = people(next.grantedBy);
    const by = granted === null ? md`` : md` by ${granted}`;
    return md`It is being rolled back to ${code(shortSha(next.to))} now, as the go${by} had authorised, as release ${code(next.release)}.`;
  }
  const { because } = next;
  if (because === 'is-rollback') return md`A rollback is never rolled back by itself.`;
  if (because === 'under-way') return md`A rollback is under way already.`;
  return md`Nothing is rolled back by itself: ${whyNothing[because]}`;
}

type Because = Extract<AfterBreach, { kind: 'person' }>['because'];

const whyNothing: Readonly<Record<Exclude<Because, 'is-rollback' | 'under-way'>, string>> = {
  'no-mandate': 'the go did not authorise it.',
  'not-asked': 'the request did not ask for that, so the go did not authorise it.',
  never: 'this lane never does, so the go did not authorise it.',
  'no-target': 'there was no version before it whose images are known by digest, so the go did not authorise it.',
  'not-watched': 'no trigger of this lane could have fired it, so the go did not authorise it.',
  'not-named': 'the go authorised it for other triggers than this one.',
  'too-late': 'the time for which that was authorised is over.',
  migration: 'it brought a migration that is not proven to be reversible. The lane is held.',
  'reversible-migration': 'it brought a migration, and what becomes of the schema is for a person to confirm.',
  'config-differs': 'the version before it was built for another configuration, which is for a person to confirm.',
};

function todoText(next: AfterBreach, view: ReleaseView | null): Markup {
  if (next.kind === 'rollback')
    return md`Follow the rollback's own card. The lane is held afterwards, until a person has looked and clears the hold.`;
  if (view?.release.kind === 'rollback' || (next.kind === 'person' && next.because === 'is-rollback'))
    return md`Look at the service now. Go back further with ${code('/rollback')}, or deploy a fix with ${code('/release request')}; the lane is held until a deployer clears it.`;
  return md`Look at the service now. ${bringBackText(view)}`;
}

/** It is not known that the new version did it, so it is not said. */
export function downWords(
  { failures, sha, reason }: Extract<Alert, { kind: 'down' }>,
  view: ReleaseView | null,
  kind: ReleaseKind | null,
): Words {
  const isRollback = kind === 'rollback';
  return {
    title: `Production fails its health check after a ${isRollback ? 'rollback' : 'deployment'}`,
    happened: md`The run ended with success. Since then ${count(failures, 'health check')} in a row failed, and ${code(shortSha(sha))} has not been seen live. The last one: ${clause(reason)}.`,
    means: md`Users are probably affected: the new version may have brought production down, or does not start. The release goes on, and nothing is rolled back by itself before that version is seen live.`,
    todo: isRollback
      ? md`Look at the service now. Go back further with ${code('/rollback')}, or deploy a fix with ${code('/release request')}; the lane is held until a deployer clears it.`
      : md`Look at the service now. ${bringBackText(view)}`,
  };
}

/** Silence is no health: people are told that nobody watches. */
export function blindWords({ triggers, problems }: Extract<Alert, { kind: 'blind' }>): Words {
  const why =
    problems.length === 0
      ? md``
      : md` ${joined(
          problems.map((problem) => clause(problem, 200)),
          '; ',
        )}.`;
  return {
    title: 'A watch is blind',
    happened: md`Nothing has been known of ${joined(
      triggers.map((trigger) => md`${trigger === 'version' ? 'what is live' : trigger}`),
      ', ',
    )} for a while.${why}`,
    means: md`Whatever happens there is not seen. The watch goes on with what it has; without enough data it will not call the release healthy.`,
    todo: md`Look at the service and its dashboards yourself, and mend the source of the data.`,
  };
}
