import { type GithubReads } from './adapters/github/clients.ts';
import { inTurns } from './adapters/github/in-turns.ts';
import { readWorkflow } from './adapters/github/workflow-reader.ts';
import { createProbe, type Probe } from './adapters/probe.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { type Visible } from './cli-look-at-repos.ts';
import { shortSha } from './domain/ids.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type WorkflowLack } from './domain/release/candidate.ts';
import { inputName } from './domain/release/subject.ts';
import { lacksOf } from './evidence/workflow-file.ts';

/** Whether each lane's workflow can be started and found again, and whether production can be asked. */
export async function lookAtLanes(
  reads: GithubReads,
  lanes: readonly LanePolicy[],
  visible: Visible,
): Promise<readonly Finding[]> {
  const probe = createProbe({ now: () => performance.now() });
  const findings = await inTurns(lanes, async (lane) => {
    const name = `${lane.service} ${lane.environment}`;
    const [workflow, version, health] = await Promise.all([
      aboutWorkflow(reads, name, lane, visible),
      aboutVersion(probe, name, lane),
      aboutHealth(probe, name, lane),
    ]);
    return [...aboutGates(name, lane), ...workflow, ...version, ...health];
  });
  return findings.flat();
}

function aboutGates(name: string, { blockingNotEvaluated: gates }: LanePolicy): readonly Finding[] {
  if (gates.length === 0) return [];
  return [
    mend(
      `${name}: nobody can approve here, because this version does not evaluate ${gates.join(', ')} yet. Make these gates advisory, or remove them.`,
    ),
  ];
}

async function aboutWorkflow(
  reads: GithubReads,
  name: string,
  lane: LanePolicy,
  visible: Visible,
): Promise<readonly Finding[]> {
  const { repo, deploy } = lane;
  const branch = visible.get(repo);
  if (branch === undefined) return [note(`${name}: the workflow file is read once GitHub shows ${repo}.`)];
  const read = await readWorkflow(reads, repo, deploy.workflow, deploy.ref);
  if (read.kind === 'problem') return [mend(`${name}: ${read.sentence}`)];
  if (read.kind === 'missing') {
    return [
      mend(
        `${name}: there is no ${read.path} at ${read.ref} of ${repo}. Add it there, or correct deploy in gonogo.yaml.`,
      ),
    ];
  }
  const idInput = inputName(lane, 'gonogo_request_id');
  const lacks = lacksOf(read.workflow, { inputs: [inputName(lane, 'release_sha'), idInput], idInput });
  if (lacks.length > 0) return [mend(`${name}: ${read.path} at ${deploy.ref} lacks ${lacking(lacks)}`)];
  if (deploy.ref !== branch) {
    const there = await readWorkflow(reads, repo, deploy.workflow, branch);
    if (there.kind === 'missing')
      return [
        mend(
          `${name}: GitHub starts only workflows that are on the default branch, too. Add ${read.path} to ${branch}.`,
        ),
      ];
  }
  return [fine(`${name}: ${read.path} can be started, and its runs be found again.`)];
}

/** Ends with the lines to add. */
function lacking(lacks: readonly WorkflowLack[]): string {
  const names = lacks.map((lack) => {
    switch (lack.what) {
      case 'trigger':
        return 'the workflow_dispatch trigger';
      case 'input':
        return `the input ${lack.name} as it is needed`;
      case 'run-name':
        return 'a run-name with the id of the dispatch';
    }
  });
  return `${names.join(', ')}. Add:\n${lacks.map((lack) => lack.lines).join('\n')}`;
}

async function aboutVersion(probe: Probe, name: string, { watch }: LanePolicy): Promise<readonly Finding[]> {
  if (watch === null || watch.version === null) return [];
  const seen = await probe.version(watch);
  if (seen.kind === 'seen') return [fine(`${name}: production says that it runs ${shortSha(seen.sha)}.`)];
  return [
    mend(
      `${name}: the version cannot be read: ${seen.reason}. Let ${watch.version.url} answer with JSON whose field "${watch.version.field}" is the whole SHA, and be reachable from here.`,
    ),
  ];
}

async function aboutHealth(probe: Probe, name: string, { watch }: LanePolicy): Promise<readonly Finding[]> {
  if (watch === null || watch.health === null) return [];
  const reading = await probe.health(watch);
  if (reading.kind === 'ok') return [fine(`${name}: the health check answers, in ${reading.ms} ms.`)];
  return [
    mend(
      `${name}: the health check is not usable: ${reading.reason}. Let ${watch.health.url} answer 2xx and be reachable from here, or correct watch.health.`,
    ),
  ];
}
