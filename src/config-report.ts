import { type ConfigProblem, sentenceOf } from './config-error.ts';
import { type PolicyResult } from './config-policy.ts';
import { formatDuration } from './domain/policy/durations.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';

type Checked = {
  readonly policy: PolicyResult;
  readonly environment: readonly ConfigProblem[];
  readonly strays: readonly ConfigProblem[];
};

/** What `gonogo check` prints: the verdict on the file, then what it means, then what is missing to start here. */
export function checkReport({ policy, environment, strays }: Checked): string {
  const parts = [
    policy.kind === 'ok' ? [`${policy.file} is valid.`, ...policy.lanes.map(laneLine)] : refusal(policy.errors),
  ];
  if (policy.warnings.length > 0) parts.push(['Worth a look:', ...policy.warnings.map(bullet)]);
  if (policy.kind === 'ok') {
    if (policy.notEvaluated.length > 0) {
      parts.push([
        'Not evaluated by this version yet, and never counted as passed:',
        ...policy.notEvaluated.map((name) => `  - ${name}`),
      ]);
    }
    const shut = policy.lanes.filter(({ blockingNotEvaluated }) => blockingNotEvaluated.length > 0);
    if (shut.length > 0) {
      const names = shut.map(({ service, environment: where }) => `${service} ${where}`).join(', ');
      parts.push([
        `Cannot be approved while these gates block: ${names}.`,
        'Make the gates advisory, or remove them, until this version evaluates them.',
      ]);
    }
  }
  if (environment.length > 0) {
    parts.push(['To start Gonogo here, the environment still needs:', ...environment.map(bullet)]);
  }
  if (strays.length > 0) parts.push(['Probably meant for Gonogo, and without effect:', ...strays.map(bullet)]);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function refusal(errors: readonly ConfigProblem[]): readonly string[] {
  const count = errors.length === 1 ? 'One thing has' : `${errors.length} things have`;
  return [`${count} to be mended before Gonogo can start:`, ...errors.map(bullet)];
}

function bullet(problem: ConfigProblem): string {
  return `  - ${sentenceOf(problem)}`;
}

function laneLine(lane: LanePolicy): string {
  const rules = lane.approval.rules.map(({ role, min }) => `${min} × ${role}`).join(' and ');
  const votes = `${rules} within ${formatDuration(lane.approval.expiresMs)}`;
  const start = lane.approval.execute === 'on-go' ? 'the last go deploys' : 'a deployer presses Deploy';
  return `  ${lane.service} ${lane.environment}: ${votes}; ${start}; ${watchWords(lane)}.`;
}

function watchWords({ watch }: LanePolicy): string {
  if (watch === null) return 'not watched';
  return `watched for ${watch.minutes} minutes, every ${formatDuration(watch.everyMs)}`;
}
