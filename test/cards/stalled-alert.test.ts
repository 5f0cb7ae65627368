import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentAlert } from '../../src/cards/alert.ts';
import { type Alert, type ByHand, type RollbackStall } from '../../src/domain/effects.ts';
import { type RepoName } from '../../src/domain/ids.ts';
import { ana, ben, dispatch, liveSha, otherRelease, run } from './fixtures.ts';
import { hostile } from './hostile.ts';
import { textOf } from './reading.ts';
import { awaiting, view } from './releases.ts';
import { refusal } from './run-samples.ts';

type Stalled = Extract<Alert, { kind: 'rollback-stalled' }>;

const manifest = '{"images":[{"name":"api","ref":"acme.azurecr.io/api@sha256:0"}],"schemaVersion":1}';
const byHand: ByHand = {
  repo: 'acme/checkout' as RepoName,
  workflow: 'replay.yml',
  ref: 'main',
  inputs: { release_sha: liveSha, release_manifest: manifest },
};

function shown(change: Partial<Stalled> = {}): string {
  const because: RollbackStall = { code: 'rechecking', said: null };
  return textOf(
    incidentAlert({ kind: 'rollback-stalled', because, byHand, ask: [ana, ben], ...change }, view(awaiting)),
  );
}

/** What a shell would make of the command, one word a line. */
function wordsOfShell(text: string): readonly string[] {
  const [, command = ''] = /```\n([\s\S]*?)\n```/.exec(text) ?? [];
  const plain = command.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const script = plain.replace(/^gh /, 'printf "%s\\n" ');
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
}

const sentences: readonly (readonly [string, RollbackStall, RegExp])[] = [
  ['nothing was read yet', { code: 'not-read', problem: null }, /has not been read for two minutes\./],
  [
    'nothing can be read',
    { code: 'not-read', problem: 'GitHub answered 503' },
    /cannot be read: GitHub answered 503\./,
  ],
  [
    'a run does not end',
    { code: 'behind', release: otherRelease },
    new RegExp(`the end of \`${otherRelease}\`, which was asked to stop and has not\\.`),
  ],
  ['the last check does not end', { code: 'rechecking', said: null }, /last check has not come to an end/],
  [
    'GitHub does not answer the last check',
    { code: 'rechecking', said: 'HTTP 503' },
    /GitHub does not answer its last check: HTTP 503\./,
  ],
  ['a call may have started it', { code: 'calling' }, /nobody knows yet whether it did\./],
  [
    'GitHub refused it',
    { code: 'refused', said: refusal },
    /GitHub refused to start deploy\.yml \(403: .*\)\. Give .* acme\/checkout\. No run was started\.[\s\S]*then press Roll back on the card/,
  ],
  [
    'no run was found',
    { code: 'not-found', dispatch, searched: 'yes' },
    /no run with `[^`]+` in its name was found\.[\s\S]*press It never started and then Roll back: it is sent once more\./,
  ],
  [
    'GitHub could not be searched',
    { code: 'not-found', dispatch, searched: 'no' },
    /could not be searched[\s\S]*taken once Gonogo has searched GitHub/,
  ],
  [
    'its run cannot be read',
    { code: 'unreadable', run, said: 'HTTP 503' },
    /does not show <[^>]+>, and has not for two minutes: HTTP 503\./,
  ],
  [
    'it is not what was confirmed',
    { code: 'waits-for-confirm', because: 'rollback-changed', detail: null },
    /is not what was confirmed\.[\s\S]*press Roll back on it/,
  ],
];

describe('the alert about a rollback that has not started', () => {
  test.each(sentences)('says why when %s', (_, because, sentence) => {
    expect(shown({ because })).toMatch(sentence);
  });

  test('says that nothing was put back, that it is tried on, and when it is said again', () => {
    const text = shown();

    expect(text).toContain('Nothing has been put back. Gonogo goes on trying, and says so again in an hour.');
    expect(text).toContain(`*Asked to act:* <@${ana}> and <@${ben}>`);
  });

  test('does not claim that production is as before while a run may be changing it', () => {
    expect(shown({ because: { code: 'behind', release: otherRelease } })).toContain(
      'A run may still be changing production',
    );
    expect(shown({ because: { code: 'calling' } })).toContain('A run may be putting production back, or none');
  });

  test.each([
    [{ code: 'not-read', problem: null }, 'press Withdraw on the card first'],
    [{ code: 'behind', release: otherRelease }, 'see that run ended, and press Stop on the card first'],
    [{ code: 'rechecking', said: null }, 'press Stop on the card first'],
    [{ code: 'calling' }, 'make sure that there is none, and press Stop on the card first'],
    [
      { code: 'not-found', dispatch, searched: 'yes' },
      'make sure that there is none, and press Link the run on the card afterwards',
    ],
    [{ code: 'unreadable', run, said: 'HTTP 503' }, 'cancel that run at GitHub and press Stop on the card first'],
  ] as const)('at %o names the button that its card has, before the command: %s', (because, press) => {
    const text = shown({ because });

    expect(text.indexOf(press)).toBeGreaterThan(0);
    expect(text.indexOf(press)).toBeLessThan(text.indexOf('gh workflow run'));
  });

  test('gives the whole command, which a shell takes word for word', () => {
    expect(wordsOfShell(shown())).toEqual([
      'workflow',
      'run',
      'replay.yml',
      '--repo',
      'acme/checkout',
      '--ref',
      'main',
      '-f',
      `release_sha=${liveSha}`,
      '-f',
      `release_manifest=${manifest}`,
    ]);
  });

  test.each(["it's", '$(touch x)', '`id`', 'a; echo b', 'a && b', '"quoted"', "'; id; '", 'back\\slash', '*', '~'])(
    'quotes %s, so that nothing of it is acted upon',
    (ref) => {
      const words = wordsOfShell(shown({ byHand: { ...byHand, ref } }));

      expect(words[words.indexOf('--ref') + 1]).toBe(ref.replaceAll('`', 'ˋ'));
      expect(words).toHaveLength(11);
    },
  );

  test('leaves out a manifest that is too long to stand there, instead of cutting the command, and says what it is', () => {
    const long = `{"images":[${'"acme.azurecr.io/api@sha256:0",'.repeat(60)}""]}`;
    const text = shown({ byHand: { ...byHand, inputs: { release_sha: liveSha, release_manifest: long } } });

    expect(wordsOfShell(text).slice(-2)).toEqual(['-f', `release_sha=${liveSha}`]);
    expect(text).toContain('It also takes `release_manifest`, too long to stand here');
    expect(shown()).not.toContain('It also takes');
  });

  test('shows what others wrote without obeying it', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const alert = shown({
          because: { code: 'rechecking', said: text },
          byHand: { ...byHand, ref: text, inputs: { [text]: text } },
        });

        expect(alert).not.toMatch(/<[!#]|<@(?!U0ANA>|U0BEN>|U0DANA>)|<https?:.*evil/);
        expect(alert.split('```')).toHaveLength(3);
        expect(alert.length).toBeLessThan(4_500);
      }),
    );
  });
});

describe('a rollback that was to begin by itself and waits for a press', () => {
  test('says so with what came up, that nothing is tried again by itself, and what to press', () => {
    const text = shown({
      because: { code: 'waits-for-confirm', because: 'rollback-changed', detail: 'migration-between' },
    });

    expect(text).toContain('A rollback waits for a press');
    expect(text).toContain('△ The database schema has changed since');
    expect(text).toContain('nothing is tried again by itself');
    expect(text).toContain('press Roll back on it');
  });
});
