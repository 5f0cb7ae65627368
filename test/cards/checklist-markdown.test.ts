import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checklistExport } from '../../src/cards/checklist-export.ts';
import { checklistMarkdown } from '../../src/cards/checklist-markdown.ts';
import { markdownText } from '../../src/cards/checklist-phrase.ts';
import { type GithubLogin } from '../../src/domain/ids.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { checklist, migrations, now, policy, routine } from '../domain/checklist/facts.ts';
import { candidateFrom, eventful, items, lane, requestedBy } from './checklist-samples.ts';
import { hostile } from './hostile.ts';
import { textOf } from './reading.ts';

function markdownOf(candidate: Candidate, list = checklist({ candidate, policy: lane })): string {
  return checklistMarkdown({ items: list, candidate, policy: lane, requestedBy, preparedBy: 'orchestrator', now });
}

const document = markdownOf(eventful, items);

test('begins as the deployment checklist does', () => {
  expect(document.split('\n').slice(0, 5)).toEqual([
    '## Deployment Checklist',
    '',
    '**Version**: v2.14.0 (1111111)',
    '**Date**: 2026-11-20',
    '**Prepared By**: orchestrator',
  ]);
});

test('has the headings of the deployment checklist, and staging where it is asked for', () => {
  expect(document.match(/^### .+$/gm)).toEqual([
    '### Changes Included',
    '### Tests Passed',
    '### Database Changes',
    '### Dependencies',
    '### Breaking Changes',
    '### Rollback Plan',
    '### Monitoring',
    '### Staging',
  ]);
  const plain = checklistMarkdown({
    items: checklist(),
    candidate: routine,
    policy,
    requestedBy,
    preparedBy: 'ana',
    now,
  });
  expect(plain).not.toContain('### Staging');
});

test('checks a box only for what is settled', () => {
  expect(document).toContain('- [ ] Unit tests: 811/812 passed\n');
  expect(document).toContain('- [x] E2E tests: 12/12 passed ([source](');
  expect(document).toContain('- [ ] Dashboards updated\n');
  expect(document).toContain('- [x] PR 212'.replace('PR 212', '[PR 212](https://github.com/acme/checkout/pull/212)'));
});

test('says who verified an item, and that it was the author of what they speak of', () => {
  const own = { ...eventful, authors: [{ login: 'ana' as GithubLogin, name: 'Ana', email: 'ana@example.com' }] };
  expect(markdownOf(own, items)).toContain('Backup verified (ana (U0ANA), its author, 2026-11-20: Restored');
});

test('nests what a migration asks for below it, and checks it when all of that is settled', () => {
  expect(document).toContain(
    [
      '- [ ] Migration: `db/migrate/7_add.sql` (nothing proves that it can be undone)',
      '- [ ] Migration: `db/migrate/8_drop.sql` (nothing proves that it can be undone)',
      '  - [ ] Tested rollback of 2 migrations',
      '  - [x] Backup verified (ana (U0ANA), 2026-11-20: Restored into staging at 09:00.)',
    ].join('\n'),
  );
  expect(markdownOf(routine)).toContain('### Database Changes\n- [x] No migrations');
  expect(markdownOf(migrations(['a.sql']))).toContain('  - [ ] Tested rollback\n  - [ ] Backup verified');
});

test('nests scan and licence below each dependency', () => {
  expect(document).toContain(
    [
      '- [ ] New dependency `@acme/forms 2.0.0`',
      '  - [ ] Security scanned: known weaknesses `GHSA-aaaa-bbbb-cccc`',
      '  - [ ] License verified (GitHub does not know it)',
      '- [x] New dependency `left-pad 1.3.0`',
      '  - [x] Security scanned: no known weakness',
    ].join('\n'),
  );
});

describe('what others wrote', () => {
  test.each([
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['[click](https://evil.example)', '\\[click\\](https\\://evil.example)'],
    ['see https://evil.example or www.evil.example', 'see https\\://evil.example or www\\.evil.example'],
    ['@acme/owners please', '＠acme/owners please'],
    ['**bold** &lt;', '\\*\\*bold\\*\\* \\&lt;'],
    ['one\n## two\n- [x] three', 'one \\#\\# two - \\[x\\] three'],
  ])('is text and nothing else: %s', (text, expected) => {
    expect(markdownText(text, 200)).toBe(expected);
  });

  test('never adds a line, a heading or a checked box to the document', () => {
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 1, max: 12 }), (text, many) => {
        const candidate = candidateFrom(text, many);
        const made = markdownOf(candidate);
        const tame = markdownOf(candidateFrom('x', many));
        expect(made.match(/^#+ .*$/gm)).toEqual(tame.match(/^#+ .*$/gm));
        for (const line of made.split('\n').slice(5)) expect(line).toMatch(/^(?:|### [A-Z].*|(?: {2})?- .*)$/u);
      }),
      { numRuns: 100 },
    );
  });

  test('is no mention, no HTML and no address of its own outside of code', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const made = markdownText(text, 300);
        expect(made.replace(/\\[\\`*_[\]<>&|~#!$:.]/g, '')).not.toMatch(/[<>[\]`*_&@]|:\/\//);
      }),
    );
  });
});

test('the export can be copied out of Slack as it is, with its code spans', () => {
  const text = textOf(checklistExport('checkout', document));
  expect(text).toContain('- [x] Rollback command: `/rollback 0000000 checkout` (back to `v2.13.0`)');
  expect(text.split('```').length % 2).toBe(1);
});

test('an export that is longer than a message may be says so', () => {
  const long = Array.from({ length: 400 }, (_, index) => `- [x] Line ${index} of a very long checklist`).join('\n');
  expect(textOf(checklistExport('checkout', long))).toContain('This is its beginning.');
});
