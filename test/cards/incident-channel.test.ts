import { describe, expect, test } from 'vitest';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { channelWelcome } from '../../src/cards/incident-channel.ts';
import { type ChannelId } from '../../src/domain/ids.ts';
import { ana, cara } from '../support/people.ts';
import { breached, does, incident, place, scene, viewOf } from './incident-samples.ts';
import { buttonsOf, textOf, wholeOf } from './reading.ts';

describe('the first message in a channel of its own', () => {
  test('says what happened, how bad it is, who had it, where it is kept up to date, and what can be done there', () => {
    const s = breached();
    s.fact({ type: 'RecordIncidentCard', incident, card: place });

    expect(wholeOf(channelWelcome(viewOf(s)))).toEqual([
      'P1 · checkout → production: The health check fails after the deployment of v2.14.0',
      '*A channel for those who work on this.* P1: complete outage.',
      '*What happened:* 4 health checks in a row failed with `4f2a91c` live. The last one: it answered 503.',
      '*Who has it:* nobody had it when this channel was opened.',
      '*How it stands now:* <https://slack.com/archives/C0INCIDENTS/p1763700000000200|see its message> in <#C0INCIDENTS>, with all buttons. The thread below it is the timeline; Gonogo says nothing more here.',
      '*What you can do here:* talk. What should be kept gets a :pushpin: reaction, which adds the message to the timeline.',
      'Typed here, these mean this incident: `/incident ack` takes it while nobody has it, `/incident note &lt;text&gt;` adds a line to the timeline, `/incident resolve &lt;how&gt;` ends it.',
      '`inc-checkout.release1`',
      'Everybody under `people` in `gonogo.yaml` or in the ladder can do this.',
    ]);
  });

  test('has no buttons, for it is never drawn anew', () => {
    expect(buttonsOf(channelWelcome(viewOf(breached())))).toEqual([]);
  });

  test('names whoever had it already, and who declared it where nothing alarmed', () => {
    const s = scene();
    s.when(cara, does.declare('P2', 'Nobody can pay'));
    s.when(ana, does.acknowledge());
    const said = textOf(channelWelcome(viewOf(s)));

    expect(said).toContain('Declared by <@U0CARA>');
    expect(said).toContain('<@U0ANA> had it when this channel was opened');
  });
});

test('the live message names the channel', () => {
  const s = breached();
  s.fact({ type: 'RecordIncidentChannel', incident, channel: 'C0OWN' as ChannelId });

  expect(textOf(incidentCard(viewOf(s)))).toContain('those who work on it talk in <#C0OWN>');
});
