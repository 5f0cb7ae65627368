import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './project-files.ts';

const run = promisify(execFile);

describe('the summary of a check', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gonogo-summary-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function summary(failedRuns: number, ...reports: readonly object[]): Promise<string> {
    const paths = reports.map((_, index) => join(folder, `${index}.json`));
    for (const [index, path] of paths.entries()) await writeFile(path, JSON.stringify(reports[index]));
    const { stdout } = await run(process.execPath, [join(root, '.ci', 'summary.mjs'), String(failedRuns), ...paths]);
    return stdout.trim();
  }

  test('adds up all runs', async () => {
    expect(await summary(0, { numPassedTests: 40, numFailedTests: 0 }, { numPassedTests: 2, numFailedTests: 0 })).toBe(
      '42 passed, 0 failed',
    );
  });

  test('counts tests that failed', async () => {
    expect(await summary(1, { numPassedTests: 40, numFailedTests: 3 })).toBe('40 passed, 3 failed');
  });

  test('counts a file that could not be loaded', async () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];

    expect(await summary(1, { numPassedTests: 40, numFailedTests: 0, testResults })).toBe('40 passed, 1 failed');
  });

  test('counts a run that ended before it could report, or that blamed no test', async () => {
    expect(await summary(1, {})).toBe('0 passed, 1 failed');
    expect(await summary(1, { numPassedTests: 5, numFailedTests: 0 })).toBe('5 passed, 1 failed');
  });
});
