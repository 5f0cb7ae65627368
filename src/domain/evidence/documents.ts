import { z } from 'zod';
import { CommitSha } from '../ids.ts';

/**
 * The evidence files, as a run leaves them behind. Only the fields that something reads are declared: files may hold
 * more, and what they hold more says nothing. Text is bounded, for all of it may stand in a message.
 */

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = string & { readonly brand: 'Digest' };
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 lower-case hexadecimal digits')
  .transform((digest) => digest as Digest);

const schemaVersion = z.literal(1);
const Text = z.string().max(500);
/**
 * What may become an input of a workflow, and so part of a command somewhere: no blank, quote, bracket or character that
 * a shell gives a meaning.
 */
const Word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+/-]{0,99}$/, 'use letters, digits, dots, hyphens, plus and slashes');
const Name = z.string().min(1).max(200);
const Count = z.int().min(0).max(10_000_000);
const Moment = z.iso.datetime({ offset: true }).max(40);

/** One image by its digest. A tag alone says nothing about what will run. */
export const Image = z
  .object({
    name: Word,
    ref: z
      .string()
      .max(400)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*@sha256:[0-9a-f]{64}$/, 'name the image by its digest'),
  })
  .readonly();
export type Image = z.infer<typeof Image>;

/** No two images of one list may bear the same name, nor may it be empty. */
const Images = z.array(Image).min(1).max(50).readonly().refine(hasDistinctNames, 'two images bear the same name');

export const Manifest = z
  .object({
    schemaVersion,
    sha: CommitSha,
    version: Word.optional(),
    createdAt: Moment.optional(),
    runId: z
      .string()
      .regex(/^[0-9]{1,20}$/, 'a run id has digits only')
      .optional(),
    images: Images,
    configDigest: Digest.optional(),
  })
  .readonly();
export type Manifest = z.infer<typeof Manifest>;

export const Infra = z
  .object({
    schemaVersion,
    sha: CommitSha,
    environment: Name,
    status: Name,
    deployedAt: Moment.optional(),
    images: Images,
    identityConvergence: Name.optional(),
  })
  .readonly();
export type Infra = z.infer<typeof Infra>;

export const Smoke = z
  .object({
    schemaVersion,
    sha: CommitSha,
    status: Name,
    checks: z.array(z.object({ name: Name, passed: z.boolean(), durationMs: z.number().min(0).optional() })).max(1000),
  })
  .readonly();
export type Smoke = z.infer<typeof Smoke>;

export const ReleaseDecision = z
  .object({
    schemaVersion,
    sha: CommitSha,
    decision: Name,
    reasons: z.array(Text).max(100).optional(),
    decidedAt: Moment.optional(),
  })
  .readonly();
export type ReleaseDecision = z.infer<typeof ReleaseDecision>;

export const Timing = z
  .object({
    schemaVersion,
    sha: CommitSha,
    stages: z.array(z.object({ name: Name, startedAt: Moment, finishedAt: Moment })).max(200),
  })
  .readonly();
export type Timing = z.infer<typeof Timing>;

export const Tests = z
  .object({
    schemaVersion,
    sha: CommitSha,
    suites: z.record(Name, z.object({ passed: Count, total: Count })),
  })
  .readonly();
export type Tests = z.infer<typeof Tests>;

export const Scorecard = z
  .object({
    schemaVersion,
    sha: CommitSha,
    decision: Name,
    invariants: z.array(z.object({ id: Name, passed: z.boolean() })).max(100),
    artifacts: z.array(z.object({ name: Name, sha256: z.string().max(100) })).max(100),
  })
  .readonly();
export type Scorecard = z.infer<typeof Scorecard>;

function hasDistinctNames(list: readonly { readonly name: string }[]): boolean {
  return new Set(list.map(({ name }) => name)).size === list.length;
}
