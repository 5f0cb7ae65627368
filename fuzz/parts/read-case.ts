import { createHash } from 'node:crypto';
import { type Evidence, type ScorecardFacts } from '../../src/domain/evidence/evidence.ts';
import { judgeScorecard } from '../../src/domain/gates/scorecard.ts';
import { type CommitSha, type RunId } from '../../src/domain/ids.ts';
import { type FileRead, readArtifact, readFile } from '../../src/evidence/read-file.ts';
import { type FuzzCase } from './fuzz-case.ts';

export type Verdict = {
  readonly outcome: 'right' | 'accepted-wrongly' | 'refused-wrongly' | 'crashed';
  readonly detail: string;
};

/** Reads a case as a run's evidence is read, a scorecard through its gate, and compares with what had to come. */
export async function readCase(one: FuzzCase): Promise<Verdict> {
  try {
    return compared(one, await read(one));
  } catch (error) {
    return { outcome: 'crashed', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

type Ending = { readonly accepted: 'yes' | 'no'; readonly digest: string | null; readonly detail: string };

function compared(one: FuzzCase, { accepted, digest, detail }: Ending): Verdict {
  if (accepted === 'no') {
    return { outcome: one.expected === 'accept' ? 'refused-wrongly' : 'right', detail };
  }
  const isSame = one.original !== null && digest === `sha256:${sha256(one.original)}`;
  const isRight = one.expected !== 'refuse' && isSame;
  return { outcome: isRight ? 'right' : 'accepted-wrongly', detail };
}

async function read(one: FuzzCase): Promise<Ending> {
  const sha = one.sha as CommitSha;
  if (one.kind !== 'scorecard') return endingOf(await readOf(one.kind, one, sha));
  const card = await readOf('scorecard', one, sha);
  return card.kind === 'problem' ? endingOf(card) : judged(card.facts, endingOf(card));
}

async function readOf<Kind extends FuzzCase['kind']>(
  kind: Kind,
  { holds, bytes }: FuzzCase,
  sha: CommitSha,
): ReturnType<typeof readArtifact<Kind>> {
  return holds === 'zip' ? await readArtifact(kind, bytes, sha) : readFile(kind, bytes, sha);
}

function endingOf(file: FileRead<unknown>): Ending {
  return file.kind === 'problem'
    ? { accepted: 'no', digest: null, detail: `${file.problem.code}: ${file.problem.detail}` }
    : { accepted: 'yes', digest: file.digest, detail: 'read' };
}

/** A scorecard that can be read may still not pass. */
function judged(facts: ScorecardFacts, ending: Ending): Ending {
  const source = { artifact: 'scorecard', url: '', run: '1' as RunId, workflow: null, from: 'github' } as const;
  const digest = `sha256:${'0'.repeat(64)}` as Extract<Evidence<ScorecardFacts>, { state: 'present' }>['digest'];
  const evidence: Evidence<ScorecardFacts> = { state: 'present', digest, source, facts };
  const gate = { id: 'scorecard', kind: 'scorecard', mode: 'blocking', accept: ['green'] } as const;
  const { outcome, reason } = judgeScorecard(gate, { of: 'scorecard', evidence });
  return outcome === 'pass' ? ending : { accepted: 'no', digest: null, detail: reason.code };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
