import { describe, expect, test } from 'vitest';
import { filesBelow, readProjectFile } from '../architecture/project-files.ts';

const records = filesBelow('docs/decisions', ['.md']).map((path) => ({ path, text: readProjectFile(path) }));

describe('a decision record', () => {
  test('has the number after the one before it', () => {
    const numbers = records.map(({ path }) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);

    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
    expect(numbers.length).toBeGreaterThan(10);
  });

  test.each(records)('$path says why, what, what else, and what follows, on one page', ({ text }) => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);

    expect(headings).toEqual(['Context', 'Decision', 'Rejected', 'Consequences']);
    expect(text.split('\n').length).toBeLessThanOrEqual(41);
  });
});
