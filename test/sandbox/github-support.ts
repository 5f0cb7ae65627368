import { text } from 'node:stream/consumers';
import { Octokit } from '@octokit/rest';
import { onTestFinished } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';
import { type Acme, seedAcme } from '../../sandbox/github/acme-checkout.ts';
import { type GithubDouble, type GithubOptions, startGithub } from '../../sandbox/github/server.ts';

export const token = 'ghp_sandbox';
export const checkout = { owner: 'acme', repo: 'checkout' };
export const workflowId = 'cloud-deployment-pipeline.yml';

export type Stage = GithubDouble & { readonly octokit: Octokit; readonly acme: Acme };

/** A GitHub with the demo's repositories, and the real client in front of it. Stopped when the test ends. */
export async function stage(options: Partial<GithubOptions> = {}): Promise<Stage> {
  const github = await startGithub({ token, ...options });
  onTestFinished(async () => github.stop());
  return { ...github, octokit: clientOf(github.url), acme: seedAcme(github.world) };
}

/** Errors are for the test to judge, so the client keeps quiet about them. */
export function clientOf(baseUrl: string, auth: string = token): Octokit {
  const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return new Octokit({ baseUrl, auth, log: quiet, userAgent: 'sandbox-test' });
}

export function inputsFor(
  sha: string,
  id = 'd-1',
): { readonly release_sha: string; readonly gonogo_request_id: string } {
  return { release_sha: sha, gonogo_request_id: id };
}

function ignore(): void {}

/** What a zip holds, read by somebody else's code: path to text. */
export async function readZip(bytes: Uint8Array): Promise<Readonly<Record<string, string>>> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    files[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
  }
  return files;
}

/** The file of an evidence artifact, by the commit that its name carries. */
export async function readEvidence(
  { world }: Pick<Stage, 'world'>,
  repo: string,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  const artifact = world.artifact(repo, name);
  if (artifact === undefined) throw new Error(`${repo} has no artifact ${name}`);
  const [file = ''] = Object.values(await readZip(artifact.bytes));
  return z.record(z.string(), z.unknown()).parse(JSON.parse(file));
}
