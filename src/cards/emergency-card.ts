import { type Debt } from '../domain/lane/debts.ts';
import { type Emergency } from '../domain/release/emergency.ts';
import { type Instant } from '../domain/time.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { names } from './name-list.ts';
import { clause, code, count, duration, instantText, lines, type Markup, md, mention } from './text.ts';

/**
 * What an emergency is for, what is not asked of it, and what it owes: on its card, above what was asked for. Whoever
 * approves it approves that as well, so nothing of it is left to be known.
 */
export function emergencyBlocks(view: ReleaseView): readonly Block[] {
  const { release, debt } = view;
  const { emergency } = release.request;
  if (emergency === null) return [];
  if (release.phase === 'ended') {
    return [section(lines(declaredText(emergency), debt === null ? null : debtText(debt, view.now)))];
  }
  return [
    section(
      lines(
        declaredText(emergency),
        skippedText(emergency),
        waivedText(view.waived),
        holdText(view),
        closerText(view),
        debt === null
          ? md`It leaves a review, due 48 h after the start, on the incident’s message once that is resolved.`
          : debtText(debt, view.now),
      ),
    ),
  ];
}

function declaredText({ incident, severity, by }: Emergency): Markup {
  return md`*Emergency* for the ${severity} ${code(incident)}, declared by ${mention(by)}.`;
}

function skippedText({ skipStaging }: Emergency): Markup | null {
  if (skipStaging === 'no') return null;
  return md`△ *Skips staging:* this commit need not have been verified there. A go approves that, too.`;
}

function waivedText(waived: readonly string[]): Markup | null {
  if (waived.length === 0) return null;
  return md`Not asked in an emergency, only shown and recorded: ${names(waived)}.`;
}

function holdText({ hold }: ReleaseView): Markup | null {
  if (hold === null || hold.kind === 'doubt') return null;
  return md`The lane’s hold (${clause(hold.reason, 200)}) does not keep an emergency back.`;
}

function closerText({ policy: { watch } }: ReleaseView): Markup | null {
  if (watch === null) return null;
  return md`The watch is closer: a look every ${duration(watch.everyMs)}, for ${watch.minutes} min. No window keeps it back.`;
}

/** For a confirm dialog, after "your go covers exactly what this card shows". Empty for what is no emergency. */
export function emergencyPhrase({ release }: ReleaseView): string {
  const { emergency } = release.request;
  if (emergency === null) return '';
  return emergency.skipStaging === 'yes' ? ', as an emergency that skips staging' : ', as an emergency';
}

/** A review that is owed, with who owes it and until when. */
export function debtText({ release, incident, owner, dueAt }: Debt, now: Instant): Markup {
  const isOverdue = now >= dueAt;
  const due = isOverdue ? md`*overdue* since ${instantText(dueAt)}` : md`due ${instantText(dueAt)}`;
  const meaning = isOverdue ? md` Until it is filled in, no routine request is taken here.` : md``;
  return md`Review of the emergency ${code(release)}: ${due}, owed by ${mention(owner)}, on the message of ${code(incident)} once that is resolved.${meaning}`;
}

const mostDebts = 3;

/** On the lane's line of the status. */
export function debtsText(debts: readonly Debt[], now: Instant): Markup | null {
  if (debts.length === 0) return null;
  const more = debts.length - mostDebts;
  return lines(
    ...debts.slice(0, mostDebts).map((debt) => md`△ ${debtText(debt, now)}`),
    more > 0 ? md`and ${count(more, 'more review', 'more reviews')}.` : null,
  );
}
