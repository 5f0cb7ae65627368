import { expect, test } from 'vitest';
import { checkout, stage } from './github-support.ts';

test('an issue is made by whom the token belongs to, and stands first among the newest, pull requests included', async () => {
  const { octokit, world } = await stage();
  const made = await octokit.rest.issues.create({ ...checkout, title: 'Mend it', body: 'So that it holds' });
  expect(made.status).toBe(201);
  expect(made.data).toMatchObject({ title: 'Mend it', state: 'open', user: { login: world.tokenLogin } });
  expect(made.data.html_url).toMatch(new RegExp(`/acme/checkout/issues/${made.data.number}$`));

  const { data } = await octokit.rest.issues.listForRepo({ ...checkout, state: 'all', sort: 'created' });
  expect(data[0]).toMatchObject({ number: made.data.number, body: 'So that it holds' });
  const pulls = world.repo('acme/checkout').pulls.map(({ number }) => number);
  expect(data.filter((issue) => issue.pull_request !== undefined).map(({ number }) => number)).toEqual(
    pulls.toReversed(),
  );
  expect(pulls).not.toContain(made.data.number);
});

test('an issue without a title, or with too much text, is refused', async () => {
  const { octokit, world } = await stage();
  for (const wrong of [{ title: ' ' }, { title: 'x'.repeat(257) }, { title: 'Mend it', body: 'x'.repeat(65_537) }]) {
    await expect(octokit.rest.issues.create({ ...checkout, ...wrong })).rejects.toMatchObject({ status: 422 });
  }
  expect(world.repo('acme/checkout').issues).toEqual([]);
});
