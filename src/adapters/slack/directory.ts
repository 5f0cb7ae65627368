import { z } from 'zod';
import { type SlackUserId } from '../../domain/ids.ts';
import { type Standing } from '../../domain/people/actor.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type SlackAnswer, type SlackClient } from './client.ts';
import { SlackUser, slackbot, standingOf } from './standing.ts';
import { type StartTimer, type StopTimer } from './timer.ts';

export type Directory = {
  /**
   * What Slack says of somebody, at most a minute old. Answers within a second: `unknown`, with a reason, when Slack
   * has not answered by then. What comes later is kept for the next time.
   */
  standing(user: SlackUserId): Promise<Standing>;
  /** Asks Slack now, whatever is known. Waits for as long as a call may take. */
  fresh(user: SlackUserId): Promise<Standing>;
  /** Drops what is known of somebody, because it has changed. */
  forget(user: SlackUserId): void;
  /** Reads these people now and again before they grow old, until `stop`. Resolves after the first reading. */
  keepFresh(users: readonly SlackUserId[]): Promise<void>;
  stop(): void;
};

/** How old an answer may be. */
const keptMs = 60_000;
/** A vote waits on this before it is acknowledged, and Slack gives that three seconds in all. */
const patienceMs = 1000;
/** Everybody is read again within this, while there are few enough of them. */
const roundMs = 45_000;
/** `users.info` allows about 100 calls a minute; refreshing takes at most 60 of them. */
const paceMs = 1000;
const firstReading = 40;
const knownPeople = 5000;

type Known = { readonly standing: Standing; readonly readAt: number };

const UserInfo = z.object({ user: SlackUser });

/** Who people are, from `users.info`. At most one call for each person is under way at a time. */
export function createDirectory(options: {
  readonly client: SlackClient;
  /** Our workspace; null until Slack has said which one it is. */
  readonly teamId: () => string | null;
  readonly now: () => number;
  readonly startTimer: StartTimer;
}): Directory {
  const { client, teamId, now, startTimer } = options;
  const known = createBoundedMap<SlackUserId, Known>(knownPeople);
  const asking = new Map<SlackUserId, Promise<Standing>>();

  function ask(user: SlackUserId): Promise<Standing> {
    const underWay = asking.get(user);
    if (underWay !== undefined) return underWay;
    const answer = read(user).then((standing) => {
      // Forgotten in the meantime: the answer may be from before the change, so it is not kept.
      if (asking.get(user) !== answer) return standing;
      asking.delete(user);
      if (standing.kind !== 'unknown') known.set(user, { standing, readAt: now() });
      return standing;
    });
    asking.set(user, answer);
    return answer;
  }

  async function read(user: SlackUserId): Promise<Standing> {
    if (user === slackbot) return { kind: 'bot' };
    const team = teamId();
    if (team === null) return { kind: 'unknown', reason: 'Slack has not said yet which workspace this is' };
    return standingFrom(user, team, await client.call('users.info', { user }, UserInfo));
  }

  const refresher = createRefresher(startTimer, ask);
  return {
    fresh: ask,
    async standing(user: SlackUserId): Promise<Standing> {
      const entry = known.get(user);
      if (entry !== undefined && now() - entry.readAt < keptMs) return entry.standing;
      return within(startTimer, ask(user));
    },
    forget(user: SlackUserId): void {
      known.delete(user);
      asking.delete(user);
    },
    async keepFresh(users: readonly SlackUserId[]): Promise<void> {
      refresher.start(users);
      await Promise.all(users.slice(0, firstReading).map(ask));
    },
    stop: () => refresher.stop(),
  };
}

type Refresher = { start(users: readonly SlackUserId[]): void; stop(): void };

/** Asks for one after the other, round and round, beginning with those whom the first reading left out. */
function createRefresher(startTimer: StartTimer, ask: (user: SlackUserId) => Promise<Standing>): Refresher {
  let stopTimer: StopTimer | null = null;

  function goOn(users: readonly SlackUserId[], position: number): void {
    const user = users[position % users.length];
    if (user === undefined) return;
    stopTimer = startTimer(Math.max(paceMs, roundMs / users.length), () => {
      void ask(user);
      goOn(users, position + 1);
    });
  }

  function stop(): void {
    stopTimer?.();
  }

  return {
    stop,
    start(users: readonly SlackUserId[]): void {
      stop();
      goOn(users, firstReading);
    },
  };
}

function standingFrom(user: SlackUserId, teamId: string, answer: SlackAnswer<z.infer<typeof UserInfo>>): Standing {
  switch (answer.kind) {
    case 'ok':
      if (answer.value.user.id !== user) return { kind: 'unknown', reason: 'Slack answered for somebody else' };
      return standingOf(answer.value.user, teamId);
    case 'refused':
      if (answer.error === 'user_not_found' || answer.error === 'user_not_visible') return { kind: 'stranger' };
      return { kind: 'unknown', reason: `Slack refused to say: ${answer.error}` };
    case 'rate-limited':
      return { kind: 'unknown', reason: 'Slack is answering too many questions of ours' };
    case 'unknown':
      return { kind: 'unknown', reason: `Slack could not be asked: ${answer.reason}` };
  }
}

function within(startTimer: StartTimer, answer: Promise<Standing>): Promise<Standing> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(patienceMs, () => resolve({ kind: 'unknown', reason: 'Slack did not answer in a second' }));
    answer.then((standing) => {
      stop();
      resolve(standing);
    }, reject);
  });
}
