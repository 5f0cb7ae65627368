import { type IncidentView } from '../domain/incident/views.ts';
import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { originText } from './incident-clock.ts';
import { alarmWords, newestAlarm } from './incident-facts.ts';
import { holderOf } from './incident-people.ts';
import { incidentLink, incidentTitle, severityName } from './incident-words.ts';
import { channelMention, code, lines, type Markup, md, mention } from './text.ts';

/**
 * The first and only message of Gonogo in an incident's own channel. It is never drawn anew, so it says how things stood
 * when the channel was opened, and where they are kept up to date.
 */
export function channelWelcome(view: IncidentView): Message {
  const { incident } = view;
  const title = incidentTitle(incident);
  return message(`${title}: a channel for those who work on it`, [
    header(title),
    section(
      lines(
        md`*A channel for those who work on this.* ${severityName(incident.severity)}.`,
        happenedText(view),
        holderText(view),
        liveText(view),
      ),
    ),
    section(
      lines(
        md`*What you can do here:* talk. What should be kept gets a :pushpin: reaction, which adds the message to the timeline.`,
        md`Typed here, these mean this incident: ${code('/incident ack')} takes it while nobody has it, ${code('/incident note <text>')} adds a line to the timeline, ${code('/incident resolve <how>')} ends it.`,
      ),
    ),
    context(
      md`${code(incident.id)}`,
      md`Everybody under ${code('people')} in ${code('gonogo.yaml')} or in the ladder can do this.`,
    ),
  ]);
}

function happenedText(view: IncidentView): Markup {
  const alarm = newestAlarm(view);
  if (alarm === null) return originText(view.incident);
  return md`*What happened:* ${alarmWords(view, alarm.release, alarm.alert).happened}`;
}

function holderText({ incident }: IncidentView): Markup {
  const holder = holderOf(incident);
  return holder === null
    ? md`*Who has it:* nobody had it when this channel was opened.`
    : md`*Who has it:* ${mention(holder)} had it when this channel was opened.`;
}

function liveText({ incident, policy }: IncidentView): Markup {
  const where = channelMention(policy.channels.incidents);
  const live = incidentLink(incident, 'see its message') ?? md`see its message`;
  return md`*How it stands now:* ${live} in ${where}, with all buttons. The thread below it is the timeline; Gonogo says nothing more here.`;
}
