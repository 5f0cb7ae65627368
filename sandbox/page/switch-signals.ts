import { healthySignals, type Signals } from '../azure/production.ts';
import { type Switch } from './switch-table.ts';

/** What production shows of itself, minute by minute, and how it can go wrong. */

type Words = { readonly name: string; readonly label: string; readonly expect: string };

/** On as long as all of it is so; off puts back what is usual. */
function signals(wrong: Partial<Signals>, words: Words): Switch {
  const fields = Object.keys(wrong) as readonly (keyof Signals)[];
  const usual = Object.fromEntries(fields.map((field) => [field, healthySignals[field]])) as Partial<Signals>;
  return {
    ...words,
    group: 'signals',
    kind: 'toggle',
    isOn: ({ production }, { name }) => fields.every((field) => production.state(name)[field] === wrong[field]),
    turn: ({ production }, { name }, to) => production.set(name, to === 'on' ? wrong : usual),
  };
}

export const signalSwitches: readonly Switch[] = [
  signals(
    { errorPercent: 25 },
    {
      name: 'errors',
      label: 'One request in four fails',
      expect:
        'Telemetry comes once a minute. After two bad ones it is a breach: with a mandate one rollback, else people are asked.',
    },
  ),
  signals(
    { p50Ms: 160, p95Ms: 900 },
    {
      name: 'slow',
      label: 'Answers are slow',
      expect:
        'Five times the usual, for three minutes in a row, leaves no doubt: a breach, with its chart in the thread.',
    },
  ),
  signals(
    { memoryPercent: 97 },
    {
      name: 'memory',
      label: 'Memory runs full',
      expect:
        'Full for five minutes is a breach. The watch lasts seven, so turn it on before the go or right after it.',
    },
  ),
  signals(
    { cpuPercent: 96 },
    {
      name: 'cpu',
      label: 'The processors are busy',
      expect: 'A start takes a moment; busy for five minutes is a breach. Turn it on before the go or right after it.',
    },
  ),
  signals(
    { data: 'silent' },
    {
      name: 'no-data',
      label: 'Nothing measures it',
      expect: 'Silence is not health. People are told that the watch is blind, and in the end one of them decides.',
    },
  ),
];
