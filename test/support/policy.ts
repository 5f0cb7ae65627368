import { hashOf } from '../../src/domain/hash.ts';
import {
  type ChannelId,
  type EnvironmentName,
  type PolicyVersion,
  type RepoName,
  type ServiceId,
} from '../../src/domain/ids.ts';
import {
  type ApprovalPolicy,
  type LanePolicy,
  type PersonPolicy,
  type WatchPolicy,
} from '../../src/domain/policy/lane-policy.ts';
import { ana, ben, cara, type Person } from './people.ts';

export const service = 'checkout' as ServiceId;
export const production = 'production' as EnvironmentName;

const hour = 3_600_000;

/** Ana and Ben approve and deploy; Cara deploys and does not approve. Nobody else has a role. */
export const listed: readonly PersonPolicy[] = [ana, ben, cara].map(entryOf);

export function entryOf({ slack, github, roles }: Person): PersonPolicy {
  return { slack, github, roles };
}

const approval: ApprovalPolicy = {
  rules: [{ role: 'approver', min: 2 }],
  expiresMs: 4 * hour,
  execute: 'on-go',
  exclude: ['requester', 'agent-owner', 'author', 'co-author', 'last-pusher'],
  hours: 'all',
};

export const watchRules: WatchPolicy = {
  minutes: 10,
  everyMs: 60_000,
  health: { url: 'https://checkout.example.com/healthz', timeoutMs: 5000, html: false },
  version: { url: 'https://checkout.example.com/version', field: 'sha' },
  allowHosts: [],
  triggers: { healthFailures: 3, errorPoints: 5, latencyFactor: 2, memoryPercent: 90, cpuPercent: 90 },
  advisory: [],
  sources: ['health'],
  withoutSource: ['errors', 'latency', 'memory', 'cpu'],
  hasTelemetry: false,
  azure: null,
  prometheus: null,
};

const unversioned: Omit<LanePolicy, 'version'> = {
  service,
  environment: production,
  team: null,
  repo: 'acme/checkout' as RepoName,
  paths: [],
  refs: ['main', 'hotfix/*'],
  deploy: { workflow: 'deploy.yml', ref: 'main' },
  replay: { workflow: 'replay.yml', ref: 'main' },
  inputs: {},
  approval,
  gates: [],
  windows: { deny: [], allow: [] },
  watch: watchRules,
  postDeploy: { required: [] },
  rollback: { mandate: 'never', minutes: 30 },
  migrations: null,
  artifactPrefix: '',
  channels: { releases: 'C0RELEASES' as ChannelId, incidents: 'C0INCIDENTS' as ChannelId },
  people: listed,
  agents: [],
  calendar: {
    timezone: 'Europe/Berlin',
    workdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    hours: { from: '09:00', to: '17:00' },
    holidays: ['2026-12-25'],
  },
  escalation: [],
  notEvaluated: [],
  blockingNotEvaluated: [],
};

export type PolicyChange = Partial<Omit<LanePolicy, 'version' | 'approval' | 'watch'>> & {
  readonly approval?: Partial<ApprovalPolicy>;
  readonly watch?: Partial<WatchPolicy> | null;
};

/** The policy of the tests with some of it changed. As in production, its version follows from its content. */
export function policyWith(change: PolicyChange = {}): LanePolicy {
  const { watch } = change;
  const effective = {
    ...unversioned,
    ...change,
    approval: { ...approval, ...change.approval },
    watch: watch === null ? null : { ...watchRules, ...watch },
  };
  return { ...effective, version: hashOf(effective) as PolicyVersion };
}

/** One go is enough, so a test that is about something else needs one voter. */
export const oneGo: PolicyChange = { approval: { rules: [{ role: 'approver', min: 1 }] } };

/** Everything is shut from `from` on, each day, for `hours`. In UTC. */
export function denyDaily(cron: string, hours: number, reason = 'freeze'): LanePolicy['windows'] {
  return { deny: [{ cron, forMs: hours * hour, reason, timezone: 'UTC' }], allow: [] };
}
