import { type EvidenceKind } from '../domain/evidence/evidence.ts';
import { type CommitSha } from '../domain/ids.ts';

/** How artifacts are called before the commit, and where in them the file lies. */
const places: Readonly<Record<EvidenceKind, { readonly artifact: string; readonly file: (sha: CommitSha) => string }>> =
  {
    'release-candidate': {
      artifact: 'release-candidate',
      file: (sha) => `.artifacts/release-candidate/${sha}/manifest.json`,
    },
    infra: { artifact: 'infra', file: (sha) => `.artifacts/infra/${sha}/deployment.json` },
    smoke: { artifact: 'deploy', file: (sha) => `.artifacts/deploy/${sha}/api-smoke.json` },
    decision: { artifact: 'release', file: (sha) => `.artifacts/release/${sha}/decision.json` },
    timing: { artifact: 'pipeline', file: (sha) => `.artifacts/pipeline/${sha}/timing.json` },
    tests: { artifact: 'tests', file: (sha) => `.artifacts/tests/${sha}/summary.json` },
    scorecard: { artifact: 'scorecard', file: () => 'scorecard.json' },
  };

/** The name of the artifact that holds evidence of this kind about a commit. */
export function artifactName(kind: EvidenceKind, prefix: string, sha: CommitSha): string {
  return `${prefix}${places[kind].artifact}-${sha}`;
}

/** Where the file lies inside the artifact. */
export function filePath(kind: EvidenceKind, sha: CommitSha): string {
  return places[kind].file(sha);
}
