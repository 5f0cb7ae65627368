import { type RollbackStall } from '../effects.ts';
import { shortSha } from '../ids.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Alarm } from './incident.ts';
import { type Report } from './report.ts';

/** Characters; as much as Slack shows of a headline. */
const longestTitle = 150;

/** What somebody typed as one line that can be a headline. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1).trimEnd()}…`;
}

/** One line that says what happened, for an incident that nobody put a title to. */
export function titleOfAlarm({ kind, sha, version, alert }: Alarm | Omit<Alarm, 'at'>): string {
  const what = version ?? (sha === null ? 'a version that is not known' : shortSha(sha));
  const attempt = kind === 'rollback' ? `the rollback to ${what}` : `the deployment of ${what}`;
  switch (alert.kind) {
    case 'breached':
      return oneLine(`${breachTitle[alert.trigger]} after ${attempt}`);
    case 'down':
      return oneLine(`Production fails its health check after ${attempt}`);
    case 'failed':
      return oneLine(capital(`${attempt} failed`));
    case 'two-runs':
      return oneLine(`Two runs were started for ${attempt}`);
    case 'late-run':
      return oneLine(`A run that was not found has appeared beside ${attempt}`);
    case 'unapproved-run':
      return oneLine(`${fileName(alert.workflow)} was started past Gonogo`);
    case 'run-not-found':
      return oneLine(`It is not known whether ${attempt} started`);
    case 'stop-too-late':
      return oneLine(capital(`${attempt} went on after somebody had stopped it`));
    case 'cancel-unheard':
      return oneLine(capital(`${attempt} goes on although it was to be cancelled`));
    case 'blind':
      return oneLine(`Too little is known of production after ${attempt}`);
    case 'rollback-stalled':
      return oneLine(capital(`${attempt} ${stalledTitle[alert.because.code]}`));
    case 'run-unreadable':
      return oneLine(`GitHub does not say how ${attempt} stands`);
    case 'unverified':
      return oneLine(capital(`${attempt} could not be verified`));
  }
}

/** Without its folder. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const stalledTitle: Readonly<Record<RollbackStall['code'], string>> = {
  'not-read': 'has not started',
  behind: 'has not started',
  rechecking: 'has not started',
  calling: 'has not started',
  refused: 'was refused by GitHub',
  'waits-for-confirm': 'waits for a press',
  'not-found': 'may have been started or not',
  unreadable: 'cannot be followed at GitHub',
};

const breachTitle: Readonly<Record<Trigger, string>> = {
  health: 'The health check fails',
  errors: 'There are more errors',
  latency: 'Answers are slower',
  memory: 'Memory is running out',
  cpu: 'The processor is nearly used up',
};

export function titleOfRollback({ to }: Extract<Report, { kind: 'rollback-begun' }>): string {
  return oneLine(`Production is being put back to ${shortSha(to)}`);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
