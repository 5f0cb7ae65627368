import { type GateResult } from '../../src/domain/gates/result.ts';
import { run } from './fixtures.ts';

const common = { mode: 'blocking', evidence: null, url: run.url } as const;

export const passing: GateResult = {
  ...common,
  id: 'commit-stage',
  kind: 'workflow-run',
  outcome: 'pass',
  reason: { code: 'run-succeeded', workflow: 'commit-stage.yml', attempt: 1 },
};

export const red: GateResult = {
  ...common,
  id: 'integration-gate',
  kind: 'workflow-run',
  outcome: 'fail',
  reason: {
    code: 'run-failed',
    workflow: 'integration-gate.yml',
    branch: 'main',
    conclusion: 'failure',
    attempt: 1,
  },
};

export const pending: GateResult = {
  ...common,
  id: 'checks',
  kind: 'checks',
  outcome: 'unknown',
  reason: { code: 'checks-pending', pending: ['lint'], total: 4 },
};

export const advised: GateResult = {
  ...common,
  id: 'scorecard',
  kind: 'scorecard',
  mode: 'advisory',
  outcome: 'fail',
  reason: { code: 'evidence-missing', evidence: 'scorecard', problem: 'no-artifact', detail: '' },
};
