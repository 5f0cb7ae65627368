import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

describe('the terminal program', () => {
  test.each([[[]], [['help']], [['--help']]])('lists its commands for %j', async (args) => {
    const { code, out, err } = await runCli(args);

    expect(code).toBe(0);
    expect(err).toBe('');
    for (const word of ['check', 'verify', 'doctor', 'backtest', 'bundle', 'key', 'help'])
      expect(out).toContain(`gonogo ${word}`);
  });

  test('mentions no command that it does not have', async () => {
    const { out } = await runCli(['help']);
    const mentioned = [...out.matchAll(/^ {2}gonogo (\w+)/gm)].map((match) => match[1]);

    expect(mentioned).toEqual(['check', 'verify', 'doctor', 'backtest', 'bundle', 'key', 'help']);
  });

  test.each([
    { args: ['chekc'], says: 'gonogo does not know the command "chekc". Did you mean: gonogo check?' },
    { args: ['deploy'], says: 'gonogo does not know the command "deploy". gonogo help lists what there is.' },
    { args: ['constructor'], says: 'gonogo does not know the command "constructor".' },
    { args: ['check', '--shema'], says: 'gonogo check does not know --shema. Did you mean --schema?' },
    { args: ['check', '-x'], says: 'gonogo check does not know -x. It knows --schema, --config.' },
    { args: ['check', 'other.yaml'], says: 'A file is named with --config other.yaml.' },
    { args: ['check', '--config'], says: 'gonogo check needs a value after --config.' },
    { args: ['check', '--config', '--schema'], says: 'gonogo check needs a value after --config.' },
    { args: ['check', '--schema=yes'], says: 'gonogo check takes no value for --schema.' },
    { args: ['doctor', 'now'], says: 'gonogo doctor does not know what to do with "now".' },
  ])('answers $args with one sentence and does nothing', async ({ args, says }) => {
    const { code, out, err } = await runCli(args);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test.each(['check', 'verify', 'doctor'])('explains %s when it is asked to', async (word) => {
    const { code, out } = await runCli([word, '--help']);

    expect(code).toBe(0);
    expect(out).toContain(`gonogo ${word} [`);
  });

  test('says in one sentence that Redis cannot be reached', async () => {
    const { code, err } = await runCli(['verify'], { variables: { REDIS_URL: 'redis://:canary@127.0.0.1:1' } });

    expect(code).toBe(2);
    expect(err).toContain('The ledger could not be read. Redis at 127.0.0.1:1 cannot be used');
    expect(err).not.toContain('canary');
  });

  test('says in one sentence that it was not told where Redis is', async () => {
    const { code, err } = await runCli(['verify']);

    expect(code).toBe(2);
    expect(err).toContain('REDIS_URL is not set');
  });

  test('asks nobody anything while the configuration is not complete', async () => {
    const { code, out } = await runCli(['doctor', '--config', 'gonogo.example.yaml']);

    expect(code).toBe(1);
    expect(out).toContain('mend  environment: REDIS_URL is not set.');
    expect(out).toContain('asked once these are mended');
  });
});
