import { hashOf } from '../hash.ts';
import { type PolicyVersion } from '../ids.ts';
import { type Calendar } from './calendar.ts';
import { type DeployWindow, inputNames, type LaneRules } from './lane.ts';
import { type LanePolicy, type WatchPolicy, type WindowPolicy } from './lane-policy.ts';
import { blockingLacksOfLane, lacksOfLane } from './not-evaluated.ts';
import { type Policy } from './policy.ts';
import { type Service } from './service.ts';
import { signalSources } from './signals.ts';
import { type WatchRules } from './watch.ts';

/** What stands in for an absent `rollback`. */
const defaultRollback = { mandate: 'propose', minutes: 30 } as const;

/** The effective policy of every lane, in the order of the file. */
export function resolveLanes(policy: Policy): readonly LanePolicy[] {
  return policy.services.flatMap((service) => service.lanes.map((lane) => resolveLane(policy, service, lane)));
}

function resolveLane(policy: Policy, service: Service, lane: LaneRules): LanePolicy {
  const team = policy.teams.find(({ id }) => id === service.team);
  const calendar = team?.calendar ?? policy.calendar;
  const effective: Omit<LanePolicy, 'version'> = {
    service: service.id,
    environment: lane.environment,
    team: team?.id ?? null,
    repo: service.repo,
    paths: service.paths,
    refs: lane.refs ?? [lane.deploy.ref],
    deploy: lane.deploy,
    replay: lane.replay ?? null,
    inputs: Object.fromEntries(inputNames.map((name) => [name, lane.inputs[name] ?? name])),
    approval: {
      rules: lane.approval.rules,
      expiresMs: lane.approval.expires,
      execute: lane.approval.execute,
      exclude: lane.approval.exclude,
      hours: lane.approval.hours,
    },
    gates: lane.gates,
    windows: {
      deny: lane.windows.deny.map((window) => resolveWindow(window, calendar)),
      allow: lane.windows.allow.map((window) => resolveWindow(window, calendar)),
    },
    watch: lane.watch === undefined ? null : resolveWatch(lane.watch),
    postDeploy: { required: lane.postDeploy?.required ?? [] },
    rollback: lane.rollback ?? defaultRollback,
    migrations: service.migrations ?? null,
    artifactPrefix: service.artifactPrefix,
    channels: policy.slack.channels,
    people: policy.people.map(({ slack, github, roles }) => ({ slack, github: github ?? null, roles })),
    agents: policy.agents.map(({ id, role, owner }) => ({ id, role, owner })),
    calendar,
    escalation: team?.escalation ?? policy.escalation,
    notEvaluated: lacksOfLane(lane),
    blockingNotEvaluated: blockingLacksOfLane(lane),
  };
  return { ...effective, version: hashOf(effective) as PolicyVersion };
}

function resolveWindow(window: DeployWindow, calendar: Calendar): WindowPolicy {
  return {
    cron: window.cron,
    forMs: window.for,
    reason: window.reason,
    timezone: window.timezone ?? calendar.timezone,
  };
}

function resolveWatch(watch: WatchRules): WatchPolicy {
  const { health, version } = watch;
  return {
    minutes: watch.minutes,
    everyMs: watch.every,
    health: health === undefined ? null : { url: health.url, timeoutMs: health.timeout, html: health.html },
    version: version ?? null,
    allowHosts: watch.allowHosts,
    triggers: watch.triggers,
    advisory: watch.advisory,
    ...signalSources(watch),
    hasTelemetry: watch.azure !== undefined || watch.prometheus !== undefined,
    azure: watch.azure ?? null,
    prometheus: watch.prometheus ?? null,
  };
}
