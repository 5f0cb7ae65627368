import { type Message } from '../cards/block-kit.ts';
import {
  bundleComment,
  bundleNotConfirmed,
  bundleNotMade,
  bundleNotPosted,
  bundleNotRead,
  bundleTitle,
  bundleWithoutThread,
  noKeyForBundle,
} from '../cards/bundle-words.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { sayingText } from '../cards/saying.ts';
import { type ReleaseId } from '../domain/ids.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { anyView } from './release-views.ts';
import { noSuchRelease, unknownButton } from './sentences.ts';

/** The signed bundle of a release, in the thread of its card, for whoever may read. Nothing is recorded by that. */
export async function downloadBundle(parts: HandlerParts, click: Click): Promise<Answer> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return says(unknownButton);
  const { release } = value;
  const [refusal, view] = await Promise.all([notAllowedToRead(parts, click.who), anyView(parts, release)]);
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));
  if (view === null) return says(noSuchRelease(release));
  const { card } = view.release;
  if (card === null) return says(bundleWithoutThread(release));

  return goesOn(async () => {
    const problem = await postBundle(parts, click, release, card);
    if (problem === null) return;
    await parts.slack.tell({ user: click.who.user, channel: click.channel, message: problem });
  });
}

/** Why there is none in the thread; null when there is. The click was answered before, so nothing may be thrown. */
async function postBundle(
  parts: HandlerParts,
  { who, input }: Click,
  release: ReleaseId,
  place: CardPlace,
): Promise<Message | null> {
  try {
    const made = await parts.bundle(release);
    if (made.kind === 'no-key') return noKeyForBundle(release, made.problem);
    if (made.kind === 'problem') return bundleNotMade(made.sentence);
    const { name, bytes } = made;
    const comment = bundleComment(release, name, who.user);
    const title = bundleTitle(release);
    // Each press is a wish of its own; the same press, delivered twice, is one.
    const key = `bundle ${release} ${input}`;
    const shared = await parts.slack.share({ key, place, name, title, bytes, altText: null, comment });
    if (shared.kind === 'said') return null;
    parts.log.warn({ release, reason: shared.reason }, 'A bundle could not be posted in Slack.');
    return shared.kind === 'lost' ? bundleNotPosted(release, shared.reason) : bundleNotConfirmed(release);
  } catch (error) {
    parts.log.error({ err: error, release }, 'A bundle could not be made.');
    return bundleNotRead(release);
  }
}
