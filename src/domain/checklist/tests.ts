import { type GateFact } from '../gates/fact.ts';
import { aNote, asked, type Entry, type Facts, named, proven, said } from './entry.ts';

/** Suites beyond these are told as one item, whose id no name of a suite can make. */
const mostSuites = 10;
const order = ['unit', 'integration', 'e2e'];

/**
 * Fails closed on what is there: a suite that did not pass whole, or a summary that nobody can read, waits for a
 * person. A summary that is not there, or that GitHub does not tell of, asks for nothing: a lane that wants one says so
 * with a gate.
 */
export function testsItems({ candidate }: Facts): readonly Entry[] {
  const { tests, gates } = candidate.evidence;
  switch (tests.state) {
    case 'missing':
      return [fromChecks(gates)];
    case 'unreadable': {
      const id = `tests.unreadable:${tests.code}`;
      const text = { code: 'tests-unreadable', reason: tests.detail } as const;
      const isSilence = tests.code === 'not-answered' || tests.code === 'refused';
      return [isSilence ? said(id, text) : asked(id, text, aNote)];
    }
    case 'present': {
      const { suites } = tests.facts;
      if (suites.length === 0) return [fromChecks(gates)];
      const sorted = suites.toSorted((a, b) => (rank(a) === rank(b) ? (a.name < b.name ? -1 : 1) : rank(a) - rank(b)));
      const shown = sorted.slice(0, mostSuites).toSorted((a, b) => place(a) - place(b));
      const rest = sorted.slice(mostSuites);
      return [...shown.map((suite) => suiteItem(suite, tests.source.url)), ...restItems(rest, tests.source.url)];
    }
  }
}

type Suite = { readonly name: string; readonly passed: number; readonly total: number };

function suiteItem(suite: Suite, url: string): Entry {
  const { name, passed, total } = suite;
  const id = `tests.${named(name)}`;
  if (hasFailed(suite)) {
    return asked(`${id}.failed:${passed}-of-${total}`, { code: 'tests-failed', suite: name, passed, total }, aNote);
  }
  const text = { code: 'tests', suite: name, passed, total } as const;
  // A suite in which nothing ran proves nothing, and is no failure either.
  return total === 0 ? said(id, text) : proven(id, text, url);
}

function restItems(rest: readonly Suite[], url: string): readonly Entry[] {
  if (rest.length === 0) return [];
  const failed = rest.filter(hasFailed).length;
  const text = { code: 'tests-more', count: rest.length, failed } as const;
  return [
    failed > 0
      ? asked(`tests.~more.failed:${failed}-of-${rest.length}`, text, aNote)
      : proven('tests.~more', text, url),
  ];
}

function hasFailed({ passed, total }: Suite): boolean {
  return passed !== total;
}

/** Failed ones are named before any other, then the three of every pipeline. */
function rank(suite: Suite): number {
  return (hasFailed(suite) ? 0 : 10) + place(suite);
}

function place({ name }: Suite): number {
  const index = order.indexOf(name.toLowerCase());
  return index === -1 ? order.length : index;
}

function fromChecks(gates: Readonly<Record<string, GateFact>>): Entry {
  const checks = Object.values(gates).find((fact) => fact.of === 'checks');
  if (checks !== undefined && checks.total > 0 && checks.failed.length === 0 && checks.pending.length === 0) {
    const { total, url } = checks;
    return proven('tests.checks', { code: 'tests-from-checks', passed: total, total }, url);
  }
  return said('tests', { code: 'tests-unknown' });
}
