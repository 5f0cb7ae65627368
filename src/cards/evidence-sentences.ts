import { type EvidenceKind, type MissingCode, type UnreadableCode } from '../domain/evidence/evidence.ts';
import { clause, type Markup, md, nothing } from './text.ts';

/** What people call a file of evidence. */
export const evidenceNames: Readonly<Record<EvidenceKind, string>> = {
  'release-candidate': 'the release candidate’s manifest',
  infra: 'the record of what was deployed',
  smoke: 'the smoke test’s report',
  decision: 'the release decision',
  timing: 'the record of the pipeline’s times',
  tests: 'the summary of the tests',
  scorecard: 'the scorecard',
};

/** Why evidence is not there, and what brings it. */
export function missingText(kind: EvidenceKind, problem: MissingCode, detail: string): Markup {
  const it = evidenceNames[kind];
  switch (problem) {
    case 'no-artifact':
      return md`${capital(it)} of this commit is missing${afterColon(detail)}. Run the workflow that makes it, on this commit.`;
    case 'expired':
      return md`GitHub has deleted ${it}, and no copy was kept. Run the workflow that makes it again, on this commit.`;
    case 'no-authority':
      return md`What there is of ${it} comes from a run that does not count${inBrackets(detail)}. Only a run counts that a push of this commit to one of the lane’s refs started, in the lane’s own repository: run the workflow there.`;
    case 'run-in-progress':
      return md`The run that makes ${it} has not ended${inBrackets(detail)}. It is read as soon as the run has ended.`;
    case 'no-file':
      return md`The artifact does not hold ${it}${inBrackets(detail)}. Correct the step that uploads it, and run the workflow again.`;
  }
}

/** Why evidence that is there, or may be, does not count, and what can be done. */
export function unreadableText(kind: EvidenceKind, problem: UnreadableCode, detail: string): Markup {
  const it = evidenceNames[kind];
  const why = inBrackets(detail);
  switch (problem) {
    case 'not-answered':
      return md`GitHub did not say whether there is ${it}${why}. It is asked again; nobody has to do anything.`;
    case 'refused':
      return md`GitHub refuses to show whether there is ${it}${why}. Give the token, or the App, read access to actions.`;
    case 'artifact-too-large':
      return md`The artifact of ${it} is larger than is read${why}. Upload the file alone, and run the workflow again.`;
    case 'digest-differs':
      return md`What was downloaded for ${it} is not what its digest says${why}. It may have been cut short or tampered with: run the workflow again.`;
    case 'not-a-zip':
      return md`The artifact of ${it} is no zip that can be read${why}. Run the workflow again.`;
    case 'zip-refused':
      return md`The zip of ${it} was refused as unsafe${why}. Correct the step that uploads it, and run the workflow again.`;
    case 'file-too-large':
      return md`The file of ${it} is larger than is read${why}. Make it smaller, and run the workflow again.`;
    case 'not-json':
      return md`The file of ${it} is not JSON${why}. Correct the step that writes it, and run the workflow again.`;
    case 'json-refused':
      return md`The JSON of ${it} was refused as unsafe${why}. Correct the step that writes it, and run the workflow again.`;
    case 'wrong-shape':
      return md`The file of ${it} has another shape than it should${why}. Correct the step that writes it, and run the workflow again.`;
    case 'wrong-sha':
      return md`${capital(it)} speaks of another commit${why}. Run the workflow that makes it on this commit.`;
    case 'ambiguous':
      return md`There is more than one file that could be ${it}, and nobody can tell which counts${why}. Upload it once, and run the workflow again.`;
  }
}

function afterColon(detail: string): Markup {
  const said = clause(detail, 160);
  return said.mrkdwn === '' ? nothing : md`: ${said}`;
}

function inBrackets(detail: string): Markup {
  const said = clause(detail, 160);
  return said.mrkdwn === '' ? nothing : md` (${said})`;
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
