import { type PassedOver } from '../domain/gates/fact.ts';
import {
  type ChecksReason,
  type EnvironmentReason,
  type ReviewReason,
  type RunReason,
  type ScorecardReason,
  type SetDifference,
  type SmokeReason,
  type UnreviewedPull,
} from '../domain/gates/reason.ts';
import { names } from './name-list.ts';
import { clause, code, count, joined, link, type Markup, md, nothing } from './text.ts';

const mostPulls = 5;

export function runReasonText(reason: RunReason): Markup {
  const workflow = code(reason.workflow);
  switch (reason.code) {
    case 'run-succeeded':
      return reason.attempt > 1
        ? md`The newest run of ${workflow} for this commit succeeded, at attempt ${reason.attempt}.`
        : md`The newest run of ${workflow} for this commit succeeded.`;
    case 'run-in-progress':
      return md`The newest run of ${workflow} for this commit is still running (${code(reason.status)}). It is read again when it ends.`;
    case 'run-failed':
      return md`The newest run of ${workflow} on ${code(reason.branch)} ended as ${code(reason.conclusion)}${reason.attempt > 1 ? `, at attempt ${reason.attempt}` : ''}. Fix what failed and run it again; an older green run does not count.`;
    case 'run-missing': {
      const passedOver = reason.passedOver.map(
        ({ because, count: runs }) => md`${count(runs, 'run')} ${notCounted[because]}`,
      );
      const others = passedOver.length === 0 ? nothing : md` Those that do not count: ${joined(passedOver, ', ')}.`;
      return md`There is no run of ${workflow} on ${code(reason.branch)} for this commit. Run ${workflow} on ${code(reason.branch)} for this commit; only a run that a push started counts.${others}`;
    }
    case 'run-does-not-count':
      return md`What was found does not count (${notCounted[reason.because]}). Run ${workflow} on ${code(reason.branch)} for this commit; only a run that a push started counts.`;
  }
}

const notCounted: Readonly<Record<PassedOver['because'], string>> = {
  event: 'that no push started',
  branch: 'of another branch',
  fork: 'of another repository',
  workflow: 'of another workflow',
  commit: 'of another commit',
};

export function reviewReasonText(reason: ReviewReason): Markup {
  switch (reason.code) {
    case 'reviewed':
      return md`${reason.pulls === 1 ? 'The pull request was' : `All ${reason.pulls} pull requests were`} approved as merged, by somebody else than the author.${leftOutText(reason.leftOut)}`;
    case 'range-not-known':
      return md`Nobody knows which pull requests come in, for what is live is not known: ${clause(reason.why, 160)}. The gate is judged once ${code('watch.version')} in ${code('gonogo.yaml')} leads to an answer that names a commit of this repository. For a first release, where nothing is live yet, whoever keeps that file can make the gate advisory.`;
    case 'nothing-to-review':
      return md`No commit comes in that is not live already, so there is nothing to review.`;
    case 'not-reviewed': {
      const more = reason.pulls.length - mostPulls;
      const pulls = reason.pulls.slice(0, mostPulls).map(pullText);
      if (more > 0) pulls.push(md`${more} more pull requests lack a review`);
      const fix =
        reason.pulls.length === 0
          ? nothing
          : md`${joined(pulls, '; ')}. Somebody else than the author can approve what was merged.`;
      return joined(
        [fix, looseText(reason)].filter((part) => part.mrkdwn !== ''),
        ' ',
      );
    }
  }
}

function leftOutText(logins: readonly string[]): Markup {
  if (logins.length === 0) return nothing;
  return md` Approvals by ${names(logins, 3)} were left out: as far as GitHub says, ${logins.length === 1 ? 'that account' : 'those accounts'} may not write to the repository.`;
}

function pullText({ number, url, lack, by }: UnreviewedPull): Markup {
  const pull = link(url, `Pull request #${number}`);
  switch (lack) {
    case 'not-approved':
      return md`${pull} was approved by nobody`;
    case 'approved-earlier':
      return md`${pull} was approved by ${names(by, 3)} before its last commit, and not since`;
    case 'rejected':
      return md`${pull} still has changes asked for by ${names(by, 3)}, who can approve it or be dismissed`;
    case 'author-only':
      return md`${pull} was approved by its author alone`;
    case 'bot-only':
      return md`${pull} was approved by bots alone (${names(by, 3)})`;
    case 'outsider-only':
      return md`${pull} was approved by ${names(by, 3)} alone, who may not write to the repository as far as GitHub says`;
    case 'author-unknown':
      return md`${pull} has no author that GitHub names, so that it needs two approvals and has one of ${names(by, 3)}`;
  }
}

function looseText(reason: Extract<ReviewReason, { code: 'not-reviewed' }>): Markup {
  if (reason.looseCount === 0) return nothing;
  const shas = names(
    reason.loose.map((sha) => sha.slice(0, 7)),
    5,
  );
  const others = reason.looseCount > reason.loose.length ? md` and others` : nothing;
  const which = reason.loose.length === 0 ? nothing : md` (${shas}${others})`;
  return md`${count(reason.looseCount, 'commit')}${which} came without a pull request, so that nobody reviewed ${reason.looseCount === 1 ? 'it' : 'them'}. Bring ${reason.looseCount === 1 ? 'it' : 'them'} in again by a pull request that somebody approves.`;
}

export function checksReasonText(reason: ChecksReason): Markup {
  switch (reason.code) {
    case 'checks-passed':
      return md`${reason.total === 1 ? 'The one check' : `All ${reason.total} checks`} of this commit passed.`;
    case 'checks-failed':
      return md`Of ${count(reason.total, 'check')} of this commit these failed: ${names(reason.failed)}. Fix them and run them again.`;
    case 'checks-pending':
      return md`Of ${count(reason.total, 'check')} of this commit these have not ended: ${names(reason.pending)}. They are read again when they end.`;
    case 'no-checks':
      return md`No checks were reported for this commit. Start the workflow that runs them, or take the gate out of ${code('gonogo.yaml')}.`;
  }
}

export function scorecardReasonText(reason: ScorecardReason): Markup {
  switch (reason.code) {
    case 'scorecard-accepted':
      return reason.failed.length === 0
        ? md`The scorecard’s decision is ${code(reason.decision)}, and ${count(reason.invariants, 'invariant')} passed.`
        : md`The scorecard’s decision is ${code(reason.decision)}, which this lane accepts although these invariants failed: ${names(reason.failed)}.`;
    case 'scorecard-decision':
      return md`The scorecard’s decision is ${verbatim(reason.decision)}; this lane accepts exactly ${names(reason.accept)}.${failedText(reason.failed)} Fix what the scorecard names and run the validation again.`;
    case 'scorecard-invariants':
      return md`The scorecard does not prove all ${reason.wanted} invariants.${failedText(reason.failed)}${differenceText(reason)} Fix them and run the validation again.`;
    case 'artifacts-complete':
      return md`The scorecard lists all ${reason.total} artifacts, each once and with its SHA-256.`;
    case 'artifacts-incomplete': {
      const unhashed = reason.unhashed.length === 0 ? nothing : md` Without a SHA-256: ${names(reason.unhashed)}.`;
      return md`The scorecard lists ${reason.distinct} of ${reason.wanted} artifacts as it should.${differenceText(reason)}${unhashed} Make sure that every step that writes one ran, and run the validation again.`;
    }
  }
}

function failedText(failed: readonly string[]): Markup {
  return failed.length === 0 ? nothing : md` Failed: ${names(failed, 12)}.`;
}

function differenceText({ absent, twice, extra }: SetDifference): Markup {
  return joined(
    [
      absent.length === 0 ? nothing : md` Absent: ${names(absent, 12)}.`,
      twice.length === 0 ? nothing : md` More than once: ${names(twice)}.`,
      extra.length === 0 ? nothing : md` Not asked for: ${names(extra)}.`,
    ],
    '',
  );
}

/** A word that was refused for its case or its blanks has to show them. */
function verbatim(word: string): Markup {
  return code(JSON.stringify(word));
}

export function smokeReasonText(reason: SmokeReason): Markup {
  switch (reason.code) {
    case 'smoke-passed':
      return md`The smoke test passed, with ${count(reason.total, 'check')}.`;
    case 'smoke-status': {
      const failed = reason.failed.length === 0 ? nothing : md` Failed: ${names(reason.failed)}.`;
      return md`The smoke test’s status is ${verbatim(reason.status)}; exactly ${code('passed')} counts.${failed} Fix what failed and run the smoke test again.`;
    }
    case 'smoke-failed':
      return md`Of ${count(reason.total, 'check')} of the smoke test these failed: ${names(reason.failed)}. Fix them and run it again.`;
    case 'smoke-empty':
      return md`The smoke test checked nothing, so it proves nothing. Correct it and run it again.`;
  }
}

export function environmentReasonText(reason: EnvironmentReason): Markup {
  switch (reason.code) {
    case 'environment-ready':
      return md`The required variables are set, and no secret stands outside Key Vault. Identity convergence is ${reason.identityConvergence}.`;
    case 'environment-not-ready': {
      const { variables, secrets, identity } = reason;
      const parts = [
        variables.length === 0 ? nothing : md`Set these variables at GitHub: ${names(variables)}.`,
        secrets.length === 0
          ? nothing
          : md`Move these secrets from GitHub to Key Vault, or allow them in the repository’s policy: ${names(secrets)}.`,
        identity.length === 0 ? nothing : md`Identity convergence is enabled: set ${names(identity)}, or disable it.`,
      ];
      return joined(
        parts.filter((part) => part.mrkdwn !== ''),
        ' ',
      );
    }
  }
}
