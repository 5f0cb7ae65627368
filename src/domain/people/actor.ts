import { type GithubLogin, type SlackUserId } from '../ids.ts';

/** Roles that the config gives to people. */
export type Role = string;

/**
 * What Slack positively says of somebody. `unknown` is an answer of its own: nobody votes on it.
 * Anything but `member` and `unknown` names why this is not a full, active, human member of the workspace.
 */
export type Standing =
  | { readonly kind: 'member' }
  | { readonly kind: 'guest' | 'bot' | 'deleted' | 'stranger' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A person of Slack, as the directory and the config know them. */
export type PersonActor = {
  readonly kind: 'person';
  readonly slack: SlackUserId;
  readonly standing: Standing;
  /** The linked GitHub account; null when the config lists none. */
  readonly github: GithubLogin | null;
  readonly roles: readonly Role[];
};

export type AgentRole =
  | 'backend-specialist'
  | 'frontend-specialist'
  | 'database-specialist'
  | 'qa-specialist'
  | 'docs-specialist'
  | 'orchestrator';

export type AgentActor = {
  readonly kind: 'agent';
  readonly id: string;
  readonly role: AgentRole;
  readonly owner: SlackUserId;
};

/** Gonogo itself: time that passed, facts that were read. */
export type SystemActor = { readonly kind: 'system'; readonly part: string };

export type Actor = PersonActor | AgentActor | SystemActor;

/** The name under which an actor stands in the ledger. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.slack;
    case 'agent':
      return `agent:${actor.id}`;
    case 'system':
      return `system:${actor.part}`;
  }
}
