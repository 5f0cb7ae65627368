import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue, releaseOfChartBlock } from '../cards/button-value.ts';
import {
  askedChart,
  chartNotConfirmed,
  chartNotDrawn,
  chartNotPosted,
  chartWithoutThread,
  noChart,
} from '../cards/chart-answers.ts';
import { sayingText } from '../cards/saying.ts';
import { type ReleaseId } from '../domain/ids.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { chartSignals } from '../domain/watch/charts.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { anyView } from './release-views.ts';
import { noSuchRelease, unknownButton } from './sentences.ts';

/** A chart of one signal, in the thread of the release's card, for whoever may read. Nothing is recorded by that. */
export async function askForChart(parts: HandlerParts, click: Click): Promise<Answer> {
  const asked = askedFor(click);
  if (asked === null) return says(unknownButton);
  const { release, word } = asked;
  const [refusal, view] = await Promise.all([notAllowedToRead(parts, click.who), anyView(parts, release)]);
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));
  if (view === null) return says(noSuchRelease(release));
  const { card } = view.release;
  if (card === null) return says(chartWithoutThread(release));
  const signals = chartSignals(view.policy.watch);
  const signal = word === null ? signals[0] : signals.find((each) => each === word);
  if (signal === undefined) return says(noChart(release));

  return goesOn(async () => {
    const problem = await postChart(parts, click, { view, signal, place: card });
    if (problem === null) return;
    await parts.slack.tell({ user: click.who.user, channel: click.channel, message: problem });
  });
}

/** What was chosen in a select; a button asks for the only signal there is. */
function askedFor({ blockId, value }: Click): { readonly release: ReleaseId; readonly word: string | null } | null {
  const named = parseButtonValue(value);
  if (named?.kind === 'release') return { release: named.release, word: null };
  const release = releaseOfChartBlock(blockId);
  return release === null ? null : { release, word: value };
}

type Asked = { readonly view: ReleaseView; readonly signal: Trigger; readonly place: CardPlace };

/** Why there is none in the thread; null when there is. */
async function postChart(
  parts: HandlerParts,
  { who, input }: Click,
  { view, signal, place }: Asked,
): Promise<Message | null> {
  const release = view.release.id;
  const drawn = await parts.chart(view, signal);
  if (drawn === null) return noChart(release);
  const { caption, bytes, name, title } = drawn;
  if (bytes === null) return chartNotDrawn(caption);
  // Each wish is one of its own; the same one, delivered twice, is one.
  const key = `chart ${release} ${input}`;
  const comment = askedChart(caption, who.user);
  const shared = await parts.slack.share({ key, place, name, title, bytes, altText: caption, comment });
  if (shared.kind === 'said') return null;
  parts.log.warn({ release, reason: shared.reason }, 'A chart could not be posted in Slack.');
  return shared.kind === 'lost' ? chartNotPosted(caption, shared.reason) : chartNotConfirmed(caption);
}
