import { type App } from '@slack/bolt';
import { type CommandHandler } from './answers.ts';
import { buttons } from './buttons.ts';
import { eventFor, events } from './events.ts';
import { type FormAnswer } from './form-answers.ts';
import { forms } from './forms.ts';
import { incidentCommand } from './incident-command.ts';
import { type HandlerParts } from './parts.ts';
import { inputOf } from './payloads.ts';
import { releaseCommand } from './release-command.ts';
import { rollbackCommand } from './rollback-command.ts';
import { type Ack, takeClick, takeCommand, takeForm } from './take.ts';

export { type Delivery, githubWebhook, type WebhookAnswer, type WebhookParts } from './github-webhook.ts';
export { type HandlerParts } from './parts.ts';

/** Every slash command. */
export const commands: Readonly<Record<string, CommandHandler>> = {
  '/release': releaseCommand,
  '/rollback': rollbackCommand,
  '/incident': incidentCommand,
};

/** Everything that comes in from Slack, by the names under which it comes. GitHub's deliveries go to `githubWebhook`. */
export const inputs = { buttons, forms, commands, events } as const;

/**
 * Lets Bolt pass everything on to the table above. One listener takes every kind of input and looks the name up itself,
 * so that what is not in the table is answered too: refused with a hint, and never taken for something else. It is a
 * middleware because Bolt would offer each input to every listener of every other kind.
 */
export function registerHandlers(app: Pick<App, 'use'>, parts: HandlerParts): void {
  app.use(async (input) => {
    const { body, context } = input;
    if ('event' in input) await eventFor(input.event.type)?.(parts, input.event, inputOf(context));
    else if ('command' in input) await takeCommand(parts, commands, body, context, input.ack);
    else if ('action' in input && body.type === 'block_actions') await takeClick(parts, body, context, input.ack);
    else if ('view' in input && body.type === 'view_submission')
      // Slack's type of an answer wants lists that may be changed, and ours may not.
      await takeForm(parts, body, context, input.ack as Ack<FormAnswer>);
  });
}
