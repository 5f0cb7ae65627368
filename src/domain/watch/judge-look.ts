import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Baseline } from './baseline.ts';
import { type LevelRow, notExhausted } from './exhaustion.ts';
import { type Finding } from './finding.ts';
import { type Reading } from './readings.ts';
import { judgeCpu } from './trigger-cpu.ts';
import { type ErrorJudge, type ErrorRow, judgeErrors, noErrors } from './trigger-errors.ts';
import { type HealthRow, judgeHealth, noFailures } from './trigger-health.ts';
import { judgeLatency, type LatencyRow, notSlow } from './trigger-latency.ts';
import { judgeMemory, type MemoryRow, noPressure } from './trigger-memory.ts';

/** What each trigger remembers from look to look. Plain JSON. */
export type Rows = {
  readonly health: HealthRow;
  readonly errors: ErrorRow;
  readonly latency: LatencyRow;
  readonly memory: MemoryRow;
  readonly cpu: LevelRow;
};

export type Findings = Readonly<Record<Trigger, Finding>>;

export type Rules = {
  readonly triggers: WatchPolicy['triggers'];
  readonly everyMs: number;
  readonly baseline: Baseline;
  readonly errorJudge: ErrorJudge | null;
};

export function emptyRows(errorJudge: ErrorJudge | null): Rows {
  return {
    health: noFailures,
    errors: noErrors(errorJudge),
    latency: notSlow,
    memory: noPressure,
    cpu: notExhausted,
  };
}

/** All five triggers on one reading. `window`: the readings of the last five minutes, this one last. */
export function judgeReading(
  rules: Rules,
  rows: Rows,
  window: readonly Reading[],
  reading: Reading,
): { readonly rows: Rows; readonly findings: Findings } {
  const { triggers, baseline, everyMs, errorJudge } = rules;
  const health = judgeHealth(rows.health, reading.health, triggers.healthFailures);
  const errors = judgeErrors(errorJudge, rows.errors, window, reading, baseline.errors);
  const latency = judgeLatency(rows.latency, window, reading, baseline, triggers.latencyFactor);
  const memory = judgeMemory(rows.memory, reading, {
    baseline: baseline.memory,
    usualRestarts: baseline.restarts,
    memoryPercent: triggers.memoryPercent,
    everyMs,
  });
  const cpu = judgeCpu(rows.cpu, reading.cpuPercent, {
    baseline: baseline.cpu,
    cpuPercent: triggers.cpuPercent,
    everyMs,
  });
  return {
    rows: { health: health.row, errors: errors.row, latency: latency.row, memory: memory.row, cpu: cpu.row },
    findings: {
      health: health.finding,
      errors: errors.finding,
      latency: latency.finding,
      memory: memory.finding,
      cpu: cpu.finding,
    },
  };
}
