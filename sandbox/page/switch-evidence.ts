import { type WorkflowFaults } from '../github/faults.ts';
import { type Run } from '../github/types.ts';
import { type Levers, type Served, type Switch } from './switch-table.ts';

/** What runs say of a commit, and how that can be wrong. */

type Words = { readonly name: string; readonly label: string; readonly expect: string };

/** Someone of the demo who has no say in releases. */
const somebody = 'finn';

/** True of every run that publishes something while it is on. */
function workflowFault(key: keyof WorkflowFaults, words: Words): Switch {
  return {
    ...words,
    group: 'evidence',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.workflows[key],
    turn: ({ github }, _served, to) => {
      const { faults } = github.world;
      faults.workflows = { ...faults.workflows, [key]: to === 'on' };
    },
  };
}

/** The newest run of the integration gate for the newest commit of main. */
function gateRun({ github }: Levers, { repo }: Served): Run | undefined {
  const head = headOf(github, repo);
  return github.world
    .runsOf(repo)
    .find((run) => run.path.endsWith('/integration-gate.yml') && run.event === 'push' && run.headSha === head);
}

function headOf(github: Levers['github'], repo: string): string {
  return github.world.repo(repo).branches.get('main') ?? '';
}

export const evidenceSwitches: readonly Switch[] = [
  {
    name: 'gate-red',
    group: 'evidence',
    label: 'The integration gate is red',
    expect: 'The newest run for the commit counts. Approve goes away until the gate is green again: turn this off.',
    kind: 'toggle',
    isOn: (levers, served) => gateRun(levers, served)?.conclusion === 'failure',
    turn: (levers, served, to) => {
      const run = gateRun(levers, served);
      if (run === undefined)
        throw new Error(`The integration gate of ${served.repo} has not run for the head of main.`);
      levers.github.world.rerunTo(run.id, to === 'on' ? 'failure' : 'success', somebody);
    },
  },
  {
    name: 'manifest-changed',
    group: 'evidence',
    label: 'The manifest’s web image changes',
    expect: 'The same commit, built again, is another candidate. Votes are void, and the card names the image.',
    kind: 'once',
    act: ({ github }, { repo }) => void github.world.rebuildImage(repo, headOf(github, repo), 'web'),
  },
  workflowFault('shipOtherDigests', {
    name: 'other-digests',
    label: 'Deployments ship another image',
    expect:
      'The run is green and the commit is right, but the digests are not those approved: a failure, said plainly.',
  }),
  workflowFault('failSmoke', {
    name: 'smoke-fails',
    label: 'A smoke check fails',
    expect: 'The run stays green. Where the lane asks for the smoke evidence, the release has failed all the same.',
  }),
  workflowFault('decideHold', {
    name: 'decision-holds',
    label: 'The pipeline decides to hold',
    expect: 'The run stays green, and its decision is to hold. Where the lane asks for it, that is a failure.',
  }),
  workflowFault('publishNothing', {
    name: 'no-evidence',
    label: 'Runs publish no evidence',
    expect: 'Nothing found is never taken for good: what the lane requires and is missing makes a release unverified.',
  }),
  {
    name: 'artifacts-expired',
    group: 'evidence',
    label: 'GitHub’s artifacts have expired',
    expect: 'What Gonogo has read once it has kept, with its digest. What it never read is missing, and it says so.',
    kind: 'toggle',
    isOn: ({ github }) => github.world.faults.artifactsExpired,
    turn: ({ github }, _served, to) => void (github.world.faults.artifactsExpired = to === 'on'),
  },
];
