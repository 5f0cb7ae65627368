import { writeFile } from 'node:fs/promises';
import { chartPng } from './adapters/chart-png.ts';
import { chartSvg } from './cards/chart.ts';
import { chartOfWatch, tellingSignal } from './cards/chart-of-watch.ts';
import { type Backtested } from './cli-backtest-judge.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Reading } from './domain/watch/readings.ts';

export type Drawn =
  /** With a sentence that says what the picture shows. */
  { readonly kind: 'drawn'; readonly caption: string } | { readonly kind: 'failed'; readonly problem: string };

/** Writes one PNG of the signal that decided; a file of that name is replaced. */
export async function drawChart(
  file: string,
  { deployedAt, baseline, judgement }: Backtested,
  readings: readonly Reading[],
  { service, environment }: LanePolicy,
): Promise<Drawn> {
  const title = `${service} · ${environment} · backtest`;
  const watched = { title, readings, judgement, baseline, deployedAt, whyNoBefore: null };
  const { svg, caption } = chartSvg(chartOfWatch(tellingSignal(judgement), watched));
  try {
    await writeFile(file, await chartPng(svg));
    return { kind: 'drawn', caption };
  } catch (error) {
    return { kind: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
