import { type JsonObject } from './json.ts';

/** A refusal in Slack's words: answered as `{ ok: false, error: code, ...details }` with status 200. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}
