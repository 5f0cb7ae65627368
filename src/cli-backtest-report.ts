import { type Backtested } from './cli-backtest-judge.ts';
import { type Trigger } from './domain/policy/watch.ts';
import { type Baseline } from './domain/watch/baseline.ts';
import { type Finding } from './domain/watch/finding.ts';
import { type Breach, type Look } from './domain/watch/judge.ts';
import { type Doubt } from './domain/watch/verdict.ts';

/** One line of JSON for each deployment. */
export function asJson({ deployedAt, baseline, judgement, judged, detectablePoints }: Backtested): string {
  const { verdict, startedAt, looks, recorded } = judgement;
  const breach = verdict.kind === 'breached' ? verdict.breach : null;
  const result = {
    deployedAt,
    verdict: verdict.kind,
    trigger: breach?.trigger ?? null,
    at: breach?.at ?? null,
    also: breach?.also ?? [],
    reasons: verdict.kind === 'unverified' ? verdict.doubts : [],
    recorded,
    startedAt,
    detectablePoints,
    baseline,
    looks: looks.map((look) => lookAsJson(look, judged)),
  };
  return `${JSON.stringify(result)}\n`;
}

function lookAsJson({ at, missed, blind, findings }: Look, judged: readonly Trigger[]): object {
  return { at, missed, blind, triggers: Object.fromEntries(judged.map((trigger) => [trigger, findings[trigger]])) };
}

/** For people: the verdict, what it was compared with, and each look in a row of its own. */
export function asTable(result: Backtested): string {
  const { deployedAt, minutes, baseline, judgement, judged, detectablePoints } = result;
  const lines = [
    `Deployed at ${deployedAt}, watched for ${minutes} minutes: ${sentence(result)}`,
    ...judgement.recorded.map((breach) => `Recorded and not acted on: ${breachSentence(breach)}`),
    '',
    `  Before it: ${baselineSentence(baseline)}`,
    `  ${sightSentence(baseline, detectablePoints)}`,
    '',
    ...rows([['look', ...judged], ...judgement.looks.map((look) => lookRow(look, judged))]),
    '',
    '  A number in brackets counts the looks in a row that spoke for a breach; ! marks the breach, ? what is unknown.',
  ];
  return `${lines.join('\n')}\n\n`;
}

function sentence({ judgement: { verdict } }: Backtested): string {
  switch (verdict.kind) {
    case 'healthy':
      return 'healthy.';
    case 'breached':
      return `breached. ${breachSentence(verdict.breach)}`;
    case 'unverified':
      return `unverified. ${verdict.doubts.map(doubtSentence).join(' ')}`;
  }
}

function breachSentence({ trigger, at, finding, also }: Breach): string {
  const others = also.length === 0 ? '' : ` So did ${also.join(' and ')}.`;
  if (finding.state === 'unknown') return `${trigger} breached at ${at}.${others}`;
  const usual = finding.baseline === null ? '' : `, usually ${shown(finding.baseline)}`;
  const what = `${finding.measure}: ${shown(finding.value)}, the limit is ${shown(finding.threshold)}${usual}`;
  return `${trigger} breached at ${at} (${what}).${others}`;
}

function doubtSentence(doubt: Doubt): string {
  switch (doubt.code) {
    case 'never-seen-live':
      return 'The new version was never seen: no reading after the deployment names another SHA than before.';
    case 'nothing-seen':
      return 'There is not one reading of the watch.';
    case 'too-few-known':
      return `Only ${doubt.known} of ${doubt.looks} looks know ${doubt.trigger}; four in five are needed.`;
    case 'no-baseline':
      return `There are too few readings before it to judge ${doubt.trigger} by.`;
    case 'ends-failing':
      return `It ended while ${doubt.trigger} spoke for a breach.`;
  }
}

function baselineSentence({ errors, p95, p50, cpu, memory, requestsPerMinute }: Baseline): string {
  const parts = [
    requestsPerMinute === null ? null : `${shown(requestsPerMinute)} requests a minute`,
    errors === null ? null : `${shown(100 * errors.rate)} % errors (${errors.from})`,
    p95 === null ? null : `p95 ${shown(p95.ms)} ms (${p95.from})`,
    p50 === null ? null : `p50 ${shown(p50.ms)} ms (${p50.from})`,
    cpu === null ? null : `CPU ${shown(cpu.percent)} % (${cpu.from})`,
    memory === null ? null : `memory ${shown(memory.percent)} % (${memory.from})`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'nothing is known.' : `${parts.join(', ')}.`;
}

function sightSentence({ errors, requestsPerMinute }: Baseline, points: number | null): string {
  if (errors === null || requestsPerMinute === null) return 'Without a baseline no rise of errors can be judged.';
  if (points === null) return 'At this traffic not even an outage would show in the error rate.';
  return `At this traffic the watch detects about +${Math.max(1, Math.round(points))} points of errors.`;
}

function lookRow({ at, missed, blind, findings }: Look, judged: readonly Trigger[]): readonly string[] {
  const cells = judged.map((trigger) => cell(findings[trigger]) + (blind.includes(trigger) ? ' blind' : ''));
  return [at.slice(11, 19) + (missed ? ' missed' : ''), ...cells];
}

function cell(finding: Finding): string {
  if (finding.state === 'unknown') return finding.because === 'no-data' ? '?' : `? ${finding.because}`;
  const { value, measure, row, state } = finding;
  const number =
    measure === 'failures in a row' ? (value === 0 ? 'ok' : `${value} failed`) : `${shown(value)} ${unit(measure)}`;
  const mark = state === 'breached' ? ' !' : row > 0 && measure !== 'failures in a row' ? ` (${row})` : '';
  return number + mark;
}

function unit(measure: string): string {
  return measure.replace('error percent', '%').replace('cpu percent', '%').replace('memory percent', '%');
}

function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function rows(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
