import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { root } from '../architecture/project-files.ts';
import { hourBefore, minutesFrom } from '../domain/watch/minutes.ts';
import { folderWith } from './run-cli.ts';

const lane = ['--config', 'gonogo.example.yaml', '--service', 'checkout', '--environment', 'production'];
const atNoon = ['--deployed-at', '2026-11-20T12:00:00Z'];
const failing = [...hourBefore, ...minutesFrom(0, 30, (index) => (index >= 10 ? { errors: 20 } : {}))];

/** Runs `gonogo backtest` over a deployment whose errors rise after ten minutes. */
function backtest(...args: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'src/cli.ts'), 'backtest', ...lane, ...args],
    {
      cwd: root,
      env: { PATH: env['PATH'] },
      input: failing.map((reading) => `${JSON.stringify(reading)}\n`).join(''),
      encoding: 'utf8',
    },
  );
  return { code: status, out: stdout, err: stderr };
}

describe('gonogo backtest --png', () => {
  test('draws the signal that decided, and says in words what the picture shows', async () => {
    const file = join(await folderWith({}), 'watch.png');

    const { code, out, err } = backtest(...atNoon, '--png', file);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`The chart in ${file}: Errors rose from 1 % to `);
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG');
  });

  test('leaves the JSON lines as they are', async () => {
    const file = join(await folderWith({}), 'watch.png');

    const { out } = backtest(...atNoon, '--json', '--png', file);

    expect(out).toBe(backtest(...atNoon, '--json').out);
    expect((await readFile(file)).length).toBeGreaterThan(15_000);
  });

  test('draws one deployment and no more', () => {
    expect(backtest(...atNoon, ...atNoon, '--png', 'watch.png')).toEqual({
      code: 2,
      out: '',
      err: 'gonogo backtest draws one deployment with --png, so give it one --deployed-at.\n',
    });
  });

  test('says the verdict all the same when the file cannot be written', async () => {
    const { code, out, err } = backtest(...atNoon, '--png', join(await folderWith({}), 'missing', 'watch.png'));

    expect(code).toBe(2);
    expect(out).toContain('breached.');
    expect(err).toContain('The chart could not be written: ');
  });
});
