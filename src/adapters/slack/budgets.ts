/** How often a method may be called: `burst` calls at once, and then one more every `everyMs`. */
export type Budget = {
  /** What the limit is counted for. */
  readonly per: 'workspace' | 'channel';
  readonly burst: number;
  readonly everyMs: number;
  /** How long a call may wait for its turn before the caller is told to come back; see pacing. */
  readonly patienceMs?: number;
};

/**
 * Slack's published limits a method and workspace (https://docs.slack.dev/apis/web-api/rate-limits): tier 2 is 20 a
 * minute, tier 3 50, tier 4 100. They are counted by the minute, so a burst may take most of one. Posting is about one
 * a second a channel, with short bursts allowed.
 */
const tier2: Budget = { per: 'workspace', burst: 15, everyMs: 3300 };
const tier3: Budget = { per: 'workspace', burst: 40, everyMs: 1300 };
const tier4: Budget = { per: 'workspace', burst: 80, everyMs: 650 };
/** A trigger lives three seconds: a modal that has to wait longer is never seen. */
const triggered: Budget = { ...tier4, patienceMs: 2000 };

const budgets: Readonly<Record<string, Budget>> = {
  'chat.postMessage': { per: 'channel', burst: 10, everyMs: 1100 },
  'chat.postEphemeral': tier4,
  'chat.update': tier3,
  'chat.delete': tier3,
  'conversations.history': tier3,
  'conversations.replies': tier3,
  'conversations.create': tier2,
  'conversations.list': tier2,
  'conversations.setTopic': tier2,
  'users.info': tier4,
  'usergroups.users.list': tier2,
  'views.open': triggered,
  'views.push': triggered,
  'views.update': tier4,
  'views.publish': tier4,
};

/** The budget of a method; of the middle tier when we know none. */
export function budgetOf(method: string): Budget {
  return budgets[method] ?? tier3;
}
