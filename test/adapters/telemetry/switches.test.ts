import { expect, onTestFinished, test } from 'vitest';
import { createProduction, type Production, type Signals } from '../../../sandbox/azure/production.ts';
import { startAzure } from '../../../sandbox/azure/server.ts';
import { queriesFor, startPrometheus } from '../../../sandbox/prometheus/server.ts';
import { type WatchPolicy } from '../../../src/domain/policy/lane-policy.ts';
import { minute } from '../../../src/domain/time.ts';
import { type Reading } from '../../../src/domain/watch/readings.ts';
import { containerApp, logs, noonMs, readingsBeforeNoon, telemetryFor, watchOf } from './support.ts';

/** The ten minutes before noon, in whose middle a switch of the demo was thrown, as a lane with this watch reads them. */
async function readAround(source: 'azure' | 'prometheus', signals: Partial<Signals>): Promise<readonly Reading[]> {
  const clock = { ms: noonMs() - 5 * minute };
  function now(): number {
    return clock.ms;
  }
  const production = createProduction({ services: { checkout: {} }, now });
  production.set('checkout', signals);
  clock.ms = noonMs();
  const services = { checkout: { resourceId: containerApp('checkout'), ...logs } };
  const azure = await startAzure({ production, services, now, metricsLagMs: 0, logsLagMs: 0 });
  onTestFinished(async () => azure.stop());
  const watch = source === 'azure' ? azureLane() : await prometheusLane(production, now);
  const read = await readingsBeforeNoon(telemetryFor(azure), watch, { from: 10, to: 0 });
  return read.readings;
}

function azureLane(): WatchPolicy {
  return watchOf({ azure: { region: 'westeurope', resourceId: containerApp('checkout'), logs } });
}

async function prometheusLane(production: Production, now: () => number): Promise<WatchPolicy> {
  const prometheus = await startPrometheus({ production, now });
  onTestFinished(async () => prometheus.stop());
  return watchOf({ allowHosts: ['127.0.0.1'], prometheus: { url: prometheus.url, queries: queriesFor('checkout') } });
}

/** The mean of what is known; null when nothing is. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const switches = [
  ['errors', { errorPercent: 50 }],
  ['p95Ms', { p95Ms: 900 }],
  ['cpuPercent', { cpuPercent: 96 }],
  ['memoryPercent', { memoryPercent: 97 }],
  ['restarts', { restartsPerMinute: 1 }],
] as const;

test.each((['azure', 'prometheus'] as const).flatMap((source) => switches.map((one) => [source, ...one] as const)))(
  'what breaks in the demo is read from %s from its minute on, and not before: %s',
  async (source, field, signals) => {
    const readings = await readAround(source, signals);

    const before = mean(readings.slice(0, 5).map((reading) => reading[field]));
    const after = mean(readings.slice(5).map((reading) => reading[field]));
    expect(before).not.toBeNull();
    expect(after).toBeGreaterThanOrEqual(Math.max(1, 1.7 * (before ?? 0)));
  },
);

test.each(['azure', 'prometheus'] as const)(
  'where the demo stops measuring, %s brings nothing more',
  async (source) => {
    const readings = await readAround(source, { data: 'silent' });

    const fields = ['requests', 'errors', 'cpuPercent', 'memoryPercent'] as const;
    for (const field of fields) {
      expect(readings.map((reading) => reading[field] === null)).toEqual([
        ...Array.from({ length: 5 }, () => false),
        ...Array.from({ length: 5 }, () => true),
      ]);
    }
  },
);
