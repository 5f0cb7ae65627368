import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { mistakenNames } from './mistaken-names.ts';
import { mistakenValues } from './mistaken-values.ts';
import { errorsOf, everyKey, example, exampleWith, loadText, warningsOf } from './support.ts';

describe('a mistake in gonogo.yaml', () => {
  test.each([...mistakenValues, ...mistakenNames])(
    'is told with its place and its fix: $name',
    ({ passage, instead, told }) => {
      expect(errorsOf(exampleWith(passage, instead))).toEqual(told.map((sentence) => `gonogo.yaml:${sentence}`));
    },
  );

  test('is told together with all others, in the order of the file', () => {
    const text = exampleWith('version: 1', 'version: 3')
      .replace('every: 60s', 'every: 10ms')
      .replace('owner: U0ANA', 'owner: U0NOBODY')
      .replace('mode: advisory', 'mode: sometimes');

    expect(errorsOf(text).map((sentence) => sentence.split(' ')[1])).toEqual([
      'version',
      'agents[0].owner',
      'services[0].lanes[0].gates[3].mode',
      'services[0].lanes[0].watch.every',
    ]);
  });

  test('is told at the place where a shared passage is used', () => {
    const text = exampleWith('calendar: {', 'calendar: &office {').replace(
      'services:\n',
      'teams: [{ id: payments, calendar: { <<: *office, timezone: Nowhere/City } }]\nservices:\n',
    );

    expect(errorsOf(text)).toEqual([
      'gonogo.yaml:14:60: teams[0].calendar.timezone cannot be "Nowhere/City". Use a named time zone such as Europe/Berlin or UTC.',
    ]);
  });

  test('is a quote that is not closed, and is called that', () => {
    expect(errorsOf('version: 1\nslack: "x\n')[0]).toContain('is not valid YAML: a quote is not closed. Mend the line');
  });

  test('is an empty file, too', () => {
    expect(errorsOf('')).toEqual(['gonogo.yaml:1:1: The file cannot be empty. Write a map of keys and values here.']);
  });
});

describe('a misspelt key', () => {
  const keys = keysOf(example);
  const letter = fc.integer({ min: 97, max: 122 }).map((code) => String.fromCodePoint(code));

  /** One slip of the finger: a letter too few, too many, a wrong one, or two in the wrong order. */
  const slip = fc
    .tuple(fc.constantFrom(...keys), fc.nat(), fc.constantFrom('drop', 'add', 'replace', 'swap'), letter)
    .map(([key, position, kind, other]) => ({
      key,
      typed: misspell(key.name, position % key.name.length, kind, other),
    }))
    .filter(({ key, typed }) => typed !== '' && typed !== key.name && !key.siblings.includes(typed));

  test('is pointed at, with the key that was meant', () => {
    fc.assert(
      fc.property(slip, ({ key, typed }) => {
        const text = example.slice(0, key.offset) + typed + example.slice(key.offset + key.name.length);
        const result = loadText(text);
        const told =
          result.kind === 'bad' ? result.errors.filter((error) => error.problem === 'is not known here') : [];

        expect(told).toMatchObject([{ line: key.line, column: key.column, fix: `Did you mean "${key.name}"?` }]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a secret in the wrong place', () => {
  const canary = 'xoxb-2718281828-canary';

  test('is never repeated, whatever value it stands for', () => {
    const leaks = valuesOf(everyKey).filter(({ from, to }) => {
      const text = everyKey.slice(0, from) + canary + everyKey.slice(to);
      return [...errorsOf(text), ...warningsOf(text)].join('\n').includes(canary);
    });

    expect(leaks).toEqual([]);
  });

  test('is never repeated as a key or in broken YAML', () => {
    for (const text of [
      `${canary}: 1`,
      `version: [${canary}`,
      `"${canary}`,
      `version: 1\n\t${canary}: 2`,
      `*${canary}`,
    ]) {
      expect(errorsOf(text).join('\n')).not.toContain(canary);
      expect(errorsOf(text)).not.toEqual([]);
    }
  });
});

describe('a warning', () => {
  test('names triggers that have no source of data', () => {
    const text = exampleWith('logs: { workspaceId: 00000000-0000-0000-0000-000000000000, role: checkout }', '');

    expect(errorsOf(text)).toEqual([]);
    expect(warningsOf(text)).toEqual([
      'gonogo.yaml:29:11: services[0].lanes[0].watch has no source for the trigger latency, so it can never fire. Add azure.logs, or a prometheus query for p95Ms.',
    ]);
  });

  test.each([
    [
      4,
      'is too short for telemetry, which comes in whole minutes: no release could end as healthy; memory (but for restarts) and cpu can never fire in it. Use at least 6 minutes.',
    ],
    [
      2,
      'is too short for telemetry, which comes in whole minutes: no release could end as healthy; errors, latency, memory (but for restarts) and cpu can never fire in it. Use at least 6 minutes.',
    ],
    [
      5,
      'is too short for some triggers: memory (but for restarts) and cpu can never fire in it. Use at least 6 minutes.',
    ],
  ])('says that a watch of %i minutes is too short for its telemetry, and what is long enough', (minutes, said) => {
    expect(warningsOf(exampleWith('minutes: 30', `minutes: ${minutes}`))).toEqual([
      `gonogo.yaml:29:20: services[0].lanes[0].watch.minutes ${said}`,
    ]);
    expect(warningsOf(exampleWith('minutes: 30', 'minutes: 6'))).toEqual([]);
  });

  test('names memory and processor of an App Service whose plan is not given', () => {
    const app = example.replace('Microsoft.App/containerApps', 'Microsoft.Web/sites');
    const plan = 'appServicePlan: /subscriptions/0000/resourceGroups/rg/providers/Microsoft.Web/serverfarms/shared';

    expect(warningsOf(app).map((said) => /trigger (\w+)/.exec(said)?.[1])).toEqual(['memory', 'cpu']);
    expect(warningsOf(app.replace('region: westeurope', `region: westeurope\n            ${plan}`))).toEqual([]);
  });

  test('says when a request by an approver could never be approved', () => {
    expect(warningsOf(exampleWith('min: 1', 'min: 2'))).toEqual([
      'gonogo.yaml:21:37: services[0].lanes[0].approval.rules[0].role needs everybody with the role "approver", so a request by one of them cannot be approved. Give more of those under people the role "approver", or leave requester out of approval.exclude.',
    ]);
  });

  test('says when nobody could press Deploy', () => {
    const text = example.replaceAll(', deployer', '');

    expect(warningsOf(text)).toHaveLength(1);
    expect(errorsOf(text.replace('execute: on-go', 'execute: separate'))).toEqual([
      'gonogo.yaml:21:80: services[0].lanes[0].approval.execute has nobody with the role "deployer", who presses Deploy, rolls back and clears holds. Give more of those under people the role "deployer".',
    ]);
  });
});

type KeyOfFile = {
  readonly name: string;
  readonly siblings: readonly string[];
  readonly offset: number;
  readonly line: number;
  readonly column: number;
};

function keysOf(text: string): readonly KeyOfFile[] {
  const lines = new LineCounter();
  const keys: KeyOfFile[] = [];
  visit(parseDocument(text, { lineCounter: lines }), {
    Map(_, map) {
      const names = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      for (const { key } of map.items) {
        const offset = isScalar(key) ? (key.range?.[0] ?? -1) : -1;
        const { line, col } = lines.linePos(offset);
        keys.push({ name: isScalar(key) ? String(key.value) : '', siblings: names, offset, line, column: col });
      }
    },
  });
  return keys;
}

/** Where the plain values of a file begin and end. */
function valuesOf(text: string): readonly { readonly from: number; readonly to: number }[] {
  const values: { from: number; to: number }[] = [];
  visit(parseDocument(text), {
    Scalar(role, node) {
      if (role === 'key' || node.range === undefined || node.range === null || isMap(node)) return;
      values.push({ from: node.range[0], to: node.range[1] });
    },
  });
  return values;
}

function misspell(name: string, at: number, kind: 'drop' | 'add' | 'replace' | 'swap', other: string): string {
  const [before, after] = [name.slice(0, at), name.slice(at + 1)];
  switch (kind) {
    case 'drop':
      return before + after;
    case 'add':
      return before + other + name.slice(at);
    case 'replace':
      return before + other + after;
    case 'swap':
      return before + after.slice(0, 1) + name.slice(at, at + 1) + after.slice(1);
  }
}
