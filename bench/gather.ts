import { Redis } from 'ioredis';
import { parse, stringify } from 'yaml';
import { startWorld, type World } from '../sandbox/world.ts';
import { buttonsOf, cardOf, newestOf, openRequest, phaseOf, until, wordsOf } from '../sandbox/world-people.ts';
import { ledgerKeys } from '../src/adapters/ledger/keys.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import { finish, judge, readArguments, rounded, say, table } from './parts/figures.ts';
import { type LargeCandidate, largeService, seedLargeCandidate, service, size } from './parts/large-candidate.ts';
import { type SlowGithub, startSlowGithub } from './parts/slow-github.ts';

/**
 * How long it takes from the request to the complete card, for a large candidate and a GitHub that is far away: from
 * the moment at which the form is sent until the card that people can decide on has reached Slack. The bot is the real
 * one; GitHub, its storage and Slack are the sandbox's, and every call to GitHub waits. The copies of artifacts that
 * were kept when the form was filled are taken away before it is sent, so that all is read as if for the first time.
 */
readArguments({ seed: 1, seconds: 3 });

const delayMs = 50;
const requester = 'U0FINN';
/** A bench that is late says so with figures; one that is stuck does not. */
const patienceMs = 30_000;
const askEveryMs = 5;

type Gathered = { readonly seconds: number; readonly progress: readonly string[] };

await withCleaning(async (cleaning) => {
  let target = '';
  const github = await startSlowGithub({ target: () => target, delayMs }, cleaning);
  const world = await startLargeWorld(github, cleaning);
  target = world.github.url;
  await world.bot.start();
  say(`A request for ${size.commits} commits, with ${delayMs} ms for each call to GitHub …`);
  const gathered = await gather(world, github);
  report(github, gathered);
});

async function startLargeWorld(github: SlowGithub, cleaning: Cleaning): Promise<World> {
  let seeded: LargeCandidate = { live: '', candidate: '' };
  const world = await startWorld({
    pace: 'by-hand',
    bot: 'not-started',
    variables: { GITHUB_API_URL: github.url },
    config: (defaults, serviceUrl) =>
      stringify({ ...(parse(defaults) as Record<string, unknown>), services: [largeService(serviceUrl)] }),
    seed(githubWorld) {
      seeded = seedLargeCandidate(githubWorld);
      return { [service]: { sha: seeded.live, version: 'v1.0.0' } };
    },
    log: () => undefined,
  });
  cleaning.add(async () => await world.stop());
  return world;
}

/** Sends the form, and follows the card until people can decide on it. */
async function gather(world: World, github: SlowGithub): Promise<Gathered> {
  const form = await openRequest(world, { by: requester, service });
  await forgetCopies(world);
  github.startCounting();
  const progress = new Set<string>();
  const start = performance.now();
  const answer = await world.slack.people.submitView(requester, form.id, {});
  if (answer.trouble !== null) throw new Error(answer.trouble);
  const end = start + patienceMs;
  while (performance.now() < end) {
    const release = newestOf(world, service);
    if (release !== null && isComplete(world, release))
      return { seconds: (performance.now() - start) / 1000, progress: [...progress] };
    const told = release === null ? null : progressOn(world, release);
    if (told !== null) progress.add(told);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  const release = await until('a card of the request', () => newestOf(world, service));
  const card = cardOf(world, release);
  throw new Error(`The card was not complete after ${patienceMs / 1000} s: ${card === null ? '' : wordsOf(card)}`);
}

async function forgetCopies({ redis: { url, prefix } }: World): Promise<void> {
  const redis = new Redis(url);
  const { copies, copyOf } = ledgerKeys(prefix);
  await redis.del(copies, copyOf);
  redis.disconnect();
}

/** Complete is what somebody can approve or reject. */
function isComplete(world: World, release: string): boolean {
  const card = cardOf(world, release);
  if (card === null || phaseOf(world, release) !== 'awaiting-decision') return false;
  const buttons = buttonsOf(card);
  return buttons.includes('release.approve') && buttons.includes('release.reject');
}

/** How far the reading is, as the card says it; null when it says nothing of it. */
function progressOn(world: World, release: string): string | null {
  const card = cardOf(world, release);
  if (card === null || phaseOf(world, release) !== 'preparing') return null;
  return /\d+ of \d+/.exec(wordsOf(card))?.[0] ?? null;
}

function report(github: SlowGithub, { seconds, progress }: Gathered): void {
  const { calls, mostAtOnce } = github.count();
  say('\nFrom the request to the complete card\n');
  table([
    ['commits', 'pull requests', 'artifacts', 'checks', 'seconds', 'calls', 'most at once'],
    [...Object.values(size).map(String), seconds.toFixed(2), String(calls), String(mostAtOnce)],
  ]);
  say(`\n  The card said meanwhile: ${progress.length === 0 ? 'nothing of it' : progress.join(', ')}`);
  judge([
    { name: 'seconds', value: rounded(seconds), at: 'most', limit: 3 },
    { name: 'calls', value: calls, at: 'most', limit: 110 },
    { name: 'mostAtOnce', value: mostAtOnce, at: 'most', limit: 10 },
    { name: 'progressShown', value: progress.length, at: 'least', limit: 1 },
  ]);
  finish({ bench: 'gather', seconds: rounded(seconds), calls, mostAtOnce, progressShown: progress.length, ...size });
}
