import { type IncomingHttpHeaders } from 'node:http';
import { type AzureAnswer } from './types.ts';

/** Shows the identity endpoint that the caller runs on this machine; no secret outside the sandbox. */
export const identityHeader = 'sandbox-identity';

export const metricsAudience = 'https://management.azure.com';
export const logsAudience = 'https://api.loganalytics.io';

/** The managed identity of a process on App Service, and the check of the tokens that it was given. */
export type Tokens = {
  readonly give: (url: URL, headers: IncomingHttpHeaders, nowMs: number) => AzureAnswer;
  /** Null when the token is one of ours and for this audience. */
  readonly refuse: (headers: IncomingHttpHeaders, audience: string) => AzureAnswer | null;
};

const validSeconds = 3600;

export function createTokens(): Tokens {
  const audiences = new Map<string, string>();
  return {
    give(url, headers, nowMs) {
      if (headers['x-identity-header'] !== identityHeader) return refusal('invalid identity header');
      const resource = url.searchParams.get('resource') ?? '';
      const token = `sandbox-token-${audiences.size + 1}`;
      audiences.set(token, resource.replace(/\/+$/, ''));
      const expires = Math.floor(nowMs / 1000) + validSeconds;
      const body = {
        access_token: token,
        expires_on: String(expires),
        resource,
        token_type: 'Bearer',
        client_id: 'sandbox',
      };
      return { status: 200, body };
    },
    refuse(headers, audience) {
      const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
      if (token === undefined) return refusal('there is no token');
      return audiences.get(token) === audience ? null : refusal('the token is for somebody else');
    },
  };
}

function refusal(message: string): AzureAnswer {
  return { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message } } };
}
