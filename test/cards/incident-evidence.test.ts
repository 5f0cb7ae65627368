import { expect, test } from 'vitest';
import { evidenceLine } from '../../src/cards/incident-evidence.ts';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { allLeft, nothingLeft, smoke } from '../support/evidence.ts';
import { at } from './fixtures.ts';
import { advised, passing, pending, red } from './gates-shown.ts';
import { preparing, view, watching } from './releases.ts';

function lineOf(changes: Parameters<typeof view>[1], left: Omit<PostDeploy, 'readAt'> = nothingLeft): string | null {
  const release = { ...watching, postDeploy: { ...left, readAt: at('11:49') } };
  return evidenceLine(view(release, changes))?.mrkdwn ?? null;
}

test('an incident says in one line which gates did not pass, and what the run left behind', () => {
  const line = lineOf({ gates: [passing, advised, pending, red] }, { ...allLeft, smoke: smoke(['pay']) });

  expect(line).toMatch(/^\*Evidence:\* 1 of 4 gates passed\. Not passed: .*✗ <[^|]*\|integration-gate>/);
  expect(line).toMatch(
    /\. The run left behind: [✓✗] <[^|]*\|Deployed images>, ✗ <[^|]*\|Smoke test>, ✓ <[^|]*\|Decision>\.$/,
  );
  expect(line).not.toContain('\n');
});

test('an incident says so where all gates passed, and which were not asked of an emergency', () => {
  expect(lineOf({ gates: [passing] })).toBe('*Evidence:* 1 of 1 gate passed.');
  expect(lineOf({ gates: [passing, red], waived: [red.id] })).toContain('(not asked)');
});

test('an incident names five gates and counts the others', () => {
  const gates = Array.from({ length: 8 }, (_, index) => ({ ...red, id: `gate-${index}` }));

  expect(lineOf({ gates })).toMatch(/^\*Evidence:\* 0 of 8 gates passed\. Not passed: .*gate-4>, 3 more\.$/);
});

test('an incident says nothing of evidence where there is none', () => {
  expect(lineOf({ gates: [] })).toBeNull();
  expect(evidenceLine(view(preparing))).toBeNull();
});
