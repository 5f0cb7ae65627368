import { type Alert } from '../../src/domain/effects.ts';
import { type EnvironmentName, type GithubLogin } from '../../src/domain/ids.ts';
import { ana, run, sha } from './fixtures.ts';

export const unapprovedRun: Extract<Alert, { kind: 'unapproved-run' }> = {
  kind: 'unapproved-run',
  run,
  workflow: '.github/workflows/deploy.yml',
  title: 'Deploy by-hand',
  startedBy: 'gil' as GithubLogin,
  sha,
  environments: ['staging', 'production'] as EnvironmentName[],
  ended: null,
  ask: [ana],
};

/** With less that is known, and when it is over. */
export const unapprovedRuns: readonly Alert[] = [
  { ...unapprovedRun, title: '', startedBy: null, sha: null, environments: ['production' as EnvironmentName] },
  { ...unapprovedRun, ended: { conclusion: 'success', live: null } },
  { ...unapprovedRun, ended: { conclusion: null, live: { kind: 'unknown', reason: 'HTTP 503' } } },
];

/** As the caller of GitHub words it: what was refused, GitHub's words, and what to mend. */
export const refusal =
  'GitHub refused to start deploy.yml (403: Resource not accessible by integration). Give the token, or the App, write access to actions in acme/checkout.';
