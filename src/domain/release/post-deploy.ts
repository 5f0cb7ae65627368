import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Evidence, type PostDeploy } from '../evidence/evidence.ts';
import { type EnvironmentName } from '../ids.ts';
import { after } from '../time.ts';
import { evidenceWithin } from './limits.ts';
import { type FailureCause } from './outcome.ts';
import { type Deploying, type Release } from './release.ts';
import { lackingIn } from './required-evidence.ts';
import { concludeSuccess, condemned } from './run.ts';
import { type Subject } from './subject.ts';

/**
 * What the run says that it did, read once it has succeeded. Fails closed where it speaks against what was approved,
 * whether the lane asked for it or not. What the lane requires and is not there is waited for, for a minute; then the
 * release goes on, and can no longer end as a success.
 */
export function decidePostDeploy(
  release: Release,
  command: Extract<FactCommand, { type: 'RecordPostDeploy' }>,
  context: Context,
): Decision {
  if (release.phase !== 'deploying' || release.ended === null || release.condemned !== null)
    return nothing('Nobody waits for this evidence.');
  if (release.ended.conclusion !== 'success' || release.postDeploy !== null) return nothing('It has been read.');
  const { evidence } = command;
  const cause = contradiction(release.proposal.subject, release.environment, evidence);
  if (cause !== null)
    return condemned(release, cause, context, [{ type: 'PostDeployRead', release: release.id, evidence }]);
  const isLate = context.now >= after(release.ended.at, evidenceWithin);
  const isOpen = lackingIn(context.policy, evidence).length > 0 || isSilent(evidence);
  if (isOpen && !isLate) return nothing('It may still come.');
  return concludeRead(release, evidence, context);
}

/** GitHub did not say what there is: something may speak against the run. */
function isSilent({ infra, smoke, decision }: PostDeploy): boolean {
  return [infra, smoke, decision].some((one) => one.state === 'unreadable' && one.code === 'not-answered');
}

function concludeRead(release: Deploying, evidence: PostDeploy, context: Context): Decision {
  const read = { type: 'PostDeployRead', release: release.id, evidence } as const;
  if (release.workflow !== 'approved') return accepted([read]);
  const concluded = concludeSuccess({ ...release, postDeploy: evidence }, context);
  return concluded.kind === 'accepted' ? accepted([read, ...concluded.events], concluded.effects) : concluded;
}

/** The first thing that speaks against the run; null when nothing does. Absence speaks neither way. */
function contradiction(subject: Subject, environment: EnvironmentName, evidence: PostDeploy): FailureCause | null {
  return (
    ofAnotherCommit(evidence) ??
    infraSays(subject, environment, evidence.infra) ??
    smokeSays(evidence.smoke) ??
    decisionSays(evidence.decision)
  );
}

function ofAnotherCommit(evidence: PostDeploy): FailureCause | null {
  for (const kind of ['infra', 'smoke', 'decision'] as const) {
    const one = evidence[kind];
    if (one.state === 'unreadable' && one.code === 'wrong-sha')
      return { code: 'evidence-contradicts', evidence: kind, detail: one.detail };
  }
  return null;
}

export function infraSays(
  subject: Subject,
  environment: EnvironmentName,
  infra: PostDeploy['infra'],
): FailureCause | null {
  if (infra.state !== 'present') return null;
  const { status, images } = infra.facts;
  if (infra.facts.environment !== environment) {
    const detail = `it deployed to ${infra.facts.environment}`;
    return { code: 'evidence-contradicts', evidence: 'infra', detail };
  }
  if (status !== 'succeeded')
    return { code: 'evidence-contradicts', evidence: 'infra', detail: `its status is ${status}` };
  if (subject.images.length === 0) return null;
  const approved = new Map(subject.images.map(({ name, ref }) => [name, ref]));
  const deployed = new Map(images.map(({ name, ref }) => [name, ref]));
  const names = new Set([...approved.keys(), ...deployed.keys()]);
  const wrong = [...names].filter((name) => approved.get(name) !== deployed.get(name));
  return wrong.length > 0 ? { code: 'wrong-digests', images: wrong } : null;
}

export function smokeSays(smoke: PostDeploy['smoke']): FailureCause | null {
  if (smoke.state !== 'present') return null;
  const { status, failed } = smoke.facts;
  return status === 'passed' && failed.length === 0 ? null : { code: 'smoke-failed', checks: failed };
}

export function decisionSays(
  decision: Evidence<{ readonly decision: string; readonly reasons: readonly string[] }>,
): FailureCause | null {
  if (decision.state !== 'present' || decision.facts.decision === 'release') return null;
  return { code: 'decision-hold', decision: decision.facts.decision, reasons: decision.facts.reasons };
}
