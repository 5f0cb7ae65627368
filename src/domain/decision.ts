import { type Effect } from './effects.ts';
import { type LaneEvent } from './events.ts';
import { type Actor } from './people/actor.ts';
import { type LanePolicy } from './policy/lane-policy.ts';
import { type Refusal } from './refusals.ts';
import { type Instant } from './time.ts';

/** `nothing` is for facts that come late or again: there is nothing to record and nobody to tell. */
export type Decision<Event = LaneEvent> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'nothing'; readonly because: string };

/** All that a decision may know besides the state. `key` is unique to the input; effects take their ids from it. */
export type Context<Policy = LanePolicy> = {
  readonly now: Instant;
  readonly policy: Policy;
  readonly actor: Actor;
  readonly key: string;
};

export function accepted<Event = LaneEvent>(
  events: readonly Event[],
  effects: readonly Effect[] = [],
): Decision<Event> {
  return { kind: 'accepted', events, effects };
}

export function refused(refusal: Refusal): Extract<Decision, { kind: 'refused' }> {
  return { kind: 'refused', refusal };
}

export function nothing(because: string): Extract<Decision, { kind: 'nothing' }> {
  return { kind: 'nothing', because };
}
