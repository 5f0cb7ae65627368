import { type Effect } from './effects.ts';
import { type LaneEvent } from './events.ts';
import { type Actor } from './people/actor.ts';
import { type LanePolicy } from './policy/lane-policy.ts';
import { type Refusal } from './refusals.ts';
import { type Instant } from './time.ts';

/** `nothing` is for facts that come late or again: there is nothing to record and nobody to tell. */
export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly LaneEvent[]; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'nothing'; readonly because: string };

/** All that a decision may know besides the state. `key` is unique to the input; effects take their ids from it. */
export type Context = {
  readonly now: Instant;
  readonly policy: LanePolicy;
  readonly actor: Actor;
  readonly key: string;
};

export function accepted(events: readonly LaneEvent[], effects: readonly Effect[] = []): Decision {
  return { kind: 'accepted', events, effects };
}

export function refused(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}

export function nothing(because: string): Decision {
  return { kind: 'nothing', because };
}
