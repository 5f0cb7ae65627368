import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Cleaning } from './cleaning.ts';
import { sha } from './releases.ts';

/** Services that are looked at: `/<name>/healthz` and `/<name>/version`. Healthy until they are broken. */
export type Services = {
  /** No trailing slash. */
  readonly url: string;
  break(name: string): void;
  /** How often its health was asked for. */
  looks(name: string): number;
  /** When the fourth failing answer had been sent, by `performance.now`; null while it has not. */
  fourthFailure(name: string): number | null;
};

type Service = { looks: number; failures: number; isBroken: boolean; fourthAt: number | null };

export async function startServices(names: readonly string[], cleaning: Cleaning): Promise<Services> {
  const services = new Map<string, Service>();
  for (const name of names) services.set(name, { looks: 0, failures: 0, isBroken: false, fourthAt: null });

  const server = createServer((incoming, response) => {
    const [, name = '', what] = (incoming.url ?? '').split('/');
    const service = services.get(name);
    if (service === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    if (what === 'version') return void response.end(JSON.stringify({ sha }));
    service.looks += 1;
    if (!service.isBroken) return void response.end('{"status":"ok"}');
    service.failures += 1;
    const isFourth = service.failures === 4;
    response.on('finish', () => {
      if (isFourth) service.fourthAt = performance.now();
    });
    response.writeHead(503).end('{"status":"broken"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });

  function named(name: string): Service {
    const service = services.get(name);
    if (service === undefined) throw new Error(`There is no ${name} here.`);
    return service;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break(name) {
      named(name).isBroken = true;
    },
    looks: (name) => named(name).looks,
    fourthFailure: (name) => named(name).fourthAt,
  };
}
