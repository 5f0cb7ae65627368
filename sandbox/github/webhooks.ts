import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { toJson } from './json.ts';
import { type WorldState } from './state.ts';
import { type Delivery, type Happening } from './types.ts';
import { payloadOf } from './webhook-payloads.ts';

export type WebhookTarget = { readonly url: string; readonly secret: string };

/** GitHub gives a receiver ten seconds, and never sends again by itself. */
const answerWithinMs = 10_000;
/** How many deliveries are kept to be looked at. */
const keptDeliveries = 2000;

/** Sends what happened, signed, in order, and forgets it. */
export class Webhooks {
  readonly #state: WorldState;
  readonly #closing = new AbortController();
  #target: WebhookTarget | null;
  #line: Promise<void> = Promise.resolve();

  constructor(state: WorldState, target: WebhookTarget | null) {
    this.#state = state;
    this.#target = target;
    state.on('happened', (happening) => this.#take(happening));
  }

  aim(target: WebhookTarget | null): void {
    this.#target = target;
  }

  /** Sends an old delivery again under its old id, as the button on GitHub's page does. Throws when it is unknown. */
  redeliver(id: string): void {
    const delivery = this.#state.deliveries.find((one) => one.id === id);
    if (delivery === undefined) throw new Error(`there was no delivery ${id}`);
    this.#queue(delivery, this.#state.nowMs());
  }

  /** Resolves when everything that waits has been sent or given up. */
  async settled(): Promise<void> {
    await this.#line;
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    await this.#line;
  }

  #take(happening: Happening): void {
    if (this.#target === null) return;
    const { faults, deliveries } = this.#state;
    const delivery: Delivery = {
      id: randomUUID(),
      event: happening.event,
      action: 'action' in happening ? happening.action : null,
      at: this.#state.nowText(),
      body: toJson(payloadOf(this.#state, happening)),
      outcome: faults.loseWebhooks ? 'lost' : 'waiting',
    };
    deliveries.push(delivery);
    if (deliveries.length > keptDeliveries) deliveries.shift();
    if (faults.loseWebhooks) return;
    this.#queue(delivery, this.#state.nowMs() + faults.delayWebhooksMs);
    if (faults.duplicateWebhooks) this.#queue(delivery, this.#state.nowMs() + faults.delayWebhooksMs);
  }

  #queue(delivery: Delivery, dueMs: number): void {
    this.#line = this.#line.then(async () => this.#send(delivery, dueMs));
  }

  async #send(delivery: Delivery, dueMs: number): Promise<void> {
    const target = this.#target;
    const { signal } = this.#closing;
    if (target === null || signal.aborted) return;
    const waitMs = dueMs - this.#state.nowMs();
    try {
      if (waitMs > 0) await wait(waitMs, undefined, { signal });
      const answer = await fetch(target.url, {
        method: 'POST',
        headers: headersFor(delivery, target.secret),
        body: delivery.body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      });
      await answer.arrayBuffer();
      delivery.outcome = answer.status;
    } catch {
      delivery.outcome = 'failed';
    }
    this.#state.emit('change');
  }
}

function headersFor(delivery: Delivery, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5be1d0a',
    'x-github-delivery': delivery.id,
    'x-github-event': delivery.event,
    'x-github-hook-id': '1',
    'x-github-hook-installation-target-type': 'repository',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(delivery.body).digest('hex')}`,
  };
}
