import { type WorldState } from './state.ts';

/** An App installation's hourly allowance. */
const limit = 5000;
const hourMs = 3_600_000;

/** Counts requests by the hour, as the headers of each answer tell. */
export class RateLimit {
  readonly #state: WorldState;
  #used = 0;
  #resetMs = 0;

  constructor(state: WorldState) {
    this.#state = state;
  }

  count(): void {
    this.#roll();
    this.#used += 1;
  }

  /** `reset` in seconds since 1970. */
  read(): { readonly limit: number; readonly remaining: number; readonly reset: number } {
    this.#roll();
    return { limit, remaining: Math.max(0, limit - this.#used), reset: Math.ceil(this.#resetMs / 1000) };
  }

  isSpent(): boolean {
    this.#roll();
    return this.#used >= limit;
  }

  headers(): Record<string, string> {
    const { remaining, reset } = this.read();
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(limit - remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    };
  }

  #roll(): void {
    if (this.#state.nowMs() < this.#resetMs) return;
    this.#used = 0;
    this.#resetMs = this.#state.nowMs() + hourMs;
  }
}
