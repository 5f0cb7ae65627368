import { type Watch } from '../domain/watch/watch.ts';
import { clause, count, instantText, lines, type Markup, md } from './text.ts';

/** What a watch saw from its beginning to its end, in numbers. A look that could not be read counts for nothing. */
export function watchResult(watch: Watch | null): Markup {
  if (watch === null) return md`*Watch:* there was none.`;
  if (watch.stage === 'awaiting-version') {
    const seen = watch.lastSeen === null ? md`` : md` Seen last: ${clause(watch.lastSeen)}.`;
    return md`*Watch:* the new version was expected from ${instantText(watch.since)} to ${instantText(watch.until)}.${seen}`;
  }
  const { trail, blind, problems, minutes } = watch;
  const [healthy, failed, unread] = ['o', 'f', 'u'].map((letter) => trail.split(letter).length - 1);
  const looks =
    trail === ''
      ? md`${count(watch.next - 1, 'look')} of ${watch.total} since ${instantText(watch.startedAt)}.`
      : md`${count(trail.length, 'look')} of ${watch.total} since ${instantText(watch.startedAt)}: ${healthy ?? 0} healthy, ${failed ?? 0} failed, ${unread ?? 0} could not be read.`;
  return lines(
    md`*Watch:* live since ${instantText(watch.liveSince)}. ${looks}`,
    minutes.length === 0 ? null : md`Telemetry was read for ${count(minutes.length, 'minute')}.`,
    blind.length === 0 ? null : md`Nothing was known of ${blind.join(', ')}.`,
    problems.length === 0
      ? null
      : md`Telemetry could not be read in full: ${clause(problems.slice(0, 2).join('; '), 300)}.`,
  );
}
