import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseWebhook, verifySignature } from '../../../src/adapters/github/webhooks.ts';

const secret = 'it-is-a-secret';
const body = '{"zen":"Keep it logically awesome."}';

function sign(text: string, key = secret): string {
  return `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;
}

test('accepts what GitHub signed, as text or as bytes', () => {
  expect(verifySignature(secret, body, sign(body))).toBe(true);
  expect(verifySignature(secret, Buffer.from(body), sign(body))).toBe(true);
});

test.each([
  ['another secret', sign(body, 'another')],
  ['a body changed by a byte', sign(`${body} `)],
  ['no signature', undefined],
  ['an empty signature', ''],
  ['the old algorithm', `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`],
  ['a signature that was cut', sign(body).slice(0, -1)],
  ['a signature in capitals', sign(body).toUpperCase()],
])('refuses %s', (_name, header) => {
  expect(verifySignature(secret, body, header)).toBe(false);
});

test('refuses everything when there is no secret', () => {
  expect(verifySignature('', body, sign(body, ''))).toBe(false);
});

const repository = { full_name: 'acme/checkout' };
const sha = 'a'.repeat(40);

test('takes a run from a workflow_run event, with every digit of its id', () => {
  const text = `{"repository":{"full_name":"acme/checkout"},"action":"completed","workflow_run":{"id":9007199254741007,"display_title":"Deploy (gng-1)"}}`;

  expect(parseWebhook('workflow_run', text)).toEqual({
    kind: 'run',
    repo: 'acme/checkout',
    runId: '9007199254741007',
    displayTitle: 'Deploy (gng-1)',
    ended: 'yes',
    dispatched: null,
  });
});

test.each([
  ['workflow_dispatch', '.github/workflows/deploy.yml', 'deploy.yml'],
  ['workflow_dispatch', '.github/workflows/deploy.yml@main', 'deploy.yml'],
  ['workflow_dispatch', 'elsewhere/deploy.yml', null],
  ['push', '.github/workflows/deploy.yml', null],
] as const)('tells of a run by %s of %s which file somebody dispatched: %s', (event, path, dispatched) => {
  const body = { repository, action: 'requested', workflow_run: { id: 7, event, path } };

  expect(parseWebhook('workflow_run', JSON.stringify(body))).toMatchObject({ kind: 'run', ended: 'no', dispatched });
});

test('takes who pushed what from a push event', () => {
  const push = { repository, ref: 'refs/heads/main', after: sha, pusher: { name: 'Eli' }, sender: { login: 'eli' } };

  expect(parseWebhook('push', JSON.stringify(push))).toEqual({
    kind: 'push',
    repo: 'acme/checkout',
    push: { ref: 'refs/heads/main', sha, pusher: 'eli' },
  });
});

test('takes no push from a branch that was deleted', () => {
  const push = { repository, ref: 'refs/heads/old', after: '0'.repeat(40), pusher: { name: 'eli' } };

  expect(parseWebhook('push', JSON.stringify(push))).toEqual({ kind: 'other' });
});

test.each(['requested', 'in_progress'])('knows that a run which is %s is not over', (action) => {
  const started = JSON.stringify({ repository, action, workflow_run: { id: 1 } });

  expect(parseWebhook('workflow_run', started)).toMatchObject({ kind: 'run', ended: 'no' });
});

test.each([
  ['check_run', 'completed'],
  ['check_suite', 'completed'],
  ['pull_request', 'labeled'],
  ['pull_request', 'closed'],
  ['pull_request_review', 'submitted'],
  ['pull_request_review', 'dismissed'],
])('takes from %s that was %s that gates may say something else', (event, action) => {
  expect(parseWebhook(event, JSON.stringify({ repository, action }))).toEqual({
    kind: 'evidence',
    repo: 'acme/checkout',
  });
});

test.each([
  ['check_run', 'created'],
  ['check_suite', 'requested'],
  ['pull_request', 'opened'],
  ['pull_request_review', 'edited'],
])('takes nothing from %s that was %s', (event, action) => {
  expect(parseWebhook(event, JSON.stringify({ repository, action }))).toEqual({ kind: 'other' });
});

test('takes a commit’s status for news once it is no longer pending', () => {
  const answers = ['pending', 'success', 'failure', 'error'].map((state) =>
    parseWebhook('status', JSON.stringify({ repository, state })),
  );

  expect(answers.map(({ kind }) => kind)).toEqual(['other', 'evidence', 'evidence', 'evidence']);
});

test.each(['deployment_protection_rule', 'ping', 'star'])('takes no hint from %s', (event) => {
  expect(parseWebhook(event, '{}')).toEqual({ kind: 'other' });
});

test.each([
  ['workflow_run', '{}'],
  ['workflow_run', 'not JSON'],
  ['workflow_run', '{"repository":{"full_name":"../.."},"workflow_run":{"id":1}}'],
  ['workflow_run', '{"repository":{"full_name":"a/b"},"workflow_run":{"id":-1}}'],
  ['push', '[]'],
])('says that a %s event with the body %s cannot be read', (event, text) => {
  expect(parseWebhook(event, text)).toMatchObject({ kind: 'unreadable', reason: expect.stringMatching(/\w/) });
});
