import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** No trailing slashes. */
export type Addresses = {
  /** Where the demo services live. */
  readonly serviceUrl: string;
  readonly prometheusUrl: string;
  /** With its path. */
  readonly pagerUrl: string;
};

/** What the sandbox's config is filled with. */
export type Filling = Addresses & {
  readonly prefix: string;
  readonly nowMs: number;
};

/** These stand in a config wherever the address of the demo services or of Prometheus belongs. */
const serviceStandIn = 'http://127.0.0.1:4790';
export const prometheusStandIn = 'http://127.0.0.1:4791';
const pagerStandIn = 'http://127.0.0.1:4792';
const hourMs = 3_600_000;
/** The deny window of the demo lies this far away from now, on either side. */
const awayMs = 12 * hourMs;

/** The sandbox's own gonogo.yaml, with the addresses of this world, its prefix, and a deny window that is not now. */
export async function fillTemplate({ prefix, nowMs, ...addresses }: Filling): Promise<string> {
  const template = await readFile(new URL('gonogo.yaml', import.meta.url), 'utf8');
  const document = parseDocument(fillAddresses(template, addresses));
  document.setIn(['ledger', 'prefix'], prefix);
  const hour = new Date(nowMs + awayMs).getUTCHours();
  document.setIn(['services', 0, 'lanes', 0, 'windows', 'deny', 0, 'cron'], `0 ${hour} * * *`);
  return document.toString({ lineWidth: 0 });
}

/** A config with the addresses of this world in the place of their stand-ins. */
export function fillAddresses(config: string, { serviceUrl, prometheusUrl, pagerUrl }: Addresses): string {
  return config
    .replaceAll(serviceStandIn, serviceUrl)
    .replaceAll(prometheusStandIn, prometheusUrl)
    .replaceAll(pagerStandIn, pagerUrl);
}
