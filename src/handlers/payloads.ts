import { z } from 'zod';
import { type FieldPlace } from '../cards/ids-of-fields.ts';
import { ChannelId, SlackUserId } from '../domain/ids.ts';

/** The fields of Slack's payloads that are read, and no others. Nothing in them is authority. */

/** Somebody as a payload names them. `team` is null where Slack leaves it out. */
export type Who = { readonly user: SlackUserId; readonly team: string | null };

const User = z
  .object({ id: SlackUserId, team_id: z.string().nullish() })
  .transform(({ id, team_id: team }): Who => ({ user: id, team: team ?? null }));

/** What the receiver adds: one name for one input, however often it is delivered. */
const InputFacts = z.object({ inputId: z.string().min(1) });

/** Throws when the receiver names no input: without a name the same click could count twice. */
export function inputOf(context: unknown): string {
  return InputFacts.parse(context).inputId;
}

export type Click = {
  readonly who: Who;
  /** Null where there is none, as in Home. */
  readonly channel: ChannelId | null;
  readonly surface: 'message' | 'home' | 'modal';
  readonly triggerId: string;
  readonly actionId: string;
  /** Of the block that it stands in; empty where Slack names none. */
  readonly blockId: string;
  /** What a button says, or what was chosen in a select. */
  readonly value: string;
  readonly input: string;
};

const ClickBody = z.object({
  user: User,
  channel: z.object({ id: ChannelId }).nullish().catch(null),
  view: z.object({ type: z.string() }).nullish(),
  trigger_id: z.string().optional(),
  actions: z.array(
    z.object({
      action_id: z.string(),
      block_id: z.string().default(''),
      value: z.string().optional(),
      selected_option: z.object({ value: z.string() }).nullish().catch(null),
    }),
  ),
});

/** Null for what is not a click on something of a message or a view. */
export function clickOf(body: unknown, input: string): Click | null {
  const read = ClickBody.safeParse(body);
  if (!read.success) return null;
  const { user, channel, view, trigger_id: triggerId = '', actions } = read.data;
  const [action] = actions;
  if (action === undefined) return null;
  const { action_id: actionId, block_id: blockId, selected_option: chosenOption } = action;
  const value = action.value ?? chosenOption?.value ?? '';
  const surface = view?.type === 'home' || view?.type === 'modal' ? view.type : 'message';
  return { who: user, channel: channel?.id ?? null, surface, triggerId, actionId, blockId, value, input };
}

export type Command = {
  readonly who: Who;
  readonly command: string;
  readonly text: string;
  /** Where it was typed; null where Slack names no channel. */
  readonly channel: ChannelId | null;
  readonly triggerId: string;
  readonly input: string;
};

const CommandBody = z.object({
  user_id: SlackUserId,
  team_id: z.string().nullish(),
  channel_id: ChannelId.nullish().catch(null),
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string().default(''),
});

export function commandOf(body: unknown, input: string): Command | null {
  const read = CommandBody.safeParse(body);
  if (!read.success) return null;
  const { user_id: user, team_id: team, channel_id: channel, command, text, trigger_id: triggerId } = read.data;
  return { who: { user, team: team ?? null }, command, text, channel: channel ?? null, triggerId, input };
}

const Field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
  selected_date_time: z.number().int().nullish(),
});

export type Form = {
  readonly who: Who;
  /** Of the view that was sent; empty where Slack names none. */
  readonly viewId: string;
  readonly callbackId: string;
  readonly metadata: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, z.infer<typeof Field>>>>>;
  readonly input: string;
};

const FormBody = z.object({
  user: User,
  view: z.object({
    id: z.string().default(''),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Field)) }),
  }),
});

export function formOf(body: unknown, input: string): Form | null {
  const read = FormBody.safeParse(body);
  if (!read.success) return null;
  const { user, view } = read.data;
  const { id: viewId, callback_id: callbackId, private_metadata: metadata, state } = view;
  return { who: user, viewId, callbackId, metadata, values: state.values, input };
}

/** What was typed, without the blanks around it; empty when nothing was. */
export function typed(form: Form, place: FieldPlace): string {
  return form.values[place.block]?.[place.action]?.value?.trim() ?? '';
}

/** The value of the chosen option; null when none is. */
export function chosen(form: Form, place: FieldPlace): string | null {
  return form.values[place.block]?.[place.action]?.selected_option?.value ?? null;
}

/** The person who was picked; null when none was. */
export function pickedPerson(form: Form, place: FieldPlace): SlackUserId | null {
  const read = SlackUserId.safeParse(form.values[place.block]?.[place.action]?.selected_user);
  return read.success ? read.data : null;
}

/** Whether the box with this value is ticked. */
export function isTicked(form: Form, place: FieldPlace, value: string): boolean {
  const ticked = form.values[place.block]?.[place.action]?.selected_options ?? [];
  return ticked.some((option) => option.value === value);
}

/** Seconds since the Unix epoch; null when no time was picked. */
export function picked(form: Form, place: FieldPlace): number | null {
  return form.values[place.block]?.[place.action]?.selected_date_time ?? null;
}
