import { describe, expect, test } from 'vitest';
import { ask, bySha, candidateOf, notAsked, seen } from './candidate-support.ts';
import { checkout, stage } from './support.ts';

/** Commits one change of so many files on main. */
async function changing(count: number) {
  const github = await stage();
  const { world } = github;
  const live = github.acme.checkout.candidate.sha;
  const files = Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/part-${index}.ts`, `${index}`]));
  world.push(checkout, 'main', world.commit(checkout, { on: 'main', author: 'eli', message: 'Many', files }), 'eli');
  return { github, live };
}

describe('what is known of the changed files', () => {
  test.each([
    [3, 'whole'],
    [299, 'whole'],
    [300, 'cut'],
    [400, 'cut'],
  ] as const)(
    'of %d files the list is %s: GitHub shows 300 and does not say that there are more',
    async (count, files) => {
      const { github, live } = await changing(count);

      expect((await candidateOf(github, { version: seen(live) })).changes.files).toBe(files);
    },
  );

  test('is nothing where there is nothing to compare with', async () => {
    const github = await stage();

    expect((await candidateOf(github, { version: notAsked })).changes.files).toBe('not-given');
  });
});

describe('who has looked at what comes in', () => {
  test('is not known as a whole where nobody knows since when: the head alone vouches for nothing before it', async () => {
    const github = await stage();
    const answer = await ask(github, { version: notAsked });

    expect(answer).toMatchObject({
      candidate: { base: { kind: 'unknown' } },
      range: { complete: 'no', noBase: expect.any(String) },
    });
  });

  test('is known as a whole from what is live', async () => {
    const github = await stage();
    const answer = await ask(github, { version: seen(github.acme.checkout.live.sha) });

    expect(answer).toMatchObject({ range: { complete: 'yes', noBase: null } });
  });

  test('is not known as a whole where production runs a commit that the repository does not know', async () => {
    const github = await stage();
    const answer = await ask(github, { version: seen('f'.repeat(40)) });

    expect(answer).toMatchObject({
      candidate: { base: { kind: 'unknown' } },
      range: { complete: 'no', noBase: expect.stringContaining('no history in common') },
    });
  });
});

test('a rollback to an older commit brings nothing that production has not', async () => {
  const github = await stage();
  const { live, candidate } = github.acme.checkout;
  const back = await candidateOf(github, { kind: 'rollback', ref: bySha(live.sha), version: seen(candidate.sha) });
  const forth = await candidateOf(github, { kind: 'rollback', ref: bySha(candidate.sha), version: seen(live.sha) });

  expect(back.ahead).toBe(0);
  expect(forth.ahead).toBeGreaterThan(0);
});
