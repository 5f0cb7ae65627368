import { type z } from 'zod';
import { Infra, Manifest, ReleaseDecision, Scorecard, Smoke, Tests, Timing } from '../domain/evidence/documents.ts';
import { type EvidenceKind, type FactsOf } from '../domain/evidence/evidence.ts';
import { type CommitSha } from '../domain/ids.ts';

export type Understood<Facts> =
  | { readonly kind: 'facts'; readonly sha: CommitSha; readonly facts: Facts }
  | { readonly kind: 'wrong-shape'; readonly detail: string };

/** Long enough for a path through a file and a sentence about it. */
const longestDetail = 200;

type Understand<Facts> = (value: unknown) => Understood<Facts>;
type Document = { readonly sha: CommitSha };

/** How each kind of file is understood. Text is kept as it is written: `Green` is not `green`. */
const understanding: { readonly [Kind in EvidenceKind]: Understand<FactsOf[Kind]> } = {
  'release-candidate': by(Manifest, ({ version, images, configDigest, createdAt, runId }) => ({
    version: version ?? null,
    images,
    configDigest: configDigest ?? null,
    createdAt: createdAt ?? null,
    runId: runId ?? null,
  })),
  infra: by(Infra, ({ environment, status, images, identityConvergence }) => ({
    environment,
    status,
    images,
    identityConvergence: identityConvergence ?? null,
  })),
  smoke: by(Smoke, ({ status, checks }) => ({
    status,
    total: checks.length,
    failed: checks.filter(({ passed }) => !passed).map(({ name }) => name),
  })),
  decision: by(ReleaseDecision, ({ decision, reasons }) => ({ decision, reasons: reasons ?? [] })),
  timing: by(Timing, ({ stages }) => ({ ms: spanOf(stages) }), timingProblem),
  tests: by(
    Tests,
    ({ suites }) => ({ suites: Object.entries(suites).map(([name, { passed, total }]) => ({ name, passed, total })) }),
    testsProblem,
  ),
  scorecard: by(Scorecard, ({ decision, invariants, artifacts }) => ({ decision, invariants, artifacts })),
};

/** What a file of this kind says, as far as anybody reads it; a shape that it should not have names the field. */
export function understand<Kind extends EvidenceKind>(kind: Kind, value: unknown): Understood<FactsOf[Kind]> {
  return understanding[kind](value);
}

function by<Doc extends Document, Facts>(
  schema: z.ZodType<Doc>,
  factsOf: (document: Doc) => Facts,
  problemOf: (document: Doc) => string | null = noProblem,
): Understand<Facts> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) return wrongShape(firstProblem(parsed.error));
    const problem = problemOf(parsed.data);
    if (problem !== null) return wrongShape(problem);
    return { kind: 'facts', sha: parsed.data.sha, facts: factsOf(parsed.data) };
  };
}

function wrongShape(detail: string): { readonly kind: 'wrong-shape'; readonly detail: string } {
  return { kind: 'wrong-shape', detail: detail.slice(0, longestDetail) };
}

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the file has another shape than it should';
  const field = issue.path.map(String).join('.');
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

function noProblem(): null {
  return null;
}

function testsProblem({ suites }: Tests): string | null {
  const wrong = Object.entries(suites).find(([, { passed, total }]) => passed > total);
  return wrong === undefined ? null : `suites.${wrong[0]}: more tests passed than there are`;
}

function timingProblem({ stages }: Timing): string | null {
  if (stages.length === 0) return 'stages: there are none';
  const wrong = stages.findIndex(({ startedAt, finishedAt }) => Date.parse(finishedAt) < Date.parse(startedAt));
  return wrong === -1 ? null : `stages.${wrong}: it finished before it started`;
}

/** Milliseconds from the first start to the last end. */
function spanOf(stages: Timing['stages']): number {
  const starts = stages.map(({ startedAt }) => Date.parse(startedAt));
  const ends = stages.map(({ finishedAt }) => Date.parse(finishedAt));
  return Math.max(...ends) - Math.min(...starts);
}
