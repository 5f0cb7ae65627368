import { type GateChange } from '../domain/gates/changed-gates.ts';
import {
  type EnvironmentReason,
  type FileReason,
  type GateReason,
  type PolicyReason,
  type StagingReason,
} from '../domain/gates/reason.ts';
import { type GateResult } from '../domain/gates/result.ts';
import { type GateKind } from '../domain/policy/gates.ts';
import { evidenceNames, missingText, unreadableText } from './evidence-sentences.ts';
import { policyReasonText } from './gate-policy-sentences.ts';
import {
  checksReasonText,
  environmentReasonText,
  reviewReasonText,
  runReasonText,
  scorecardReasonText,
  smokeReasonText,
} from './gate-reason-sentences.ts';
import { clause, code, count, link, type Markup, md, nothing } from './text.ts';

/** What people call a gate of each kind, beside the id that the config gives it. */
export const gateNames: Readonly<Record<GateKind, string>> = {
  'workflow-run': 'workflow run',
  review: 'reviews',
  checks: 'checks',
  manifest: 'release candidate',
  scorecard: 'scorecard',
  artifacts: 'artifacts',
  smoke: 'smoke test',
  policy: 'pipeline policy',
  environment: 'environment',
  staging: 'staging',
  window: 'deployment window',
  lane: 'lane',
};

/** Why a gate says what it says, and what can be done where it does not pass. */
export function gateReasonText(reason: GateReason): Markup {
  switch (reason.code) {
    case 'not-read':
      return md`Nothing was read for this gate yet. It is read with the next look at the candidate.`;
    case 'could-not-read':
      return md`It could not be read: ${clause(reason.why, 200)}. It is asked again; nobody has to do anything.`;
    case 'manifest-found':
    case 'evidence-missing':
    case 'evidence-unreadable':
    case 'evidence-of-another-workflow':
      return fileReasonText(reason);
    case 'run-succeeded':
    case 'run-in-progress':
    case 'run-failed':
    case 'run-missing':
    case 'run-does-not-count':
      return runReasonText(reason);
    case 'reviewed':
    case 'range-not-known':
    case 'nothing-to-review':
    case 'not-reviewed':
      return reviewReasonText(reason);
    case 'checks-passed':
    case 'checks-failed':
    case 'checks-pending':
    case 'no-checks':
      return checksReasonText(reason);
    case 'scorecard-accepted':
    case 'scorecard-decision':
    case 'scorecard-invariants':
    case 'artifacts-complete':
    case 'artifacts-incomplete':
      return scorecardReasonText(reason);
    case 'smoke-passed':
    case 'smoke-status':
    case 'smoke-failed':
    case 'smoke-empty':
      return smokeReasonText(reason);
    default:
      return surroundingsText(reason);
  }
}

function fileReasonText(reason: FileReason): Markup {
  switch (reason.code) {
    case 'manifest-found':
      return md`The manifest${reason.version === null ? nothing : md` of ${code(reason.version, 40)}`} names ${count(reason.images, 'image')} by digest.`;
    case 'evidence-missing':
      return missingText(reason.evidence, reason.problem, reason.detail);
    case 'evidence-unreadable':
      return unreadableText(reason.evidence, reason.problem, reason.detail);
    case 'evidence-of-another-workflow':
      return reason.made === null
        ? md`GitHub does not say which workflow made ${evidenceNames[reason.evidence]}; only that of ${code(reason.workflow)} counts. Run ${code(reason.workflow)} for this commit.`
        : md`The workflow ${code(reason.made)} made ${evidenceNames[reason.evidence]}; only that of ${code(reason.workflow)} counts. Run ${code(reason.workflow)} for this commit.`;
  }
}

function surroundingsText(reason: PolicyReason | EnvironmentReason | StagingReason): Markup {
  switch (reason.code) {
    case 'environment-ready':
    case 'environment-not-ready':
      return environmentReasonText(reason);
    case 'staging-verified':
      return reason.release === null
        ? md`This commit was deployed to ${code(reason.environment)} by a run that succeeded. Gonogo did not watch it there.`
        : md`This commit was verified on ${code(reason.environment)} by release ${code(reason.release)}.`;
    case 'staging-not-verified':
      return md`This commit was not seen to work on ${code(reason.environment)}. Deploy it there first.`;
    case 'staging-not-told':
      return md`The newest run of ${code(reason.workflow)} for this commit succeeded, and nothing tells whether it deployed to ${code(reason.environment)} or only built: that workflow deploys this environment, too. Release the commit to ${code(reason.environment)} with Gonogo, or have its run leave ${code('deployment.json')} behind, which names the environment.`;
    case 'policy-kept':
    case 'policy-missing':
    case 'policy-unreadable':
    case 'policy-broken':
    case 'policy-not-looked-up':
      return policyReasonText(reason);
  }
}

const outcomeWords: Readonly<Record<GateResult['outcome'], string>> = {
  pass: 'passed',
  fail: 'failed',
  unknown: 'not known',
};

/** One gate in one line: what it is called, what it says, why, and whether that blocks. */
export function gateText(result: GateResult, asked: 'asked' | 'waived' = 'asked'): Markup {
  const { id, kind, outcome, reason, url } = result;
  const name = url === null ? md`*${code(id)}*` : link(url, id);
  const blocks = asked === 'waived' ? waivedText(outcome) : advisoryText(result);
  return md`${name} (${gateNames[kind]}): ${outcomeWords[outcome]}. ${gateReasonText(reason)}${blocks}`;
}

function advisoryText({ mode, outcome }: GateResult): Markup {
  return mode === 'advisory' ? md` Advisory${outcome === 'pass' ? '' : ': it would have blocked'}.` : nothing;
}

function waivedText(outcome: GateResult['outcome']): Markup {
  return outcome === 'pass' ? nothing : md` It would block; it is not asked in an emergency.`;
}

/** What a gate says otherwise than before, as one clause that stands after a bullet: "`checks` went red". */
export function gateChangeText(change: GateChange): Markup {
  const { from, to } = change;
  const id = code(change.id, 40);
  if (from === to) return md`the gate ${id} rests on other evidence than before`;
  if (from === 'absent') return md`the gate ${id} is new, and ${to === 'absent' ? 'gone' : nowWords[to]}`;
  switch (to) {
    case 'pass':
      return md`the gate ${id} went green`;
    case 'fail':
      return md`the gate ${id} went red`;
    case 'unknown':
      return md`the gate ${id} is not known yet`;
    case 'absent':
      return md`the gate ${id} is gone`;
  }
}

const nowWords: Readonly<Record<GateResult['outcome'], string>> = {
  pass: 'green',
  fail: 'red',
  unknown: 'not known yet',
};
