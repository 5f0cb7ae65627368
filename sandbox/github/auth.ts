import { randomBytes, verify } from 'node:crypto';
import { z } from 'zod';
import { type Answer, json, problem } from './answers.ts';
import { instantText, type WorldState } from './state.ts';

/** Who may ask: a token, or a GitHub App that signs its own short-lived statement and gets a token for it. */

export type App = {
  readonly id: string;
  readonly installationId: string;
  /** PEM of the App's public key. */
  readonly publicKey: string;
};

/** GitHub's limits: a token lives an hour, an App's statement ten minutes. */
const tokenLifeMs = 3_600_000;
const longestStatementSeconds = 600;

const Statement = z.object({ iat: z.number(), exp: z.number(), iss: z.union([z.string(), z.number()]) });

export class Gate {
  readonly #state: WorldState;
  readonly #token: string;
  readonly #app: App | null;
  /** Tokens handed out to the App, with the millisecond at which each ends. */
  readonly #issued = new Map<string, number>();

  constructor(state: WorldState, token: string, app: App | null) {
    this.#state = state;
    this.#token = token;
    this.#app = app;
  }

  /** Null when the token is good. */
  refuse(authorization: string | undefined): Answer | null {
    if (authorization === undefined) return problem(401, 'Requires authentication');
    const given = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1];
    const known = given === this.#token || (this.#issued.get(given ?? '') ?? 0) > this.#state.nowMs();
    return known && !this.#state.faults.refuseToken ? null : problem(401, 'Bad credentials');
  }

  /** Exchanges an App's statement for a token. GitHub judges its times by its own clock, to the second. */
  issueToken(authorization: string | undefined, installationId: string): Answer {
    const statement = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (statement === undefined) return problem(401, 'A JSON web token could not be decoded');
    const refusal = this.#refuseStatement(statement);
    if (refusal !== null) return problem(401, refusal);
    if (installationId !== this.#app?.installationId) return problem(404, 'Not Found');
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    const endsAt = this.#state.nowMs() + tokenLifeMs;
    this.#issued.set(token, endsAt);
    const permissions = { actions: 'write', checks: 'read', contents: 'read', metadata: 'read', pull_requests: 'read' };
    return json({ token, expires_at: instantText(endsAt), permissions, repository_selection: 'all' }, 201);
  }

  #refuseStatement(statement: string): string | null {
    const [head = '', payload = '', signature = ''] = statement.split('.');
    const claims = Statement.safeParse(jsonOrNull(payload));
    if (!claims.success || this.#app === null) return 'A JSON web token could not be decoded';
    const signed = Buffer.from(`${head}.${payload}`);
    if (!verify('RSA-SHA256', signed, this.#app.publicKey, Buffer.from(signature, 'base64url'))) {
      return 'A JSON web token could not be decoded';
    }
    const { iat, exp, iss } = claims.data;
    const now = Math.floor(this.#state.nowMs() / 1000);
    if (String(iss) !== this.#app.id) return "'Issuer' claim ('iss') must be an Integer";
    if (iat > now) {
      return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    }
    if (exp <= now) {
      return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    }
    return exp > now + longestStatementSeconds ? "'Expiration time' claim ('exp') is too far in the future" : null;
  }
}

function jsonOrNull(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString());
  } catch {
    return null;
  }
}
