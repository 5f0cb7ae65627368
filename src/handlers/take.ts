import { type Message } from '../cards/block-kit.ts';
import { unknownWord } from '../cards/help.ts';
import { UnknownEvent } from '../domain/ledger/events-of.ts';
import { type Answer, type CommandHandler, says } from './answers.ts';
import { buttonFor } from './buttons.ts';
import { complain, type FormAnswer, type FormReply, replies, showInstead } from './form-answers.ts';
import { formFor } from './forms.ts';
import { type HandlerParts } from './parts.ts';
import { type Click, type Command, clickOf, commandOf, type Form, formOf, inputOf } from './payloads.ts';
import { homeFor } from './reading.ts';
import {
  notReadable,
  notRecorded,
  notRecordedInForm,
  unknownButton,
  unknownFormModal,
  writtenByNewer,
  writtenByNewerInForm,
} from './sentences.ts';

/** Answers Slack. It is done once for each input, and what it carries is what the person sees at once. */
export type Ack<T> = (answer?: T) => Promise<unknown>;

/**
 * A click: done first, acknowledged after. An acknowledged vote is in the ledger; one that could not be recorded is
 * told to the person, who may press again.
 */
export async function takeClick(parts: HandlerParts, body: unknown, context: unknown, ack: Ack<never>): Promise<void> {
  const click = clickOf(body, inputOf(context));
  if (click === null) {
    parts.log.warn({}, 'A click came without what a click has. Nothing was done.');
    await ack();
    return;
  }
  const { say, after } = await pressed(parts, click);
  await ack();
  if (say !== null) await parts.slack.tell({ user: click.who.user, channel: click.channel, message: say });
  if (click.surface === 'home') await redrawHome(parts, click);
  await after?.();
}

async function pressed(parts: HandlerParts, click: Click): Promise<Answer> {
  const press = buttonFor(click.actionId);
  if (press === null) return says(unknownButton);
  try {
    return await press(parts, click);
  } catch (error) {
    parts.log.error({ err: error, action: click.actionId, input: click.input }, 'A click could not be recorded.');
    return says(isByNewer(error) ? writtenByNewer : notRecorded);
  }
}

/** Home shows what was true when it was opened, so a click in it draws it anew. */
async function redrawHome(parts: HandlerParts, click: Click): Promise<void> {
  try {
    await parts.slack.publishHome(click.who.user, await homeFor(parts, click.who.user));
  } catch (error) {
    parts.log.warn({ err: error }, 'Home could not be drawn anew. It is when it is opened again.');
  }
}

/** A form: its command is recorded first, and what became of it is the answer. What takes longer goes on after that. */
export async function takeForm(
  parts: HandlerParts,
  body: unknown,
  context: unknown,
  ack: Ack<FormAnswer>,
): Promise<void> {
  const form = formOf(body, inputOf(context));
  const { answer, after } = form === null ? replies(showInstead(unknownFormModal)) : await sent(parts, form);
  await ack(answer);
  await after?.();
}

async function sent(parts: HandlerParts, form: Form): Promise<FormReply> {
  const handler = formFor(form.callbackId);
  if (handler === null) return replies(showInstead(unknownFormModal));
  try {
    return await handler.submit(parts, form);
  } catch (error) {
    parts.log.error({ err: error, form: form.callbackId, input: form.input }, 'A form could not be recorded.');
    return replies(complain([handler.first, isByNewer(error) ? writtenByNewerInForm : notRecordedInForm]));
  }
}

type Commands = Readonly<Record<string, CommandHandler>>;
type Ephemeral = Message & { readonly response_type: 'ephemeral' };

/** A slash command: answered at once, to who typed it alone. What takes longer goes on after the answer. */
export async function takeCommand(
  parts: HandlerParts,
  commands: Commands,
  body: unknown,
  context: unknown,
  ack: Ack<Ephemeral>,
): Promise<void> {
  const command = commandOf(body, inputOf(context));
  if (command === null) {
    parts.log.warn({}, 'A slash command came without what one has. Nothing was done.');
    await ack();
    return;
  }
  const { say, after } = await answered(parts, commands, command);
  await (say === null ? ack() : ack({ response_type: 'ephemeral', ...say }));
  await after?.();
}

async function answered(parts: HandlerParts, commands: Commands, command: Command): Promise<Answer> {
  const answer = Object.entries(commands).find(([name]) => name === command.command)?.[1];
  if (answer === undefined) return says(unknownWord(command.command, null));
  try {
    return await answer(parts, command);
  } catch (error) {
    parts.log.error({ err: error, command: command.command }, 'A slash command could not be answered.');
    return says(isByNewer(error) ? writtenByNewer : notReadable);
  }
}

function isByNewer(error: unknown): boolean {
  return error instanceof UnknownEvent;
}
