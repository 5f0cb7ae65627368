import { type App, type ViewSubmitAction } from '@slack/bolt';
import { type CommandHandler } from './answers.ts';
import { buttons } from './buttons.ts';
import { eventFor, events } from './events.ts';
import { type FormAnswer } from './form-answers.ts';
import { forms } from './forms.ts';
import { type HandlerParts } from './parts.ts';
import { laterCommand, releaseCommand } from './release-command.ts';
import { rollbackCommand } from './rollback-command.ts';
import { type Ack, takeClick, takeCommand, takeForm } from './take.ts';

export { type Delivery, githubWebhook, type WebhookAnswer, type WebhookParts } from './github-webhook.ts';
export { type HandlerParts } from './parts.ts';

/** Every slash command. */
export const commands: Readonly<Record<string, CommandHandler>> = {
  '/release': releaseCommand,
  '/rollback': rollbackCommand,
  '/incident': laterCommand('incident'),
};

/** Everything that comes in from Slack, by the names under which it comes. GitHub's deliveries go to `githubWebhook`. */
export const inputs = { buttons, forms, commands, events } as const;

/**
 * Lets Bolt pass everything on to the table above. There is one listener for each kind of input, and it looks the name
 * up itself, so that what is not in the table is answered too: refused with a hint, and never taken for something else.
 */
export function registerHandlers(app: Pick<App, 'action' | 'view' | 'command' | 'event'>, parts: HandlerParts): void {
  const anything = /^/;
  app.action({ type: 'block_actions' }, async ({ body, context, ack }) => takeClick(parts, body, context, ack));
  app.view<ViewSubmitAction>({ type: 'view_submission' }, async ({ body, context, ack }) =>
    // Slack's type of an answer wants lists that may be changed, and ours may not.
    takeForm(parts, body, context, ack as Ack<FormAnswer>),
  );
  app.command(anything, async ({ body, context, ack }) => takeCommand(parts, commands, body, context, ack));
  app.event(anything, async ({ event }) => eventFor(event.type)?.(parts, event));
}
