import { type IncomingMessage } from 'node:http';
import { type Production } from './production.ts';

export type AzureService = {
  readonly resourceId: string;
  /** The plan of an App Service, which holds its processor and memory. */
  readonly appServicePlan?: string;
  readonly workspaceId: string;
  readonly role: string;
};

export type AzureOptions = {
  readonly production: Production;
  /** By the names of the production's services. */
  readonly services: Readonly<Record<string, AzureService>>;
  readonly now?: () => number;
  readonly port?: number;
  /** How late data arrives. */
  readonly metricsLagMs?: number;
  readonly logsLagMs?: number;
  /** What the service's telemetry calls its version. */
  readonly versionOf?: (service: string, atMs: number) => string;
};

export type AzureApi = 'token' | 'metrics' | 'logs';

/** `hang` takes the request and never answers; `reply` answers with what it holds. */
export type AzureFault =
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    };

export type AzureAsked = {
  readonly api: AzureApi;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

export type AzureAnswer = { readonly status: number; readonly body: unknown };
