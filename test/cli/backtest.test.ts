import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env } from 'node:process';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../architecture/project-files.ts';
import { deployedAt, hourBefore, minutesFrom } from '../domain/watch/minutes.ts';
import { type Ran } from './run-cli.ts';

const lane = ['--config', 'gonogo.example.yaml', '--service', 'checkout', '--environment', 'production'];
const atNoon = ['--deployed-at', '2026-11-20T12:00:00Z'];

/** Runs `gonogo backtest` with these readings as its input. */
async function backtest(args: readonly string[], input: string | readonly object[]): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), 'backtest', ...args], {
    cwd: root,
    env: { PATH: env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // Whoever is refused before the input is read closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(typeof input === 'string' ? input : input.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

const Result = z.object({
  deployedAt: z.string(),
  verdict: z.enum(['healthy', 'breached', 'unverified']),
  trigger: z.enum(['errors', 'latency', 'health', 'memory', 'cpu']).nullable(),
  at: z.string().nullable(),
  baseline: z.looseObject({ errors: z.looseObject({ rate: z.number() }).nullable() }),
  looks: z.array(z.looseObject({ at: z.string(), missed: z.boolean(), triggers: z.record(z.string(), z.unknown()) })),
});

function resultsIn(out: string): readonly z.infer<typeof Result>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => Result.parse(JSON.parse(line)));
}

const healthy = [...hourBefore, ...minutesFrom(0, 30)];
const failing = [...hourBefore, ...minutesFrom(0, 30, (index) => (index >= 10 ? { errors: 20 } : {}))];

describe('gonogo backtest', () => {
  test('judges a healthy deployment healthy, by the lane of the config', async () => {
    const { code, out, err } = await backtest([...lane, ...atNoon, '--json'], healthy);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [result] = resultsIn(out);
    expect(result).toMatchObject({
      deployedAt,
      verdict: 'healthy',
      trigger: null,
      at: null,
      baseline: { errors: { rate: 0.01 } },
    });
    expect(result?.looks).toHaveLength(30);
  });

  test('exits with 0 for a breach too, and names the trigger and the moment', async () => {
    const { code, out } = await backtest([...lane, ...atNoon, '--json'], failing);

    expect(code).toBe(0);
    expect(resultsIn(out)).toMatchObject([{ verdict: 'breached', trigger: 'errors', at: '2026-11-20T12:11:00.000Z' }]);
  });

  test('is unverified where the recording ends before the watch', async () => {
    const { code, out } = await backtest([...lane, ...atNoon, '--json'], healthy.slice(0, 70));

    expect(code).toBe(0);
    expect(resultsIn(out)).toMatchObject([{ verdict: 'unverified', trigger: null, at: null }]);
  });

  test('takes lines in any order, with fields left out, and shorter watches', async () => {
    const lines = healthy.toReversed().map((reading) => ({ ...reading, restarts: undefined }));
    const { out } = await backtest([...lane, ...atNoon, '--json', '--minutes', '10'], lines);

    const [result] = resultsIn(out);
    expect(result).toMatchObject({ verdict: 'healthy' });
    expect(result?.looks).toHaveLength(10);
  });

  test('notes beside the answer the fields that it does not know, and which one was probably meant', async () => {
    const misspelt = failing.map(({ errors, ...others }) => ({ ...others, erors: errors }));
    const { code, out, err } = await backtest([...lane, ...atNoon, '--json'], misspelt);

    expect(code).toBe(0);
    expect(resultsIn(out)).toMatchObject([{ trigger: null, baseline: { errors: null } }]);
    expect(err).toBe(
      `Note: ${misspelt.length} lines have a field that is not known, and so not used: erors (did you mean errors?).\n`,
    );
  });

  test('notes fields of an export once, and none of them as anything but letters', async () => {
    const [first, ...rest] = healthy;
    const { code, err } = await backtest([...lane, ...atNoon], [{ ...first, region: 'x', '\u001b[31m': 1 }, ...rest]);

    expect(code).toBe(0);
    expect(err).toBe('Note: 1 line has fields that are not known, and so not used: region, "\\u001b[31m".\n');
  });

  test('answers many deployments in their order, and hundreds of them in seconds', async () => {
    const week = minutesFrom(-10_000, 10_000);
    const times = Array.from({ length: 500 }, (_, index) => week[9_900 - index * 19]?.at ?? '');
    const started = performance.now();

    const { code, out } = await backtest([...lane, ...times.flatMap((at) => ['--deployed-at', at]), '--json'], week);

    expect(code).toBe(0);
    expect(resultsIn(out).map((result) => result.deployedAt)).toEqual(times);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('tells people in a table what happened and what the watch can see', async () => {
    const { code, out } = await backtest([...lane, ...atNoon], failing);

    expect(code).toBe(0);
    expect(out).toContain(
      'watched for 30 minutes: breached. errors breached at 2026-11-20T12:11:00.000Z (error percent: ',
    );
    expect(out).toContain('At this traffic the watch detects about +');
    expect(out).toMatch(/12:11:00 +ok +[\d.]+ % !/);
  });

  test.each([
    { line: 'nonsense', says: 'Line 2: this is no JSON object.' },
    { line: '[1]', says: 'Line 2: this is no JSON object.' },
    { line: '{"requests":1}', says: 'Line 2: at has to be an instant in UTC' },
    { line: '{"at":"2026-02-31T12:00:00Z"}', says: 'Line 2: at has to be an instant in UTC' },
    {
      line: '{"at":"2026-11-20T12:00:00Z","errors":-1}',
      says: 'Line 2: errors has to be a number from 0 up, or null, and is -1.',
    },
    { line: '{"at":"2026-11-20T12:00:00Z","p95Ms":"180"}', says: 'Line 2: p95Ms has to be a number' },
    { line: '{"at":"2026-11-20T12:00:00Z","cpuPercent":1e999}', says: 'Line 2: cpuPercent has to be a number' },
    {
      line: '{"at":"2026-11-20T12:00:00Z","health":"fine"}',
      says: 'Line 2: health has to be "ok", "failed" or "unknown", and is "fine".',
    },
    { line: '{"at":"2026-11-20T12:00:00Z","sha":7}', says: 'Line 2: sha has to be text' },
  ])('refuses $line, naming line and field', async ({ line, says }) => {
    const { code, out, err } = await backtest(
      [...lane, ...atNoon, '--json'],
      `{"at":"2026-11-20T11:59:00Z"}\n${line}\n`,
    );

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });

  test.each([
    { args: lane, says: 'needs to know --deployed-at' },
    { args: [...lane, '--deployed-at', 'noon'], says: '--deployed-at "noon" is no instant.' },
    { args: [...lane, '--deployed-at'], says: 'needs a value after --deployed-at.' },
    { args: [...lane, ...atNoon, '--minutes', '0'], says: 'a whole number from 1 to 1440' },
    { args: [...atNoon, '--config', 'gonogo.example.yaml'], says: 'needs to know --service' },
    {
      args: [...atNoon, '--config', 'gonogo.example.yaml', '--service', 'chekout', '--environment', 'production'],
      says: 'Did you mean checkout?',
    },
    {
      args: [...atNoon, '--config', 'gonogo.example.yaml', '--service', 'checkout', '--environment', 'prod'],
      says: 'checkout has no lane for "prod".',
    },
    {
      args: [...atNoon, '--config', 'missing.yaml', '--service', 'checkout', '--environment', 'production'],
      says: 'missing.yaml',
    },
  ])('says in a sentence what is wrong with $args', async ({ args, says }) => {
    const { code, out, err } = await backtest(args, healthy);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });

  test('refuses an empty recording', async () => {
    expect(await backtest([...lane, ...atNoon], '\n')).toMatchObject({ code: 2, out: '' });
  });
});
