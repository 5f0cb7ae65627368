import { z } from 'zod';
import { newestArtifact, publishArtifact } from './artifacts.ts';
import {
  decisionOf,
  deploymentOf,
  digestOf,
  type EvidenceKind,
  evidencePaths,
  type Image,
  imagesOf,
  isEvidenceKind,
  manifestOf,
  rebuilt,
  type Stage,
  scorecardOf,
  smokeOf,
  testsOf,
  timingOf,
} from './evidence-files.ts';
import { type WorldState } from './state.ts';
import { type Repo, type Run } from './types.ts';

/**
 * What the steps of the demo's workflows upload. The name of the artifact says which evidence it is and of which
 * commit: `infra-<sha>`. Under any other name a run leaves a short text.
 */
export function upload(state: WorldState, repo: Repo, run: Run, name: string): void {
  if (state.faults.workflows.publishNothing) return;
  const [, kind = '', sha = ''] = /^([a-z-]+)-([0-9a-f]{40})$/.exec(name) ?? [];
  if (!isEvidenceKind(kind)) {
    const text = `Left by run ${run.number} of ${run.workflowName}.\n`;
    publishArtifact(state, repo, { runId: run.id, name }, { 'output.txt': text });
    return;
  }
  publishDocument(state, repo, run, { kind, sha }, documentOf(state, repo, run, { kind, sha }));
}

function publishDocument(state: WorldState, repo: Repo, run: Run, { kind, sha }: Wanted, document: object): void {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  publishArtifact(state, repo, { runId: run.id, name: `${kind}-${sha}` }, { [evidencePaths[kind](sha)]: text });
}

type Wanted = { readonly kind: EvidenceKind; readonly sha: string };

function documentOf(state: WorldState, repo: Repo, run: Run, { kind, sha }: Wanted): object {
  const { workflows } = state.faults;
  const now = state.nowText();
  switch (kind) {
    case 'release-candidate':
      return manifestFor(state, repo, run, { sha, images: imagesOf(repo.name, sha) });
    case 'tests':
      return testsOf(sha);
    case 'scorecard':
      return scorecardOf(sha);
    case 'infra': {
      const environment = run.jobs.find((job) => job.environment !== null)?.environment ?? 'production';
      return deploymentOf({ sha, environment, deployedAt: now, images: shippedImages(state, repo, run, sha) });
    }
    case 'deploy':
      return smokeOf(sha, workflows.failSmoke ? 'failed' : 'passed');
    case 'release':
      return decisionOf(sha, now, workflows.decideHold ? 'hold' : 'release');
    case 'pipeline':
      return timingOf(sha, stagesOf(run, now));
  }
}

type Candidate = { readonly sha: string; readonly images: readonly Image[] };

export function publishCandidate(state: WorldState, repo: Repo, run: Run, candidate: Candidate): void {
  publishDocument(
    state,
    repo,
    run,
    { kind: 'release-candidate', sha: candidate.sha },
    manifestFor(state, repo, run, candidate),
  );
}

function manifestFor(state: WorldState, repo: Repo, run: Run, { sha, images }: Candidate): object {
  const version = [...repo.tags.values()].find((tag) => tag.commit === sha)?.name ?? null;
  const config = [...(repo.commits.get(sha)?.tree ?? [])].filter(([path]) => path.startsWith('config/')).flat();
  const configDigest = digestOf(repo.fullName, ...config);
  return manifestOf({ sha, version, createdAt: state.nowText(), runId: run.id, images, configDigest });
}

const Manifest = z.object({
  sha: z.string(),
  images: z.array(z.object({ name: z.string(), ref: z.string() })).min(1),
});

/** The images that the run was given with its manifest, or that the candidate of this commit has; null without either. */
export function approvedImages(state: WorldState, repo: Repo, run: Run, sha: string): readonly Image[] | null {
  const given = run.inputs['release_manifest'] ?? '';
  const text = given === '' ? candidateText(state, repo, sha) : given;
  const manifest = Manifest.safeParse(jsonOrNull(text ?? ''));
  return manifest.success && manifest.data.sha === sha ? manifest.data.images : null;
}

/** Workflows whose candidate is nowhere to be found build the images again. */
function shippedImages(state: WorldState, repo: Repo, run: Run, sha: string): readonly Image[] {
  const images = approvedImages(state, repo, run, sha) ?? imagesOf(repo.name, sha);
  if (!state.faults.workflows.shipOtherDigests) return images;
  return images.map((image, index) => (index === images.length - 1 ? rebuilt(image, run.id) : image));
}

function candidateText(state: WorldState, repo: Repo, sha: string): string | null {
  const artifact = newestArtifact(state, repo, `release-candidate-${sha}`);
  return artifact?.files?.[evidencePaths['release-candidate'](sha)]?.toString() ?? null;
}

/** Each job that has begun is a stage; the one that asks ends now. */
function stagesOf(run: Run, now: string): readonly Stage[] {
  return run.jobs.flatMap(({ name, startedAt, completedAt }) =>
    startedAt === null ? [] : [{ name, startedAt, finishedAt: completedAt ?? now }],
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
