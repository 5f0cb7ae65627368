import { chartSvg } from '../cards/chart.ts';
import { releaseChart, spanBefore, type TimeBefore } from '../cards/release-chart.ts';
import { plain } from '../cards/text.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type PerformParts } from './perform-parts.ts';

export type DrawnChart = {
  /** What the picture says, in words. */
  readonly caption: string;
  /** A PNG; null where nothing can be drawn, which the log says. */
  readonly bytes: Uint8Array | null;
  /** How the file is called when it is saved, and in Slack. */
  readonly name: string;
  readonly title: string;
};

type Parts = Pick<PerformParts, 'telemetry' | 'draw' | 'log'>;

/** What the watch of a release saw of one signal; null where nobody watched. Never throws. */
export async function drawChart(parts: Parts, view: ReleaseView, signal: Trigger): Promise<DrawnChart | null> {
  const facts = releaseChart(view, signal, await timeBefore(parts, view, signal));
  if (facts === null) return null;
  const { svg, caption } = chartSvg(facts);
  const { id } = view.release;
  return { caption, bytes: await drawn(parts, svg), name: `${id}-${signal}.png`, title: `${signal} of ${id}` };
}

/** Read only now: the watch itself goes by the baseline, and a chart may be without it. */
async function timeBefore({ telemetry }: Parts, view: ReleaseView, signal: Trigger): Promise<TimeBefore> {
  const span = spanBefore(view, signal);
  if (typeof span === 'string') return { readings: [], why: span };
  const { readings, problems } = await telemetry.readings({ ...span, sha: null });
  const [problem] = problems;
  const why =
    problem === undefined ? null : `What was before the deployment could not be read (${plain(problem.reason, 160)}).`;
  return { readings, why };
}

async function drawn(parts: Parts, svg: string): Promise<Uint8Array | null> {
  try {
    return await parts.draw(svg);
  } catch (error) {
    parts.log.warn({ err: error }, 'A chart could not be drawn; its caption is said instead.');
    return null;
  }
}
