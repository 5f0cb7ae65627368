import { createHash } from 'node:crypto';
import { makeZip } from '../../fuzz/parts/zip-maker.ts';
import { type Digest } from '../../src/domain/evidence/documents.ts';
import { type ArtifactFact, type EvidenceKind, type RunFact } from '../../src/domain/evidence/evidence.ts';
import { type CommitSha, type GithubLogin, type RepoName, type RunId } from '../../src/domain/ids.ts';
import { type Instant } from '../../src/domain/time.ts';
import { type Copies, type Copy, type EvidenceReads, type RangeFacts, type Read } from '../../src/evidence/reads.ts';

/** A GitHub and a store of copies that hold what a test puts there, and count what they are asked. */

export const repo = 'acme/checkout' as RepoName;
export const sha = '1'.repeat(40) as CommitSha;
export const otherSha = '2'.repeat(40) as CommitSha;
export const now = '2026-11-02T12:00:00.000Z' as Instant;

export type StoredArtifact = {
  readonly fact: ArtifactFact;
  readonly zip: Buffer;
  readonly download?: 'expired' | 'silent';
};

export type World = {
  readonly runs: readonly RunFact[];
  readonly artifacts: readonly StoredArtifact[];
  readonly copies: readonly Copy[];
  readonly reads: Partial<EvidenceReads>;
};

export const emptyWorld: World = { runs: [], artifacts: [], copies: [], reads: {} };

export function run(id: string, change: Partial<RunFact> = {}): RunFact {
  return {
    id: id as RunId,
    url: `https://github.com/acme/checkout/actions/runs/${id}`,
    workflow: '.github/workflows/integration-gate.yml',
    event: 'push',
    branch: 'main',
    sha,
    headRepo: repo,
    status: 'completed',
    conclusion: 'success',
    attempt: 1,
    createdAt: `2026-11-02T10:${id.slice(-2).padStart(2, '0')}:00Z`,
    number: Number(id),
    ...change,
  };
}

const artifactNames: Readonly<Record<EvidenceKind, string>> = {
  'release-candidate': 'release-candidate',
  infra: 'infra',
  smoke: 'deploy',
  decision: 'release',
  timing: 'pipeline',
  tests: 'tests',
  scorecard: 'scorecard',
};

const fileNames: Readonly<Record<EvidenceKind, string>> = {
  'release-candidate': 'manifest.json',
  infra: 'deployment.json',
  smoke: 'api-smoke.json',
  decision: 'decision.json',
  timing: 'timing.json',
  tests: 'summary.json',
  scorecard: 'scorecard.json',
};

/** An artifact of a run, with a file that is written as it stands when it is text, and as JSON otherwise. */
export function artifact(
  kind: EvidenceKind,
  file: unknown,
  change: Partial<ArtifactFact> & Pick<Partial<StoredArtifact>, 'zip' | 'download'> & { readonly of?: string } = {},
): StoredArtifact {
  const { zip: given, download, of = '100', ...facts } = change;
  const content = Buffer.from(typeof file === 'string' ? file : JSON.stringify(file));
  const zip = given ?? makeZip([{ name: fileNames[kind], content }]);
  const fact: ArtifactFact = {
    id: `7${of}`,
    name: `${artifactNames[kind]}-${sha}`,
    bytes: zip.length,
    expired: 'no',
    digest: digestOf(zip),
    run: of as RunId,
    url: `https://github.com/acme/checkout/actions/runs/${of}/artifacts/7${of}`,
    ...facts,
  };
  return { fact, zip, ...(download === undefined ? {} : { download }) };
}

/** The copy that was kept when an artifact was first read. */
export function copyOf(kind: EvidenceKind, file: unknown, stored: StoredArtifact, change: Partial<Copy> = {}): Copy {
  const text = JSON.stringify(file);
  const { name, id, run: runId, url } = stored.fact;
  const digest = digestOf(Buffer.from(text));
  const workflow = 'integration-gate.yml';
  return {
    repo,
    kind,
    sha,
    artifact: name,
    artifactId: id,
    digest,
    text,
    run: runId,
    url,
    workflow,
    keptAt: now,
    ...change,
  };
}

export function digestOf(bytes: Buffer): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

export function login(name: string): GithubLogin {
  return name as GithubLogin;
}

export function read<T>(value: T): Read<T> {
  return { kind: 'read', value };
}

export const silent = { kind: 'problem', passing: 'passing', sentence: 'GitHub did not answer.' } as const;

export const emptyRange: RangeFacts = {
  pulls: [],
  loose: [],
  complete: 'yes',
  noBase: null,
  files: [],
  workflowText: null,
};

/** `asked` are the questions in their order, with what they were about. */
export function open(world: World): {
  readonly reads: EvidenceReads;
  readonly copies: Copies;
  readonly asked: string[];
  readonly kept: Copy[];
} {
  const asked: string[] = [];
  const kept: Copy[] = [];
  const facts = world.artifacts.map(({ fact }) => fact);
  const reads: EvidenceReads = {
    runsFor: async () => read(world.runs),
    artifactsNamed: async (_repo, name) => read(facts.filter((fact) => fact.name === name)),
    artifactsOfRun: async (_repo, id) => read(facts.filter((fact) => fact.run === id)),
    download: async (_repo, { id }) => {
      const stored = world.artifacts.find(({ fact }) => fact.id === id);
      if (stored === undefined || stored.download === 'expired') return { kind: 'expired' };
      return stored.download === 'silent' ? silent : { kind: 'bytes', bytes: stored.zip };
    },
    checksFor: async () => read([]),
    reviewsOf: async () => read([]),
    mayWrite: async () => read('no' as const),
    fileAt: async () => read(null),
    workflowFilesAt: async () => read([]),
    variablesOf: async () => read({ names: [], identityConvergence: 'disabled' }),
    secretsOf: async () => read([]),
    ...world.reads,
  };
  function all(): readonly Copy[] {
    return [...world.copies, ...kept];
  }
  const copies: Copies = {
    keep: async (copy) => void kept.push(copy),
    byDigest: async (digest) => all().find((copy) => copy.digest === digest) ?? null,
    byArtifact: async (_repo, id) => all().find((copy) => copy.artifactId === id) ?? null,
    newest: async (_repo, name) => all().findLast((copy) => copy.artifact === name) ?? null,
  };
  return { reads: counting(reads, asked), copies, asked, kept };
}

function counting(reads: EvidenceReads, asked: string[]): EvidenceReads {
  return {
    runsFor: async (...about) => (asked.push('runsFor'), await reads.runsFor(...about)),
    artifactsNamed: async (...about) => (
      asked.push(`artifactsNamed ${about[1]}`), await reads.artifactsNamed(...about)
    ),
    artifactsOfRun: async (...about) => (
      asked.push(`artifactsOfRun ${about[1]}`), await reads.artifactsOfRun(...about)
    ),
    download: async (...about) => (asked.push(`download ${about[1].id}`), await reads.download(...about)),
    checksFor: async (...about) => (asked.push('checksFor'), await reads.checksFor(...about)),
    reviewsOf: async (...about) => (asked.push(`reviewsOf ${about[1]}`), await reads.reviewsOf(...about)),
    mayWrite: async (...about) => (asked.push(`mayWrite ${about[1]}`), await reads.mayWrite(...about)),
    fileAt: async (...about) => (asked.push(`fileAt ${about[2]}`), await reads.fileAt(...about)),
    workflowFilesAt: async (...about) => (asked.push('workflowFilesAt'), await reads.workflowFilesAt(...about)),
    variablesOf: async (...about) => (asked.push('variablesOf'), await reads.variablesOf(...about)),
    secretsOf: async (...about) => (asked.push('secretsOf'), await reads.secretsOf(...about)),
  };
}
