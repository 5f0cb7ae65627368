import { describe, expect, test } from 'vitest';
import { checkout, inputsFor, readEvidence, readZip, type Stage, stage, workflowId } from './github-support.ts';

const repo = 'acme/checkout';
const replay = 'cloud-deployment-pipeline-replay.yml';

function namesOf({ world }: Stage): readonly string[] {
  return world.repo(repo).artifacts.map(({ name }) => name);
}

/** Deploys to the end, and resolves with how the run ended. */
function deploy({ world }: Stage, workflow: string, inputs: Readonly<Record<string, string>>): string {
  const run = world.dispatchByHand(repo, { workflow, ref: 'main', inputs, actor: 'ana' });
  world.finishRun(run.id, 'success');
  return run.conclusion ?? 'open';
}

describe('the history of the demo', () => {
  test('has a green commit stage and integration gate for everything on main', async () => {
    const { octokit, acme, world } = await stage();
    const { live, candidate, hotfix } = acme.checkout;
    const shas = [live.sha, candidate.sha, hotfix.sha];
    const found = await Promise.all(
      ['commit-stage.yml', 'integration-gate.yml'].flatMap((workflow_id) =>
        shas.map(async (head_sha) => {
          const { data } = await octokit.actions.listWorkflowRuns({
            ...checkout,
            workflow_id,
            head_sha,
            event: 'push',
            status: 'success',
          });
          return data.total_count;
        }),
      ),
    );

    expect(found).toEqual([1, 1, 1, 1, 1, 1]);
    expect(world.runsOf(repo).every((run) => run.conclusion === 'success')).toBe(true);
    expect(world.artifact('acme/ledger', `release-candidate-${acme.ledger.candidate.sha}`)).toBeDefined();
  });

  test('has a manifest with the images, a test summary and a scorecard of twelve for the candidate', async () => {
    const github = await stage();
    const { sha, version } = github.acme.checkout.candidate;
    const manifest = await readEvidence(github, repo, `release-candidate-${sha}`);
    const tests = await readEvidence(github, repo, `tests-${sha}`);
    const scorecard = await readEvidence(github, repo, `scorecard-${sha}`);

    expect(manifest).toMatchObject({
      schemaVersion: 1,
      sha,
      version,
      configDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(manifest['images']).toMatchObject(
      ['api', 'web', 'worker'].map((name) => ({
        name,
        ref: expect.stringMatching(new RegExp(`^acme\\.azurecr\\.io/checkout-${name}@sha256:[0-9a-f]{64}$`)),
      })),
    );
    expect(tests).toMatchObject({ sha, suites: { unit: { passed: 812, total: 812 } } });
    expect(scorecard).toMatchObject({ sha, decision: 'green' });
    expect(new Set((scorecard['invariants'] as { id: string }[]).map(({ id }) => id)).size).toBe(12);
    expect(new Set((scorecard['artifacts'] as { name: string }[]).map(({ name }) => name)).size).toBe(12);
  });

  test('names the paths inside the artifacts as the pipeline does', async () => {
    const { world, acme } = await stage();
    const { sha } = acme.checkout.candidate;
    const paths = await Promise.all(
      ['release-candidate', 'tests', 'scorecard'].map(async (kind) =>
        Object.keys(await readZip(world.artifact(repo, `${kind}-${sha}`)?.bytes ?? Buffer.alloc(0))),
      ),
    );

    expect(paths.flat()).toEqual([
      `.artifacts/release-candidate/${sha}/manifest.json`,
      `.artifacts/tests/${sha}/summary.json`,
      'scorecard.json',
    ]);
  });
});

describe('a push', () => {
  test('leaves the evidence of its commit when its runs are through, and not before', async () => {
    const github = await stage();
    const sha = github.world.setFile(repo, 'main', 'src/more.ts', 'export {};\n', 'eli');
    const before = namesOf(github).filter((name) => name.endsWith(sha));
    github.world.finishPushRuns(repo);

    expect(before).toEqual([]);
    expect(
      namesOf(github)
        .filter((name) => name.endsWith(sha))
        .toSorted(),
    ).toEqual([`release-candidate-${sha}`, `scorecard-${sha}`, `tests-${sha}`]);
  });

  test('is through after two beats of the pace, so that nobody waits for its evidence', async () => {
    const github = await stage();
    const sha = github.world.setFile(repo, 'main', 'src/more.ts', 'export {};\n', 'eli');
    github.world.advanceAll();
    github.world.advanceAll();

    expect(github.world.runsOf(repo).filter((run) => run.headSha === sha)).toMatchObject([
      { conclusion: 'success' },
      { conclusion: 'success' },
    ]);
  });
});

describe('a deployment', () => {
  test('leaves its evidence as it goes: infra with the deploy, the rest with the smoke test', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const inputs = inputsFor(sha);
    const run = github.world.dispatchByHand(repo, { workflow: workflowId, ref: 'main', inputs, actor: 'ana' });
    const seen: string[] = [];
    while (run.conclusion === null) {
      github.world.advanceRun(run.id);
      const mine = github.world.repo(repo).artifacts.filter((one) => one.runId === run.id);
      seen.push(...mine.map(({ name }) => name).filter((name) => !seen.includes(name)));
    }

    expect(seen[0]).toBe(`infra-${sha}`);
    expect(seen.toSorted()).toEqual([`deploy-${sha}`, `infra-${sha}`, `pipeline-${sha}`, `release-${sha}`]);
  });

  test('ships the images of the manifest of the commit that it was given, whatever the head of its branch is', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.live;
    deploy(github, workflowId, inputsFor(sha));
    const manifest = await readEvidence(github, repo, `release-candidate-${sha}`);
    const infra = await readEvidence(github, repo, `infra-${sha}`);

    expect(infra).toMatchObject({ sha, environment: 'production', status: 'succeeded' });
    expect(infra['images']).toEqual(manifest['images']);
    expect(await readEvidence(github, repo, `deploy-${sha}`)).toMatchObject({ sha, status: 'passed' });
    expect(await readEvidence(github, repo, `release-${sha}`)).toMatchObject({ sha, decision: 'release' });
    expect((await readEvidence(github, repo, `pipeline-${sha}`))['stages']).toHaveLength(3);
  });

  test.each([
    ['shipOtherDigests', 'infra'],
    ['failSmoke', 'deploy'],
    ['decideHold', 'release'],
  ])('with the fault %s is green, and says something else in %s alone', async (fault, kind) => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const told = { infra: 'images', deploy: 'status', release: 'decision' };
    async function said(): Promise<readonly string[]> {
      return await Promise.all(
        Object.entries(told).map(async ([name, field]) => {
          const file = await readEvidence(github, repo, `${name}-${sha}`);
          return `${name}: ${JSON.stringify(file[field])}`;
        }),
      );
    }
    deploy(github, workflowId, inputsFor(sha));
    const before = await said();
    github.world.faults.workflows = { ...github.world.faults.workflows, [fault]: true };
    const ended = deploy(github, workflowId, inputsFor(sha, 'd-2'));
    const changed = (await said()).filter((one) => !before.includes(one));

    expect(ended).toBe('success');
    expect(changed).toEqual([expect.stringMatching(`^${kind}: `)]);
  });

  test('leaves nothing behind while runs publish nothing', async () => {
    const github = await stage();
    github.world.faults.workflows = { ...github.world.faults.workflows, publishNothing: true };
    const before = namesOf(github).length;
    const ended = deploy(github, workflowId, inputsFor(github.acme.checkout.candidate.sha));

    expect(ended).toBe('success');
    expect(namesOf(github)).toHaveLength(before);
  });
});

describe('a replay', () => {
  test('ships the digests of the candidate that it finds, and names the request in its title', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.live;
    const ended = deploy(github, replay, inputsFor(sha, 'd-9'));
    const manifest = await readEvidence(github, repo, `release-candidate-${sha}`);

    expect(ended).toBe('success');
    expect(github.world.runsOf(repo)[0]?.displayTitle).toBe(`Replay ${sha} (d-9)`);
    expect((await readEvidence(github, repo, `infra-${sha}`))['images']).toEqual(manifest['images']);
  });

  test('ships what the manifest says that it is given, also when the artifact has expired', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.live;
    const images = [{ name: 'api', ref: `acme.azurecr.io/checkout-api@sha256:${'a'.repeat(64)}` }];
    github.world.expireArtifact(repo, `release-candidate-${sha}`);
    const release_manifest = JSON.stringify({ schemaVersion: 1, sha, images });
    const ended = deploy(github, replay, { ...inputsFor(sha), release_manifest });

    expect(ended).toBe('success');
    expect((await readEvidence(github, repo, `infra-${sha}`))['images']).toEqual(images);
  });

  test.each([
    ['the artifact has expired and it is given none', {}],
    ['it is given that of another commit', { release_manifest: JSON.stringify({ sha: 'b'.repeat(40), images: [] }) }],
  ])('fails before it deploys when %s', async (_what, more) => {
    const github = await stage();
    const { sha } = github.acme.checkout.live;
    github.world.expireArtifact(repo, `release-candidate-${sha}`);
    const ended = deploy(github, replay, { ...inputsFor(sha), ...more });

    expect(ended).toBe('failure');
    expect(namesOf(github)).not.toContain(`infra-${sha}`);
  });
});
