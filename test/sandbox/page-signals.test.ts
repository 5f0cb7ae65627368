import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { healthySignals, type Signals } from '../../sandbox/azure/production.ts';
import { type Sandbox, startSandbox } from './page-support.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(async () => await press('reset'));

afterAll(async () => await sandbox.stop());

async function press(name: string): Promise<void> {
  const answer = await sandbox.post('/api/switch', { name, service: 'checkout' });
  expect(await answer.json()).toEqual({ trouble: null });
}

async function isOn(name: string): Promise<boolean> {
  const { switches } = await sandbox.state();
  return switches.find((one) => one.name === name)?.on.includes('checkout') === true;
}

const switches = [
  ['errors', 'errorPercent'],
  ['slow', 'p95Ms'],
  ['memory', 'memoryPercent'],
  ['cpu', 'cpuPercent'],
  ['no-data', 'data'],
] satisfies readonly (readonly [string, keyof Signals])[];

test.each(switches)(
  '%s is wrong for the service that it is turned on for, until it is turned off',
  async (name, field) => {
    await press(name);
    expect(sandbox.production.state('checkout')[field]).not.toBe(healthySignals[field]);
    expect(sandbox.production.state('ledger')).toEqual(healthySignals);
    expect(await isOn(name)).toBe(true);
    await press(name);
    expect(sandbox.production.state('checkout')).toEqual(healthySignals);
    expect(await isOn(name)).toBe(false);
  },
);

test('several can be wrong at once, and one press puts all of them right', async () => {
  for (const [name] of switches) await press(name);
  for (const [name] of switches) expect(await isOn(name)).toBe(true);
  await press('reset');
  expect(sandbox.production.state('checkout')).toEqual(healthySignals);
});
