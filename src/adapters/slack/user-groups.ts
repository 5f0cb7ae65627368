import { z } from 'zod';
import { type SlackUserId } from '../../domain/ids.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type SlackAnswer, type SlackClient } from './client.ts';
import { startTimer as realTimer, type StartTimer } from './timer.ts';

export type UserGroups = {
  /** Those of these groups that the person is in; none where Slack does not say so within a second. Never throws. */
  groupsOf(this: void, user: SlackUserId, groups: readonly string[]): Promise<readonly string[]>;
  /** Sentences for operators about groups that could not be read when they were asked for last. */
  problems(this: void): readonly string[];
};

/** How old an answer may be. */
const keptMs = 60_000;
/** A group that could not be read is asked for again after this. */
const troubledMs = 5000;
/** While Slack does not answer, whoever was in a group this recently may still answer a page. */
const rememberedMs = 3_600_000;
const knownGroups = 200;
/** Somebody has pressed a button and waits; Slack gives the whole answer three seconds. */
const patienceMs = 1000;

type Known = {
  readonly users: readonly string[];
  readonly problem: string | null;
  readonly until: number;
  /** When Slack last said who is in it; null when it never has. */
  readonly readAt: number | null;
};

const Users = z.object({ users: z.array(z.string()) });

/**
 * Who is in which user group, as Slack says. Fails closed: nobody counts as a member of a group that was never read,
 * for user groups want a paid plan and a scope. People whom the config lists do not depend on it.
 */
export function createUserGroups(options: {
  readonly client: SlackClient;
  readonly now: () => number;
  /** The machine's own timer when not given. */
  readonly startTimer?: StartTimer;
}): UserGroups {
  const { client, now, startTimer = realTimer } = options;
  const known = createBoundedMap<string, Known>(knownGroups);
  const asking = new Map<string, Promise<Known>>();
  const problems = new Map<string, string>();

  async function read(group: string): Promise<Known> {
    const answer = await client.call('usergroups.users.list', { usergroup: group }, Users);
    const said = knownFrom(group, answer, now());
    const fresh = answer.kind === 'refused' ? said : remembering(known.get(group), said, now());
    known.set(group, fresh);
    asking.delete(group);
    if (fresh.problem === null) problems.delete(group);
    else problems.set(group, fresh.problem);
    return fresh;
  }

  /** One call for each group at a time. */
  async function usersOf(group: string): Promise<readonly string[]> {
    const entry = known.get(group);
    if (entry !== undefined && now() < entry.until) return entry.users;
    const underWay = asking.get(group) ?? read(group);
    asking.set(group, underWay);
    return within(
      underWay.then(({ users }) => users),
      entry === undefined ? [] : remembering(entry, unread, now()).users,
    );
  }

  /** What comes later is kept for the next time. */
  function within(users: Promise<readonly string[]>, meanwhile: readonly string[]): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const stop = startTimer(patienceMs, () => resolve(meanwhile));
      users.then((found) => {
        stop();
        resolve(found);
      }, reject);
    });
  }

  return {
    async groupsOf(user, groups) {
      const members = await Promise.all(groups.map(usersOf));
      return groups.filter((_, index) => members[index]?.includes(user) ?? false);
    },
    problems: () => [...problems.values()],
  };
}

const unread: Known = { users: [], problem: null, until: 0, readAt: null };

/** A page must be answered also while Slack is away; a group that it refuses to show is another matter. */
function remembering(before: Known | undefined, fresh: Known, now: number): Known {
  if (fresh.readAt !== null || before === undefined || before.readAt === null) return fresh;
  return now - before.readAt < rememberedMs ? { ...fresh, users: before.users, readAt: before.readAt } : fresh;
}

function knownFrom(group: string, answer: SlackAnswer<z.infer<typeof Users>>, now: number): Known {
  if (answer.kind === 'ok') return { users: answer.value.users, problem: null, until: now + keptMs, readAt: now };
  const untilMended = `so nobody counts as a member of it: only those whom gonogo.yaml names may act`;
  const fix =
    answer.kind === 'refused'
      ? 'Check its id in the escalation of gonogo.yaml, and that the app has the scope usergroups:read'
      : 'It is asked again when somebody from it acts';
  const problem = `Slack does not say who is in the user group ${group} (${reasonOf(answer)}), ${untilMended}. ${fix}.`;
  return { users: [], problem, until: now + troubledMs, readAt: null };
}

function reasonOf(answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>): string {
  switch (answer.kind) {
    case 'refused':
      return answer.error;
    case 'rate-limited':
      return 'too many questions';
    case 'unknown':
      return answer.reason;
  }
}
