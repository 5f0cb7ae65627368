import { type Reading } from '../domain/watch/readings.ts';
import { type LookReading, type Watch } from '../domain/watch/watch.ts';
import { clause, count, joined, type Markup, md } from './text.ts';

/** What a watch has seen, in one line; null before it has seen anything. */
export function readingsLine(watch: Watch): Markup | null {
  if (watch.stage === 'awaiting-version') {
    const seen = watch.lastSeen === null ? md`` : md`; seen last: ${clause(watch.lastSeen, 80)}`;
    const failed = watch.failures === null ? md`` : md`; ${count(watch.failures.row, 'health check')} in a row failed`;
    return md`the new version has not been seen live${seen}${failed}.`;
  }
  const newest = watch.minutes.at(-1);
  const parts = [looksText(watch), ...(newest === undefined ? [] : telemetryText(newest))].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : md`${joined(parts, '; ')}.`;
}

function looksText({ trail, last }: Extract<Watch, { stage: 'looking' }>): Markup | null {
  if (trail === '') return null;
  const failed = trail.length - trail.replaceAll('f', '').length;
  const unknown = trail.length - trail.replaceAll('u', '').length;
  const healthy = trail.length - failed - unknown;
  const parts = [
    `${healthy} healthy`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unknown === 0 ? [] : [`${unknown} not known`]),
  ];
  return md`${count(trail.length, 'look')}: ${parts.join(', ')}${reasonText(last)}`;
}

function reasonText(last: LookReading | null): Markup {
  if (last?.kind !== 'failed' && last?.kind !== 'unknown') return md``;
  return md` (the last one: ${clause(last.reason, 120)})`;
}

/** The newest minute that telemetry brought. What it does not know is left out, never shown as 0. */
function telemetryText(reading: Reading): readonly Markup[] {
  const { requests, errors, p95Ms, cpuPercent, memoryPercent, restarts } = reading;
  return [
    requests === null || errors === null
      ? null
      : md`${errors} of ${count(requests, 'request')} failed in the newest minute`,
    p95Ms === null ? null : md`95th percentile ${Math.round(p95Ms)} ms`,
    cpuPercent === null ? null : md`CPU ${Math.round(cpuPercent)} %`,
    memoryPercent === null ? null : md`memory ${Math.round(memoryPercent)} %`,
    restarts === null || restarts === 0 ? null : md`${count(restarts, 'restart')}`,
  ].filter((part) => part !== null);
}
