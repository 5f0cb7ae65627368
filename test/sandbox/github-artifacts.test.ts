import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writeZip, zipOf } from '../../sandbox/github/zip.ts';
import { checkout, readZip, type Stage, stage, token } from './github-support.ts';

const repo = 'acme/checkout';
const auth = { authorization: `Bearer ${token}`, 'user-agent': 'sandbox-test' };
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A run of a push that has left nothing behind yet. */
function emptyRun({ world, acme }: Stage): string {
  const { sha } = acme.checkout.candidate;
  return world.addRun(repo, { workflow: 'commit-stage.yml', event: 'push', branch: 'main', sha, conclusion: 'success' })
    .id;
}

async function addressOf({ url }: Stage, artifact: number): Promise<Response> {
  return await fetch(`${url}/repos/${repo}/actions/artifacts/${artifact}/zip`, { headers: auth, redirect: 'manual' });
}

describe('artifacts', () => {
  test('say which run, branch and commit they come from, and the digest of the zip', async () => {
    const github = await stage();
    const run = emptyRun(github);
    const { id, bytes } = github.world.publishArtifact(repo, run, 'tests-of-today', { 'a/b.txt': 'hello\n' });
    const { data } = await github.octokit.actions.getArtifact({ ...checkout, artifact_id: id });

    expect(data).toMatchObject({
      name: 'tests-of-today',
      size_in_bytes: bytes.length,
      url: `${github.url}/repos/${repo}/actions/artifacts/${id}`,
      archive_download_url: `${github.url}/repos/${repo}/actions/artifacts/${id}/zip`,
      expired: false,
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      workflow_run: { id: Number(run), head_branch: 'main', head_sha: github.acme.checkout.candidate.sha },
    });
    expect(data.workflow_run?.head_repository_id).toBe(data.workflow_run?.repository_id);
    expect(Date.parse(data.expires_at ?? '') - Date.parse(data.created_at ?? '')).toBe(90 * dayMs);
    github.world.faults.hideDigests = true;
    const older = await github.octokit.actions.getArtifact({ ...checkout, artifact_id: id });
    expect(older.data.digest).toBeNull();
  });

  test('of a fork name another repository as their head', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const fork = { workflow: 'commit-stage.yml', event: 'pull_request', branch: 'main', headRepo: 'mallory/checkout' };
    const run = github.world.addRun(repo, { ...fork, sha, conclusion: 'success' });
    const { id } = github.world.publishArtifact(repo, run.id, `scorecard-${sha}`, { 'scorecard.json': '{}' });
    const { data } = await github.octokit.actions.getArtifact({ ...checkout, artifact_id: id });

    expect(data.workflow_run?.head_repository_id).not.toBe(data.workflow_run?.repository_id);
  });

  test('are listed newest first, by name, by run and in pages', async () => {
    const github = await stage();
    const [one, other] = [emptyRun(github), emptyRun(github)];
    for (let index = 0; index < 35; index += 1) {
      github.world.publishArtifact(repo, one, `part-${index}`, { 'part.txt': `${index}` });
    }
    const mine = github.world.publishArtifact(repo, other, 'part-3', { 'part.txt': 'mine' });
    const byName = await github.octokit.actions.listArtifactsForRepo({ ...checkout, name: 'part-3' });
    const ofRun = await github.octokit.actions.listWorkflowRunArtifacts({ ...checkout, run_id: Number(one) });
    const named = { ...checkout, run_id: Number(one), name: 'part-3' };
    const namedOfRun = await github.octokit.actions.listWorkflowRunArtifacts(named);
    const all = await github.octokit.paginate(github.octokit.actions.listWorkflowRunArtifacts, {
      ...checkout,
      run_id: Number(one),
    });

    expect(byName.data.total_count).toBe(2);
    expect(byName.data.artifacts[0]?.id).toBe(mine.id);
    expect(ofRun.data.artifacts).toHaveLength(30);
    expect(ofRun.headers.link).toContain('rel="next"');
    expect(ofRun.data.total_count).toBe(35);
    expect(all).toHaveLength(35);
    expect(namedOfRun.data.total_count).toBe(1);
  });

  test('that are replaced get another id, and the old one is gone', async () => {
    const github = await stage();
    const run = emptyRun(github);
    const before = github.world.publishArtifact(repo, run, 'notes', { 'notes.txt': 'first' });
    const after = github.world.replaceArtifact(repo, run, 'notes', { 'notes.txt': 'second' });
    const listed = await github.octokit.actions.listArtifactsForRepo({ ...checkout, name: 'notes' });

    expect(listed.data.artifacts.map(({ id }) => id)).toEqual([after.id]);
    await expect(github.octokit.actions.getArtifact({ ...checkout, artifact_id: before.id })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('the download of an artifact', () => {
  test('leads the usual client to the bytes', async () => {
    const github = await stage();
    const files = { '.artifacts/x/manifest.json': '{"a":1}\n', 'notes.txt': 'ü\n' };
    const { id } = github.world.publishArtifact(repo, emptyRun(github), 'x', files);
    const { data } = await github.octokit.actions.downloadArtifact({
      ...checkout,
      artifact_id: id,
      archive_format: 'zip',
    });

    expect(await readZip(Buffer.from(data as ArrayBuffer))).toEqual(files);
  });

  test('is an address elsewhere that lives one minute and wants no token', async () => {
    let now = Date.now();
    const github = await stage({ now: () => now });
    const { id, bytes } = github.world.publishArtifact(repo, emptyRun(github), 'x', { 'x.txt': 'x' });
    const answer = await addressOf(github, id);
    const address = answer.headers.get('location') ?? '';
    const taken = await fetch(address);
    const withToken = await fetch(address, { headers: auth });
    now += minuteMs;
    const late = await fetch(address);

    expect(answer.status).toBe(302);
    expect(new URL(address).origin).not.toBe(github.url);
    expect(Buffer.from(await taken.arrayBuffer()).equals(bytes)).toBe(true);
    expect([withToken.status, late.status]).toEqual([401, 403]);
  });

  test('is refused with 410 when the artifact has expired, which stays in the list', async () => {
    let now = Date.now();
    const github = await stage({ now: () => now });
    const old = github.world.publishArtifact(repo, emptyRun(github), 'old', { 'x.txt': 'x' });
    const other = github.world.publishArtifact(repo, emptyRun(github), 'other', { 'x.txt': 'x' });
    github.world.expireArtifact(repo, 'old');
    const early = await Promise.all([old, other].map(async ({ id }) => (await addressOf(github, id)).status));
    now += 90 * dayMs;
    const late = await addressOf(github, other.id);
    const { data } = await github.octokit.actions.listArtifactsForRepo({ ...checkout, name: 'other' });

    expect(early).toEqual([410, 302]);
    expect(late.status).toBe(410);
    expect(await late.json()).toMatchObject({ message: 'Artifact has expired' });
    expect(data.artifacts[0]?.expired).toBe(true);
  });

  test('is 404 for an artifact that never was, and 401 for somebody without a token', async () => {
    const github = await stage();
    const unknown = await addressOf(github, 1);
    const { id } = github.world.publishArtifact(repo, emptyRun(github), 'x', { 'x.txt': 'x' });
    const stranger = await fetch(`${github.url}/repos/${repo}/actions/artifacts/${id}/zip`, { redirect: 'manual' });

    expect([unknown.status, stranger.status]).toEqual([404, 401]);
  });

  test('may break in the middle, or bring other bytes than those of the digest', async () => {
    const github = await stage();
    const { id, bytes } = github.world.publishArtifact(repo, emptyRun(github), 'x', { 'x.txt': 'x'.repeat(2000) });
    const address = (await addressOf(github, id)).headers.get('location') ?? '';
    github.world.faults.storage = 'other-bytes';
    const other = Buffer.from(await (await fetch(address)).arrayBuffer());
    github.world.faults.storage = 'cut-off';

    expect(other).toHaveLength(bytes.length);
    expect(other.equals(bytes)).toBe(false);
    await expect(fetch(address).then(async (answer) => await answer.arrayBuffer())).rejects.toThrow('terminated');
  });
});

describe('the zip writer', () => {
  test('writes the same bytes for the same files, stored or deflated', async () => {
    const entries = [
      { name: 'a.txt', data: 'a'.repeat(500), method: 'stored' },
      { name: 'b/c.txt', data: 'b'.repeat(500), method: 'deflated' },
    ] as const;

    expect(await readZip(writeZip(entries))).toEqual({ 'a.txt': 'a'.repeat(500), 'b/c.txt': 'b'.repeat(500) });
    expect(zipOf({ 'a.txt': 'a' }).equals(zipOf({ 'a.txt': 'a' }))).toBe(true);
  });

  test.each([
    ['climbs out', 'invalid relative path', { name: '../a.txt', data: 'a' }],
    ['is absolute', 'absolute path', { name: '/a.txt', data: 'a' }],
    ['claims another size', 'too many bytes', { name: 'a.txt', data: 'aaaa', claimedSize: 2 }],
    ['is encrypted', 'encrypted', { name: 'a.txt', data: 'a', flags: 1 }],
  ])('writes an entry that %s, as a careful reader finds out', async (_what, says, entry) => {
    await expect(readZip(writeZip([entry]))).rejects.toThrow(says);
  });
});
