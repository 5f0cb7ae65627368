import {
  type ChannelId,
  type EnvironmentName,
  type GithubLogin,
  type PolicyVersion,
  type RepoName,
  type ServiceId,
  type SlackUserId,
} from '../ids.ts';
import { type Calendar } from './calendar.ts';
import { type Escalation } from './escalation.ts';
import { type Gate } from './gates.ts';
import { type Exclusion } from './lane.ts';
import { type AgentRole } from './people.ts';
import { type Trigger, type WatchRules } from './watch.ts';

/**
 * The effective policy of one lane: all that a decision about it needs, with every default and every
 * inherited value filled in. Durations are milliseconds and end in `Ms`. It is plain JSON.
 *
 * `version` is the SHA-256 over everything else here. It stands in the subject, so a change of any rule,
 * person or window that applies to the lane voids the votes that were given under the old one.
 */
export type LanePolicy = {
  readonly version: PolicyVersion;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly team: string | null;
  readonly repo: RepoName;
  /** Whose commits, authors and migrations count in a repository of many services; empty means all. */
  readonly paths: readonly string[];
  /**
   * Branches and tags whose commits may be requested here; `*` stands for any characters. A SHA may be
   * requested when it is reachable from one of them. Without a list in the config it is the deploy ref alone.
   */
  readonly refs: readonly string[];
  readonly deploy: WorkflowRef;
  readonly replay: WorkflowRef | null;
  /** Our input names to those that the workflow uses; names that the config does not map stay as they are. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly approval: ApprovalPolicy;
  readonly gates: readonly Gate[];
  readonly windows: { readonly deny: readonly WindowPolicy[]; readonly allow: readonly WindowPolicy[] };
  /** Null when the lane is not watched: then the run's end is all that is known. */
  readonly watch: WatchPolicy | null;
  readonly postDeploy: { readonly required: readonly ('infra' | 'smoke' | 'decision')[] };
  readonly rollback: { readonly mandate: 'propose' | 'offer' | 'never'; readonly minutes: number };
  readonly migrations: { readonly globs: readonly string[]; readonly reversible: readonly string[] } | null;
  readonly artifactPrefix: string;
  readonly channels: { readonly releases: ChannelId; readonly incidents: ChannelId };
  readonly people: readonly PersonPolicy[];
  readonly agents: readonly AgentPolicy[];
  readonly calendar: Calendar;
  readonly escalation: Escalation;
  /** What the lane asks for and this version does not evaluate yet, in people's words. None of it counts as passed. */
  readonly notEvaluated: readonly string[];
  /** The blocking gates among them. A lane that has any cannot be approved. */
  readonly blockingNotEvaluated: readonly string[];
};

/** A workflow file, and the branch or tag whose copy of it runs. */
export type WorkflowRef = { readonly workflow: string; readonly ref: string };

export type ApprovalPolicy = {
  /** All of them have to be met. Never empty. */
  readonly rules: readonly { readonly role: string; readonly min: number }[];
  readonly expiresMs: number;
  readonly execute: 'on-go' | 'separate';
  readonly exclude: readonly Exclusion[];
  readonly hours: 'all' | 'working';
};

/** It begins whenever the cron expression says so in its zone, and lasts `forMs`. */
export type WindowPolicy = {
  readonly cron: string;
  readonly forMs: number;
  readonly reason: string;
  readonly timezone: string;
};

export type WatchPolicy = {
  readonly minutes: number;
  readonly everyMs: number;
  readonly health: { readonly url: string; readonly timeoutMs: number; readonly html: boolean } | null;
  readonly version: { readonly url: string; readonly field: string } | null;
  readonly allowHosts: readonly string[];
  readonly triggers: WatchRules['triggers'];
  readonly advisory: readonly Trigger[];
  /** Triggers for which the config names a source of data. */
  readonly sources: readonly Trigger[];
  /** The other triggers: nothing can fire them. */
  readonly withoutSource: readonly Trigger[];
  /** Whether Azure Monitor or Prometheus is configured. */
  readonly hasTelemetry: boolean;
  readonly azure: WatchRules['azure'] | null;
  readonly prometheus: WatchRules['prometheus'] | null;
};

export type PersonPolicy = {
  readonly slack: SlackUserId;
  /** Null when no GitHub account is linked. */
  readonly github: GithubLogin | null;
  readonly roles: readonly string[];
};

export type AgentPolicy = { readonly id: string; readonly role: AgentRole; readonly owner: SlackUserId };
