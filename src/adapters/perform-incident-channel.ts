import { channelWelcome } from '../cards/incident-channel.ts';
import { effectId } from '../domain/effects.ts';
import { toldUpTo } from '../domain/incident/policy.ts';
import { done, type EffectOf, type How, type Performed, type PerformParts } from './perform-parts.ts';

/** The message there links to the live message. That is on its way, so it is waited for, at most so often. */
const turnsForTheMessage = 30;
const turnMs = 1000;

/** Twice: the channel that was opened is found by its name. */
export async function openIncidentChannel(
  parts: PerformParts,
  effect: EffectOf<'OpenIncidentChannel'>,
  { effect: name, token }: How,
): Promise<Performed> {
  const view = await parts.incidentOf(effect.incident);
  if (view === null || view.incident.channel !== null) return done;
  const { id, severity, title, roles, acknowledged, origin, told } = view.incident;
  const declarer = origin.kind === 'declared' ? origin.by : null;
  const people = [
    ...new Set([declarer, acknowledged?.by ?? null, ...Object.values(roles), ...toldUpTo(view.policy, told).people]),
  ].filter((user) => user !== null);
  const topic = `${severity}: ${title}`;
  const opened = await parts.slack.openChannel({ name: channelName(id), topic, people });
  if (opened.kind === 'later') return opened;
  if (opened.kind === 'lost') {
    parts.trouble(
      `Gonogo could not open a channel for the incident ${id} (${opened.reason}); it goes on in its thread. ` +
        adviceOn(opened.reason),
    );
    return done;
  }
  const record = { type: 'RecordIncidentChannel', incident: id, channel: opened.channel } as const;
  await parts.submitIncident(record, { effect: name, token, settle: false });
  return done;
}

/** By what Slack says (https://docs.slack.dev/reference/methods/conversations.create). */
function adviceOn(reason: string): string {
  switch (reason) {
    case 'name_taken':
      return 'Its name is taken by a channel that is archived or private. Open one by hand if you need it.';
    case 'restricted_action':
      return 'Let an admin of the workspace allow apps to open channels, or take ownChannel out of gonogo.yaml.';
    default:
      return 'Give the app the scope channels:manage, or take ownChannel out of gonogo.yaml.';
  }
}

/** Twice: found in the channel by its key. */
export async function welcomeToChannel(
  parts: PerformParts,
  effect: EffectOf<'WelcomeToChannel'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const view = await parts.incidentOf(effect.incident);
  if (view === null) return done;
  if (view.incident.card === null && attemptsBefore < turnsForTheMessage)
    return { kind: 'later', afterMs: turnMs, reason: 'the message of the incident is not posted yet' };
  const said = await parts.slack.announce({
    channel: effect.channel,
    key: effectId(effect),
    message: channelWelcome(view),
    attemptsBefore,
  });
  if (said.kind === 'later') return said;
  if (said.kind === 'lost') {
    const facts = { incident: effect.incident, channel: effect.channel, reason: said.reason };
    parts.log.warn(facts, "Nothing could be said in an incident's own channel.");
  }
  return done;
}

/** `inc-checkout.x7k2m9` as `inc-checkout-x7k2m9`: Slack takes no dots. */
function channelName(incident: string): string {
  return incident.replace('inc-_.', 'inc-').replaceAll('.', '-');
}
