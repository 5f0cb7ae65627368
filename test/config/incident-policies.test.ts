import { describe, expect, test } from 'vitest';
import { type ServiceId } from '../../src/domain/ids.ts';
import { type IncidentPolicy } from '../../src/domain/incident/policy.ts';
import { resolveIncidentPolicies } from '../../src/domain/policy/incident-policies.ts';
import { errorsOf, everyKey, example, exampleWith, loadText } from './support.ts';

function policiesOf(text: string): (service: string | null) => IncidentPolicy {
  const result = loadText(text);
  if (result.kind === 'bad') throw new Error('The text is no valid config.');
  const policyOf = resolveIncidentPolicies(result.policy);
  return (service) => policyOf(service as ServiceId | null);
}

describe('the policy of an incident', () => {
  test('has every default that the file leaves out', () => {
    expect(policiesOf(example)('checkout')).toMatchObject({
      service: 'checkout',
      team: null,
      repo: 'acme/checkout',
      channels: { incidents: 'C0INCIDENTS' },
      people: [{ slack: 'U0ANA' }, { slack: 'U0BEN' }, { slack: 'U0CARA' }],
      calendar: { timezone: 'Europe/Berlin' },
      escalation: [{ level: 1, notify: ['U0BEN'] }, { level: 2 }],
      rules: {
        P1: { repeatEvery: 300_000, rounds: 5 },
        P2: { nudges: [1_800_000, 2_700_000], breach: 3_600_000 },
        P3: { nudges: [7_200_000, 12_600_000], breach: 14_400_000 },
        P4: { due: '10:00' },
      },
      severities: { health: 'P1', 'rollback-failed': 'P1', errors: 'P2', failed: 'P2', blind: 'P3' },
      ownChannel: [],
      pager: 'none',
    });
  });

  test('has the ladder and the calendar of the service’s team', () => {
    expect(policiesOf(everyKey)('checkout')).toMatchObject({
      team: 'payments',
      calendar: { timezone: 'America/New_York' },
      escalation: [{ notify: ['U0ANA'] }, { notify: ['S0ONCALL'] }],
      severities: { errors: 'P1', unverified: 'P4' },
      ownChannel: ['P1', 'P2'],
      pager: 'configured',
    });
  });

  test.each([null, 'gone'])('is the top level’s for an incident about %s', (service) => {
    expect(policiesOf(everyKey)(service)).toMatchObject({
      service,
      team: null,
      repo: null,
      calendar: { timezone: 'Europe/Berlin' },
      escalation: [{ level: 1, notify: ['U0BEN'] }],
    });
  });

  test('has level 1 first, however the file lists the levels', () => {
    const text = exampleWith(
      '  - { level: 1, notify: [U0BEN] }\n  - { level: 2, notify: [U0ANA, U0CARA] }',
      '  - { level: 2, notify: [U0ANA, U0CARA] }\n  - { level: 1, notify: [U0BEN] }',
    );

    expect(policiesOf(text)('checkout').escalation.map(({ level }) => level)).toEqual([1, 2]);
  });

  test('is plain JSON', () => {
    const policy = policiesOf(everyKey)('checkout');

    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });
});

describe('the rules of incidents', () => {
  test.each([
    ['{ P2: { nudges: [30m, 2h], breach: 60m } }', 'incidents.P2.nudges[1] is no earlier than the breach at 1h'],
    ['{ P3: { nudges: [4h] } }', 'incidents.P3.nudges[0] is no earlier than the breach at 4h'],
    ['{ severities: { helth: P1 } }', 'incidents.severities.helth is not known here. Did you mean "health"?'],
    ['{ severities: { health: P5 } }', 'incidents.severities.health cannot be "P5"'],
    ['{ ownChannel: [P3] }', 'incidents.ownChannel[0] cannot be "P3"'],
    ['{ P1: { repeatEvery: 10s } }', 'incidents.P1.repeatEvery cannot be "10s". The shortest value here is 1m.'],
  ])('are refused when they are %s', (rules, sentence) => {
    expect(errorsOf(`${example}\nincidents: ${rules}\n`).join('\n')).toContain(sentence);
  });

  test('are told together with everything else that is wrong with the file, and with each other', () => {
    const rules = 'incidents: { P2: { nudges: [soon, 2h], breach: 60m }, P3: { nudges: [5h], brech: 4h } }';

    expect(errorsOf(`${exampleWith('version: 1', 'version: 2')}\n${rules}\n`)).toEqual([
      expect.stringContaining('version cannot be 2'),
      expect.stringContaining('incidents.P2.nudges[0] cannot be "soon"'),
      expect.stringContaining('incidents.P2.nudges[1] is no earlier than the breach at 1h'),
      expect.stringContaining('incidents.P3.nudges[0] is no earlier than the breach at 4h'),
      expect.stringContaining('incidents.P3.brech is not known here. Did you mean "breach"?'),
    ]);
  });

  test.each(['P2: soon', 'P2: [30m]', 'P2: { breach: soon }', 'P2: { nudges: 30m }'])(
    'that have another shape are told once: %s',
    (rules) => {
      expect(errorsOf(`${example}\nincidents: { ${rules} }\n`)).toHaveLength(1);
    },
  );
});
