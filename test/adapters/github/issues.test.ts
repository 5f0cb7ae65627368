import { type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createMakeIssue, type MakeIssue } from '../../../src/adapters/github/issues.ts';
import { type Asked, answering, checkout, clientsFor, closedUrl, json } from './support.ts';

const ask = { repo: checkout, title: 'Review of inc-checkout.abcd1234', body: 'What happened', marker: 'inc-1.review' };

type Issue = { readonly html_url: string; readonly body: string; readonly title: string };
type Handler = (asked: Asked, response: ServerResponse) => 'answered' | 'pass';

/** A GitHub that keeps issues; `first` may answer instead of it. */
async function github(first: Handler = () => 'pass'): Promise<{
  readonly makeIssue: MakeIssue;
  readonly issues: readonly Issue[];
  readonly asked: readonly Asked[];
}> {
  const issues: Issue[] = [];
  function open({ body }: Asked): Issue {
    const { title, body: text } = JSON.parse(body) as { title: string; body: string };
    const issue = { html_url: `https://github.example/acme/checkout/issues/${issues.length + 1}`, title, body: text };
    issues.unshift(issue);
    return issue;
  }
  const { url, asked } = await answering((request, response) => {
    if (first(request, response) === 'answered') return;
    if (request.method === 'GET') return json(response, 200, issues);
    const issue = open(request);
    // An answer that is lost on its way back.
    if (request.body.includes('lose the answer') && issues.length === 1) response.destroy();
    else json(response, 201, issue);
  });
  const { writes, reads } = clientsFor(url);
  return { makeIssue: createMakeIssue(writes, reads), issues, asked };
}

test('makes an issue once, however often it is asked', async () => {
  const { makeIssue, issues, asked } = await github();
  const first = await makeIssue(ask);

  expect(first).toEqual({ kind: 'made', url: 'https://github.example/acme/checkout/issues/1' });
  expect(await makeIssue(ask)).toEqual(first);
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ title: ask.title, body: 'What happened\n\n<!-- gonogo: inc-1.review -->' });
  expect(asked[0]?.url).toContain('/repos/acme/checkout/issues?state=all&sort=created&direction=desc');
});

test('makes a second one for another purpose', async () => {
  const { makeIssue, issues } = await github();
  await makeIssue(ask);
  await makeIssue({ ...ask, marker: 'inc-1.task' });

  expect(issues).toHaveLength(2);
});

test('finds the issue whose answer was lost', async () => {
  const { makeIssue, issues } = await github();
  const lost = { ...ask, body: 'lose the answer' };

  expect(await makeIssue(lost)).toMatchObject({ kind: 'later', afterMs: 10_000 });
  expect(await makeIssue(lost)).toMatchObject({ kind: 'made' });
  expect(issues).toHaveLength(1);
});

test('makes none where it cannot look for one', async () => {
  const { makeIssue, asked } = await github((request, response) => {
    if (request.method !== 'GET') return 'pass';
    json(response, 404, { message: 'Not Found' });
    return 'answered';
  });

  expect(await makeIssue(ask)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('write access') });
  expect(asked.every(({ method }) => method === 'GET')).toBe(true);
});

test.each([
  [401, {}, 'failed', 'refused the token'],
  [403, {}, 'failed', 'Give it write access to issues'],
  [404, {}, 'failed', 'Give it write access to issues'],
  [410, {}, 'failed', 'Issues are switched off'],
  [422, {}, 'failed', 'refused the issue (422'],
  [500, {}, 'later', 'a fault of its own'],
  [502, {}, 'later', 'a fault of its own'],
  [403, { 'retry-after': '60' }, 'later', 'rate limit'],
  [429, {}, 'later', 'rate limit'],
] as const)('says what a %i with %j means', async (status, headers, kind, words) => {
  const { makeIssue } = await github((request, response) => {
    if (request.method === 'GET') return 'pass';
    json(response, status, { message: 'No' }, headers);
    return 'answered';
  });

  const made = await makeIssue(ask);
  expect(made).toMatchObject({ kind, reason: expect.stringContaining(words) });
});

test('comes back when nobody answers', async () => {
  const { writes, reads } = clientsFor(await closedUrl());

  expect(await createMakeIssue(writes, reads)(ask)).toMatchObject({ kind: 'later', afterMs: 10_000 });
});

test('cuts what GitHub would refuse as too long, and keeps its marker', async () => {
  const { makeIssue, issues } = await github();
  await makeIssue({ ...ask, title: 't'.repeat(400), body: 'b'.repeat(80_000) });

  expect(issues[0]?.title).toHaveLength(256);
  expect(issues[0]?.body.length).toBeLessThanOrEqual(65_536);
  expect(issues[0]?.body.endsWith('<!-- gonogo: inc-1.review -->')).toBe(true);
});
