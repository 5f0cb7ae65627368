import { message, section } from '../cards/blocks.ts';
import { chartSvg } from '../cards/chart.ts';
import { releaseChart, spanBefore, type TimeBefore } from '../cards/release-chart.ts';
import { md, plain } from '../cards/text.ts';
import { effectId } from '../domain/effects.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type ReleaseView } from '../domain/views.ts';
import { done, type EffectOf, type How, type Performed, type PerformParts } from './perform-parts.ts';

/** Slack takes longer ones for a mistake. */
const mostAttempts = 5;

/**
 * Twice: a file may stand in the thread twice, which does no harm. Where nothing can be drawn its caption is said, for
 * the words are what counts.
 */
export async function showChart(
  parts: PerformParts,
  effect: EffectOf<'ShowChart'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  const place = view?.release.card ?? null;
  if (view === null || place === null) return done;
  const facts = releaseChart(view, effect.signal, await timeBefore(parts, view, effect.signal));
  if (facts === null) return done;
  const { svg, caption } = chartSvg(facts);
  const key = effectId(effect);
  const words = message(caption, [section(md`${caption}`)]);
  const bytes = await drawn(parts, svg);
  const said =
    bytes === null
      ? await parts.slack.reply({ of: effect.release, key, place, message: words, attemptsBefore })
      : await parts.slack.share({
          key,
          place,
          name: `${effect.release}-${effect.signal}.png`,
          title: `${effect.signal} of ${effect.release}`,
          bytes,
          altText: caption,
          comment: words,
          attemptsBefore,
        });
  return said.kind === 'later' && attemptsBefore < mostAttempts ? said : done;
}

/** Read only now: the watch itself goes by the baseline, and a chart may be without it. */
async function timeBefore({ telemetry }: PerformParts, view: ReleaseView, signal: Trigger): Promise<TimeBefore> {
  const span = spanBefore(view, signal);
  if (typeof span === 'string') return { readings: [], why: span };
  const { readings, problems } = await telemetry.readings({ ...span, sha: null });
  const [problem] = problems;
  const why =
    problem === undefined ? null : `What was before the deployment could not be read (${plain(problem.reason, 160)}).`;
  return { readings, why };
}

async function drawn(parts: PerformParts, svg: string): Promise<Uint8Array | null> {
  try {
    return await parts.draw(svg);
  } catch (error) {
    parts.log.warn({ err: error }, 'A chart could not be drawn; its caption is said instead.');
    return null;
  }
}
