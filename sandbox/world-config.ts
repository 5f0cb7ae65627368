import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** What the sandbox's config is filled with. */
export type Filling = {
  /** Where the demo services live; no trailing slash. */
  readonly serviceUrl: string;
  readonly prefix: string;
  readonly nowMs: number;
};

/** Stands in the template wherever the demo services' address belongs. */
const standIn = 'http://127.0.0.1:4790';
const hourMs = 3_600_000;
/** The deny window of the demo lies this far away from now, on either side. */
const awayMs = 12 * hourMs;

/** The sandbox's own gonogo.yaml, with the addresses of this world, its prefix, and a deny window that is not now. */
export async function fillTemplate({ serviceUrl, prefix, nowMs }: Filling): Promise<string> {
  const template = await readFile(new URL('gonogo.yaml', import.meta.url), 'utf8');
  const document = parseDocument(template.replaceAll(standIn, serviceUrl));
  document.setIn(['ledger', 'prefix'], prefix);
  const hour = new Date(nowMs + awayMs).getUTCHours();
  document.setIn(['services', 0, 'lanes', 0, 'windows', 'deny', 0, 'cron'], `0 ${hour} * * *`);
  return document.toString({ lineWidth: 0 });
}
