import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { deployersOf } from '../release/dispatch.ts';
import { after, minute } from '../time.ts';
import { type Lane } from './lane.ts';
import { type ListedRun, type RunPast, type StrayRun } from './past-gonogo.ts';
import { isOld, isOurs } from './whose-run.ts';

/** A run whose time is so close to the first look that the clocks may disagree about which came first. */
const near = 5 * minute;

/** `runs` are those past Gonogo, as the look found them. The first look tells of none: they were there before. */
export function decideRunsPast(
  lane: Lane,
  { runs }: Extract<FactCommand, { type: 'RecordRunsPastGonogo' }>,
  context: Context,
): Decision {
  const { guard } = lane;
  if (guard === null) {
    const known = runs
      .filter(({ createdAt }) => createdAt === null || after(createdAt, near) > context.now)
      .map(({ id }) => id);
    return accepted([{ type: 'RunsGuarded', known }]);
  }
  const news = runs.filter((run) => isUntold(run, lane) && !isOld(run, guard));
  if (news.length === 0) return nothing('No run was started past Gonogo.');
  const events = news.map((run): LaneEvent => ({ type: 'RunPastGonogoSeen', run }));
  return accepted(
    events,
    news.map((run) => told(run, lane, null, context)),
  );
}

/** It is over: what is live may be another version now. Told where its beginning was told. */
export function decideRunPastEnded(
  lane: Lane,
  { run, conclusion, live }: Extract<FactCommand, { type: 'RecordRunPastGonogoEnded' }>,
  context: Context,
): Decision {
  const past = runPast(lane, run);
  if (past === null) return nothing('Nobody waits for the end of this run.');
  const ended = { conclusion, live };
  return accepted([{ type: 'RunPastGonogoEnded', run, ...ended }], [told(past, lane, ended, context)]);
}

/** The look may be older than what the lane has called or told since. */
function isUntold(run: ListedRun, lane: Lane): boolean {
  return !isOurs(run, [lane]) && lane.guard?.past.some(({ id }) => id === run.id) !== true;
}

/** Null where it is over, or nobody knows of it. */
export function runPast({ guard }: Pick<Lane, 'guard'>, run: ListedRun['id']): RunPast | null {
  return guard?.past.find(({ id, ended }) => id === run && ended === 'no') ?? null;
}

type Told = Extract<Effect, { type: 'TellOfRun' }>;

function told(
  { id, url, title, sha, startedBy, workflow, environments, byHandFor }: StrayRun,
  { service, environment }: Lane,
  ended: Told['alert']['ended'],
  { policy }: Context,
): Told {
  return {
    type: 'TellOfRun',
    service,
    environment,
    byHandFor,
    alert: {
      kind: 'unapproved-run',
      run: { id, url },
      workflow,
      title,
      startedBy,
      sha,
      environments,
      ended,
      ask: deployersOf(policy),
    },
  };
}
