import { type RunEnd } from '../domain/incident/report.ts';
import { type Run } from '../domain/release/dispatch-step.ts';
import { seenText } from './names.ts';
import { runLink } from './outcome-sentences.ts';
import { code, type Markup, md } from './text.ts';

/** How a run ended that nobody follows. */
export function runEndText(run: Run, { conclusion, live }: RunEnd): Markup {
  const how =
    conclusion === null
      ? md`GitHub does not show ${runLink(run)} any more.`
      : md`${runLink(run)} ended with ${code(conclusion)}.`;
  return md`${how} ${seenText(live)}`;
}
