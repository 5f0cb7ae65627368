import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkConfig, checkReport, jsonSchema } from '../../src/config.ts';
import { errorsOf, everyKey, example, exampleWith, loadText } from './support.ts';

function lanesOf(text: string) {
  const result = loadText(text);
  expect(result).toMatchObject({ kind: 'ok' });
  return result.kind === 'ok' ? result.lanes : [];
}

function versionOf(text: string): string | undefined {
  return lanesOf(text)[0]?.version;
}

describe('gonogo.yaml', () => {
  test('may say all that the agreed example says, without a warning', () => {
    expect(loadText(example)).toMatchObject({ kind: 'ok', warnings: [] });
  });

  test('may use every key there is', () => {
    expect(loadText(everyKey)).toMatchObject({ kind: 'ok' });
  });

  test('that we ship as a start is valid', () => {
    const shipped = readFileSync(join(import.meta.dirname, '..', '..', 'gonogo.example.yaml'), 'utf8');

    expect(loadText(shipped)).toMatchObject({ kind: 'ok', warnings: [] });
  });

  test.each([
    ['example', example],
    ['file with every key', everyKey],
  ])('is described by a JSON Schema that accepts the %s', (_, text) => {
    const schema = z.fromJSONSchema(z.record(z.string(), z.json()).parse(jsonSchema()));

    expect(schema.safeParse(parse(text, { merge: true }))).toMatchObject({ success: true });
    expect(
      schema.safeParse({ ...z.record(z.string(), z.json()).parse(parse(text, { merge: true })), extra: 1 }),
    ).toMatchObject({
      success: false,
    });
  });

  test('has its defaults and their meaning in the JSON Schema', () => {
    const text = JSON.stringify(jsonSchema());

    expect(text).toContain('"default":"4h"');
    expect(text).toContain('How long a request waits for its votes.');
  });

  test('takes the shortest values that are promised', () => {
    const text = exampleWith('every: 60s', 'every: 1s')
      .replace('minutes: 30', 'minutes: 1')
      .replace('expires: 4h', 'expires: 1m');

    expect(loadText(text)).toMatchObject({ kind: 'ok' });
  });

  test('may allow plain http to a host by name, with any port or with one', () => {
    for (const host of ['checkout.example.com', 'checkout.example.com:8080']) {
      const text = exampleWith(
        'https://checkout.example.com/healthz',
        'http://checkout.example.com:8080/healthz',
      ).replace('every: 60s', `every: 60s\n          allowHosts: ["${host}"]`);

      expect(loadText(text)).toMatchObject({ kind: 'ok' });
    }
  });
});

describe('the policy of a lane', () => {
  test('has every default filled in', () => {
    const [, staging] = lanesOf(everyKey);

    expect(staging).toMatchObject({
      environment: 'staging',
      refs: ['main'],
      replay: null,
      watch: null,
      inputs: { release_sha: 'release_sha', gonogo_request_id: 'gonogo_request_id' },
      approval: {
        rules: [{ role: 'approver', min: 1 }],
        expiresMs: 14_400_000,
        execute: 'on-go',
        exclude: ['requester', 'agent-owner', 'author', 'co-author', 'last-pusher'],
        hours: 'all',
      },
      rollback: { mandate: 'propose', minutes: 30 },
    });
  });

  test('has the calendar and the ladder of its team, else the top level’s', () => {
    expect(lanesOf(everyKey)[0]).toMatchObject({
      team: 'payments',
      calendar: { timezone: 'America/New_York', hours: { from: '09:00', to: '17:00' } },
      escalation: [
        { level: 1, notify: ['U0ANA'] },
        { level: 2, notify: ['S0ONCALL'] },
      ],
      windows: { deny: [{ timezone: 'America/New_York', forMs: 230_400_000 }], allow: [{ timezone: 'UTC' }] },
    });
    expect(lanesOf(example)[0]).toMatchObject({
      team: null,
      calendar: { timezone: 'Europe/Berlin' },
      windows: { deny: [{ timezone: 'Europe/Berlin' }] },
    });
  });

  test('is plain JSON, as it is stored', () => {
    const lanes = lanesOf(everyKey);

    expect(JSON.parse(JSON.stringify(lanes))).toEqual(lanes);
  });

  test('keeps its version while only words, order of keys and comments change', () => {
    const text = exampleWith('version: 1\n', '# reviewed\nversion: 1\n').replace(
      '{ role: approver, min: 1 }',
      '{ min: 1, role: approver }',
    );

    expect(versionOf(text)).toBe(versionOf(example));
  });

  test.each([
    ['rule', 'min: 1', 'min: 2'],
    ['time to vote', 'expires: 4h', 'expires: 3h'],
    ['person', 'U0CARA, github: cara', 'U0CARA, github: caro'],
    ['window', 'for: 64h', 'for: 63h'],
    ['health address', 'example.com/healthz', 'example.com/health'],
    ['workflow', 'cloud-deployment-pipeline.yml', 'pipeline.yml'],
    ['channel', 'releases: C0RELEASES', 'releases: C0OTHER'],
    ['holiday', '2026-12-25', '2026-12-26'],
  ])('has another version when a %s changes', (_, passage, instead) => {
    expect(versionOf(exampleWith(passage, instead))).not.toBe(versionOf(example));
  });

  test('names what it asks for and nobody looks at yet: neither its gates nor its telemetry is among it', () => {
    expect(lanesOf(example)[0]).toMatchObject({
      notEvaluated: [],
      blockingNotEvaluated: [],
      gates: { length: 4 },
      watch: { hasTelemetry: true },
    });
  });

  test('may ask for every kind of gate there is', () => {
    const lanes = lanesOf(everyKey);

    expect(new Set(lanes.flatMap(({ gates }) => gates.map(({ kind }) => kind))).size).toBe(12);
    expect(lanes.flatMap(({ blockingNotEvaluated }) => blockingNotEvaluated)).toEqual([]);
  });

  test('asks for nothing more when it only watches health and version', () => {
    const [, , healthOnly] = example.split(/^ {10}azure:[\s\S]*?(?= {10}triggers:)/m);
    const text = example
      .replace(/^ {10}azure:[\s\S]*?(?=^ {10}triggers:)/m, '')
      .replace(/^ {8}gates:[\s\S]*?(?=^ {8}windows:)/m, '');

    expect(healthOnly).toBeUndefined();
    expect(lanesOf(text)[0]).toMatchObject({
      notEvaluated: [],
      blockingNotEvaluated: [],
      watch: { hasTelemetry: false, sources: ['health'] },
    });
  });
});

describe('gonogo check', () => {
  function readExample(): string {
    return example;
  }

  test('says what is valid, what is not evaluated yet, and what is missing to start here', () => {
    const report = checkReport(checkConfig({}, readExample));

    expect(report).toContain('gonogo.yaml is valid.\n  checkout production: 1 × approver within 4h;');
    expect(report).toContain('Not evaluated by this version yet, and never counted as passed:\n');
    expect(report).toContain('  - agents (requests by token)\n');
    expect(report).not.toContain('  - checkout production: telemetry');
    expect(report).not.toContain('Cannot be approved');
    expect(report).toContain(
      'To start Gonogo here, the environment still needs:\n  - environment: SLACK_BOT_TOKEN is not set.',
    );
  });

  test('says of a lane that nobody can approve in why that is', () => {
    const checked = checkConfig({}, readExample);
    const { policy } = checked;
    const lanes = lanesOf(example).map((lane) => ({ ...lane, blockingNotEvaluated: ['gate "licences" (sbom)'] }));
    const report = checkReport({ ...checked, policy: policy.kind === 'ok' ? { ...policy, lanes } : policy });

    expect(report).toContain('Cannot be approved while these gates block: checkout production.');
    expect(report).toContain('Make the gates advisory, or remove them');
  });

  test('lists every error with its place', () => {
    const report = checkReport(checkConfig({ GONOGO_CONFIG: 'ops/gonogo.yaml' }, () => 'version: 2\n'));

    expect(report).toContain('4 things have to be mended before Gonogo can start:\n  - ops/gonogo.yaml:1:1: ');
    expect(report).toContain('ops/gonogo.yaml:1:10: version cannot be 2. Write 1 here.');
  });

  test.each([
    { code: 'EISDIR', says: 'gonogo.yaml: The file is a folder. Put the file there in its place.' },
    { code: 'EACCES', says: 'gonogo.yaml: The file may not be read by this user. Let this user read it' },
  ])('says why a file that is there is no use: $code', ({ code, says }) => {
    const report = checkReport(
      checkConfig({}, () => {
        throw Object.assign(new Error(code), { code });
      }),
    );

    expect(report).toContain(says);
  });

  test('says what is wrong with a watch as a whole also while the file is wrong elsewhere', () => {
    const twice = exampleWith('every: 60s', 'every: 40m').replace('version: 1', 'version: 2');

    expect(errorsOf(twice)).toEqual([
      expect.stringContaining('version cannot be 2'),
      expect.stringContaining('watch.every is longer than the whole watch'),
    ]);
  });

  test('says which file could not be read, and how to name another', () => {
    const report = checkReport(
      checkConfig({ GONOGO_CONFIG: 'nowhere.yaml' }, () => {
        throw new Error('ENOENT');
      }),
    );

    expect(report).toContain(
      'nowhere.yaml: The file cannot be read. Create it (gonogo.example.yaml is a start), or set GONOGO_CONFIG to where it is.',
    );
  });
});
