import { type Answer, type Forgery, type SignedRequest, type SlackOptions } from './contract.ts';
import { type JsonObject, textOf } from './json.ts';
import { ids } from './residents.ts';
import { asForm, nothingSent, send, signed } from './sending.ts';

/** Everything that Slack sends to the app goes through here, so that the last of it can be sent again. */
export type Outbox = {
  /** A command's fields, as a form. */
  command(fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** A click, a submission: JSON in a form's `payload`. */
  interaction(payload: JsonObject): Promise<Answer>;
  /** An event, if the app subscribes to it; one that is not taken is sent again later. Answers for the first attempt. */
  event(event: JsonObject): Promise<Answer>;
  post(body: string, forgery?: Forgery): Promise<Answer>;
  resend(request: SignedRequest): Promise<Answer>;
  readonly last: SignedRequest | null;
  stop(): void;
};

/** The events of the app's manifest. */
const usualEvents = [
  'app_home_opened',
  'member_joined_channel',
  'user_change',
  'reaction_added',
  'subteam_members_changed',
  'app_uninstalled',
  'tokens_revoked',
];

/** Slack's: an event that is not taken is sent again almost at once, after one minute and after five. */
const usualRetriesMs = [0, 60_000, 300_000];

/** Slack's old way of proving itself, still in every payload; the signature is what counts. */
export const verificationToken = 'sandbox-verification-token';

export function createOutbox(options: SlackOptions, nextId: (prefix: string) => string): Outbox {
  const events = options.events ?? usualEvents;
  const retriesMs = options.eventRetriesMs ?? usualRetriesMs;
  const timers = new Set<NodeJS.Timeout>();
  let last: SignedRequest | null = null;
  let isStopped = false;

  async function resend(request: SignedRequest): Promise<Answer> {
    last = request;
    return await send(request, options.patienceMs);
  }

  async function post(body: string, forgery: Forgery = {}): Promise<Answer> {
    return await resend(signed(options, body, forgery));
  }

  async function attempt(body: string, number: number, reason: string): Promise<Answer> {
    const retry = { 'x-slack-retry-num': String(number), 'x-slack-retry-reason': reason };
    const answer = await post(body, { contentType: 'application/json', ...(number > 0 ? { headers: retry } : {}) });
    const wait = retriesMs[number];
    if (answer.trouble === null || wait === undefined || isStopped) return answer;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(body, number + 1, retryReason(answer));
    }, wait);
    timers.add(timer);
    return answer;
  }

  return {
    command: async (fields) => await post(asForm(fields)),
    interaction: async (payload) => await post(asForm({ payload: JSON.stringify(payload) })),
    async event(event) {
      if (!events.includes(textOf(event['type']))) return nothingSent;
      return await attempt(JSON.stringify(envelope(event, nextId('Ev'), options)), 0, '');
    },
    post,
    resend,
    get last() {
      return last;
    },
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function envelope(event: JsonObject, eventId: string, options: SlackOptions): JsonObject {
  return {
    token: verificationToken,
    team_id: ids.team,
    api_app_id: ids.app,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor((options.now ?? Date.now)() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: ids.team, user_id: ids.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

function retryReason(answer: Answer): string {
  if (answer.outcome === 'late') return 'http_timeout';
  return answer.outcome === 'unreachable' ? 'connection_failed' : 'http_error';
}
