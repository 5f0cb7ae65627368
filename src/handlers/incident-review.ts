import { type Message } from '../cards/block-kit.ts';
import { message, section } from '../cards/blocks.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { reviewMarkdown } from '../cards/incident-review.ts';
import { sayingText } from '../cards/saying.ts';
import { code, md, mention } from '../cards/text.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type Answer, goesOn, says } from './answers.ts';
import {
  reviewNotConfirmed,
  reviewNotPosted,
  reviewNotRead,
  reviewShared,
  reviewTitle,
  reviewWithoutThread,
} from './incident-sentences.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { unknownButton } from './sentences.ts';

/** The review as it stands now, in the thread of the incident, for whoever may read. Nothing is recorded by that. */
export async function downloadReview(parts: HandlerParts, click: Click): Promise<Answer> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'incident') return says(unknownButton);
  const { incident } = value;
  const [refusal, view] = await Promise.all([notAllowedToRead(parts, click.who), parts.incidents.view(incident)]);
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));
  if (view === null) return says(sayingText({ kind: 'refused', refusal: { code: 'incident_unknown' } }));
  if (view.incident.phase !== 'resolved')
    return says(sayingText({ kind: 'refused', refusal: { code: 'not_resolved_yet' } }));
  const { card } = view.incident;
  if (card === null) return says(reviewWithoutThread(incident));

  return goesOn(async () => {
    const { who, channel } = click;
    await parts.slack.tell({ user: who.user, channel, message: await postReview(parts, click, view, card) });
  });
}

/** What became of it. The click was answered before, so nothing may be thrown. */
async function postReview(
  parts: HandlerParts,
  { who, input }: Click,
  view: IncidentView,
  place: CardPlace,
): Promise<Message> {
  const { id } = view.incident;
  try {
    const bytes = Buffer.from(reviewMarkdown(view), 'utf8');
    const title = reviewTitle(id);
    const comment = message(title, [
      section(md`The review of ${code(id)} as it stands now, for ${mention(who.user)}.`),
    ]);
    // Each press is a wish of its own; the same press, delivered twice, is one.
    const key = `review ${id} ${input}`;
    const shared = await parts.slack.share({ key, place, name: `${id}.md`, title, bytes, altText: null, comment });
    if (shared.kind === 'said') return reviewShared(id, place);
    parts.log.warn({ incident: id, reason: shared.reason }, 'A review could not be posted in Slack.');
    return shared.kind === 'lost' ? reviewNotPosted(id, shared.reason) : reviewNotConfirmed(id);
  } catch (error) {
    parts.log.error({ err: error, incident: id }, 'A review could not be made.');
    return reviewNotRead(id);
  }
}
