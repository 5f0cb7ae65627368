import { describe, expect, test } from 'vitest';
import { type CommitSha, type GithubLogin, type RepoName } from '../../src/domain/ids.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Submission } from '../../src/flow.ts';
import { type Delivery, githubWebhook, type Hint, type WebhookParts } from '../../src/handlers/github-webhook.ts';
import { policy, sha } from '../cards/fixtures.ts';
import { acceptedAnswer, stagingName } from './support.ts';

const repo = 'acme/checkout' as RepoName;
const push = { ref: 'refs/heads/main', sha: sha as CommitSha, pusher: 'eli' as GithubLogin };

const aRun = { kind: 'run', repo, displayTitle: 'Deploy 4f2a91c', dispatched: null } as const;

const staging: LanePolicy = { ...policy, environment: stagingName, refs: ['staging/*'] };
const basket: LanePolicy = { ...policy, service: 'basket' as LanePolicy['service'], repo: 'acme/basket' as RepoName };

function createGithub(hint: Hint, changes: Partial<WebhookParts> = {}) {
  const submitted: Submission[] = [];
  const woken: string[] = [];
  const known = new Set<string>();
  const waiting: (() => void)[] = [];
  const logged: string[] = [];
  const lookedAt: string[] = [];
  function log(_facts: object, text: string): void {
    logged.push(text);
  }
  const take = githubWebhook({
    async submit(submission) {
      submitted.push(submission);
      return acceptedAnswer;
    },
    lanes: () => [policy, staging, basket],
    log: { info: log, warn: log, error: log },
    verify: (_body, signature) => signature === 'good',
    parse: () => hint,
    matchesRef: (name, pattern) => name === pattern || name.startsWith(pattern.replace(/\*$/, '\0')),
    deliveries: { isKnown: async (id) => known.has(id), remember: async (id) => void known.add(id) },
    hints: {
      wake: async (chain, read) => void woken.push(`${chain} ${read}`),
      dispatched: ({ workflow, title }) => void lookedAt.push(`${workflow}: ${title}`),
    },
    later: (_milliseconds, run) => void waiting.push(run),
    ...changes,
  });
  /** Lets the moment pass within which hints are gathered. */
  function passTheMoment(): void {
    for (const run of waiting.splice(0)) run();
  }
  return { take, submitted, woken, known, logged, lookedAt, passTheMoment };
}

function delivery(event: string, changes: Partial<Delivery> = {}): Delivery {
  return { event, delivery: 'd-1', signature: 'good', rawBody: Buffer.from('{}'), ...changes };
}

describe('a webhook from GitHub', () => {
  test.each([undefined, '', 'bad'])('with the signature %o is refused, and nothing comes of it', async (signature) => {
    const github = createGithub({ kind: 'push', repo, push });

    const answer = await github.take(delivery('push', { signature }));

    expect(answer).toEqual({ status: 401, body: '' });
    expect([...github.submitted, ...github.woken, ...github.known]).toEqual([]);
  });

  test('that only says hello is answered', async () => {
    const github = createGithub({ kind: 'other' });

    expect(await github.take(delivery('ping'))).toMatchObject({ status: 200 });
  });

  test('about a run has the runs of that repository’s lanes read, and records nothing by itself', async () => {
    const github = createGithub({ ...aRun, ended: 'no' });

    expect(await github.take(delivery('workflow_run'))).toMatchObject({ status: 200 });

    expect(github.woken).toEqual(['lane.checkout.production runs', 'lane.checkout.staging runs']);
    expect(github.submitted).toEqual([]);
  });

  test.each<[string, Hint]>([
    ['a run that is over', { ...aRun, ended: 'yes' }],
    ['checks, reviews or a pull request', { kind: 'evidence', repo }],
  ])('about %s has the candidates of that repository’s lanes read again', async (_what, hint) => {
    const github = createGithub(hint);

    await github.take(delivery('check_suite'));
    github.passTheMoment();

    expect(github.woken).toContain('lane.checkout.production candidates');
    expect(github.woken).toContain('lane.checkout.staging candidates');
    expect(github.woken).not.toContain('lane.basket.production candidates');
    expect(github.submitted).toEqual([]);
  });

  test('about a run that somebody dispatched has the runs of its workflow looked through', async () => {
    const github = createGithub({ ...aRun, ended: 'no', dispatched: 'deploy.yml' });

    await github.take(delivery('workflow_run'));

    expect(github.lookedAt).toEqual(['deploy.yml: Deploy 4f2a91c']);
    expect(github.submitted).toEqual([]);
  });

  test('about a run that began otherwise has none looked through', async () => {
    const github = createGithub({ ...aRun, ended: 'no' });

    await github.take(delivery('workflow_run'));

    expect(github.lookedAt).toEqual([]);
  });

  test('about a run that goes on has no candidate read', async () => {
    const github = createGithub({ ...aRun, ended: 'no' });

    await github.take(delivery('workflow_run'));
    github.passTheMoment();

    expect(github.woken).toEqual(['lane.checkout.production runs', 'lane.checkout.staging runs']);
  });

  test('has each lane read once for all that ends within a moment, and again for what ends later', async () => {
    const github = createGithub({ kind: 'evidence', repo });

    for (const name of ['d-1', 'd-2', 'd-3']) await github.take(delivery('check_suite', { delivery: name }));
    expect(github.woken).toEqual([]);
    github.passTheMoment();
    expect(github.woken).toHaveLength(2);

    for (const name of ['d-4', 'd-5']) await github.take(delivery('check_suite', { delivery: name }));
    expect(github.woken).toHaveLength(2);
    github.passTheMoment();
    expect(github.woken).toHaveLength(4);

    github.passTheMoment();
    expect(github.woken).toHaveLength(4);
    await github.take(delivery('check_suite', { delivery: 'd-6' }));
    github.passTheMoment();
    expect(github.woken).toHaveLength(6);
  });

  test('that could not be passed on after its answer is logged, for the next regular reading finds it', async () => {
    const github = createGithub(
      { kind: 'evidence', repo },
      { hints: { wake: () => Promise.reject(new Error('Redis is away')), dispatched: () => undefined } },
    );

    expect(await github.take(delivery('check_suite'))).toMatchObject({ status: 200 });
    github.passTheMoment();

    await expect.poll(() => github.logged).toHaveLength(2);
  });

  test('about a push records it where that branch matters, and has the candidates read', async () => {
    const github = createGithub({ kind: 'push', repo, push });

    await github.take(delivery('push'));

    expect(github.submitted).toMatchObject([
      { chain: 'lane.checkout.production', command: { type: 'RecordPush', push }, actor: { kind: 'system' } },
      { chain: 'lane.checkout.staging' },
    ]);
    expect(github.woken).toEqual(['lane.checkout.production candidates', 'lane.checkout.staging candidates']);
  });

  test('about a branch that no lane knows leaves no trace in the ledger', async () => {
    const github = createGithub({ kind: 'push', repo, push: { ...push, ref: 'refs/heads/experiment' } });

    expect(await github.take(delivery('push'))).toMatchObject({ status: 200 });

    expect(github.submitted).toEqual([]);
  });

  test('finds the lanes of a repository that GitHub writes with other capitals', async () => {
    const github = createGithub({ ...aRun, repo: 'Acme/Checkout' as RepoName, ended: 'no' });

    await github.take(delivery('workflow_run'));

    expect(github.woken).toHaveLength(2);
  });

  test('that is delivered again has no second effect', async () => {
    const github = createGithub({ kind: 'push', repo, push });

    await github.take(delivery('push'));
    const again = await github.take(delivery('push'));

    expect(again).toMatchObject({ status: 200 });
    expect(github.submitted).toHaveLength(2);
  });

  test('that could not be taken in is not remembered, so that it may come again', async () => {
    const github = createGithub(
      { kind: 'push', repo, push },
      { submit: () => Promise.reject(new Error('Redis is away')) },
    );

    expect(await github.take(delivery('push'))).toMatchObject({ status: 503 });

    expect([...github.known]).toEqual([]);
    expect(github.logged).toHaveLength(1);
  });

  test('that is signed and not understood is refused and logged, without its body', async () => {
    const github = createGithub({ kind: 'unreadable', reason: 'workflow_run.id: not a number' });

    expect(await github.take(delivery('workflow_run'))).toMatchObject({ status: 400 });

    expect(github.logged).toHaveLength(1);
  });

  test.each<Partial<Delivery>>([{ event: undefined }, { delivery: undefined }])(
    'without %o is refused',
    async (missing) => {
      const github = createGithub({ ...aRun, ended: 'no' });

      expect(await github.take(delivery('workflow_run', missing))).toMatchObject({ status: 400 });

      expect(github.woken).toEqual([]);
    },
  );
});
