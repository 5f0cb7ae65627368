import { readable, say, showMessage } from './demo-words.ts';
import { checkoutRepo } from './github/acme-checkout.ts';
import { type Message } from './slack/types.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';
import {
  alertsOf,
  cardOf,
  incidentsChannel,
  lookAgain,
  newestOf,
  phaseOf,
  press,
  request,
  toldTo,
  until,
} from './world-people.ts';

/** One look for each minute that telemetry brings. */
const lookEveryMs = 60_000;
const looks = 7;

/**
 * The whole story in the terminal: asked for, refused to an author, approved, deployed, watched, healthy; and the next
 * release, whose errors bring one rollback by the mandate that came with its go. Rejects with a sentence where the bot does not do what the story says.
 */
export async function tellStory(redis: NonNullable<WorldOptions['redis']>): Promise<void> {
  say('Starting the bot, with a pretend Slack, a pretend GitHub and two services to deploy …');
  const world = await startWorld({ redis, pace: 'fast', clock: 'moved', config: withShortWatch, log: say });
  try {
    const good = await goodRelease(world);
    const bad = await badRelease(world);
    await rolledBack(world, { good, bad });
  } catch (error) {
    say('');
    say('The bot wrote last:');
    for (const line of world.bot.logs.slice(-10)) say(`    ${line}`);
    throw error;
  } finally {
    await world.stop();
  }
  say('');
  say('That was the story. `npm run demo` lets you click through it yourself.');
}

function withShortWatch(defaults: string): string {
  return defaults.replaceAll('every: 5s', `every: ${lookEveryMs / 1000}s`);
}

async function goodRelease(world: World): Promise<string> {
  chapter('Finn asks for a release: /release request checkout main');
  const release = await request(world, { by: 'U0FINN', service: 'checkout' });
  await comesTo(world, release, 'awaiting-decision');
  show('#releases', cardOf(world, release));

  chapter('Dana presses Approve. She wrote part of it, so only she is told:');
  await press(world, 'U0DANA', release, 'release.approve');
  const refusal = await until('a word to Dana', () => toldTo(world, 'U0DANA').at(-1) ?? null);
  say(`    (only Dana sees this) ${readable(refusal).at(-1) ?? ''}`);
  expectPhase(world, release, 'awaiting-decision');

  chapter('Ana presses Approve. It is the go that was missing, so the workflow is started, once.');
  await press(world, 'U0ANA', release, 'release.approve');
  await comesTo(world, release, 'watching');
  const runs = world.github.world.runsOf(checkoutRepo).filter((run) => run.event === 'workflow_dispatch');
  if (runs.length !== 1) throw new Error(`There should be one run, and there are ${runs.length}.`);
  say(`    GitHub: ${runs[0]?.displayTitle ?? ''}: ${runs[0]?.conclusion ?? ''}`);
  await seenLive(world, release);

  chapter('Production is watched. (The clock is moved on from look to look.)');
  await watch(world, release, 'succeeded');
  show('#releases', cardOf(world, release));
  return release;
}

async function badRelease(world: World): Promise<string> {
  chapter('Eli pushes a fix. Finn asks for it, and Ben approves.');
  const main = world.github.world;
  const files = { 'src/fix.ts': 'export const fixed = true;\n' };
  const sha = main.commit(checkoutRepo, { on: 'main', author: 'eli', message: 'Round the total once', files });
  main.push(checkoutRepo, 'main', sha, 'eli');
  const release = await request(world, { by: 'U0FINN', service: 'checkout' });
  await comesTo(world, release, 'awaiting-decision');
  await press(world, 'U0BEN', release, 'release.approve');
  await comesTo(world, release, 'watching');
  await seenLive(world, release);

  chapter(
    'It is live, and now one request in four fails. Two such minutes, and no chance that it is chance: a breach.',
  );
  world.production.set('checkout', { errorPercent: 25 });
  await watch(world, release, 'failed');
  const alert = await until('an alert', () => alertsOf(world, release)[0] ?? null);
  if (alert.channel !== incidentsChannel) throw new Error('The alert stands in the wrong channel.');
  show('#incidents', alert);
  return release;
}

/** The go had authorised it, so nobody has to press anything. */
async function rolledBack(world: World, { good, bad }: { readonly good: string; readonly bad: string }): Promise<void> {
  chapter('Ben’s go had authorised one rollback, to what was live before. It starts by itself, once.');
  const rollback = await until('the card of the rollback', () => {
    const newest = newestOf(world, 'checkout', bad);
    return newest === good ? null : newest;
  });
  await comesTo(world, rollback, 'watching');
  await seenLive(world, rollback);
  const { live } = world.service.state('checkout');
  if (live.sha !== world.acme.checkout.candidate.sha)
    throw new Error(`${live.version} is live, and not what was before.`);

  chapter('The old version is watched like any other. The lane is held until somebody has looked.');
  await watch(world, rollback, 'succeeded');
  show('#releases', cardOf(world, rollback));
}

function chapter(text: string): void {
  say('');
  say(`▸ ${text}`);
}

function show(where: string, message: Message | null): void {
  if (message !== null) showMessage(where, message);
}

async function comesTo(world: World, release: string, phase: string): Promise<void> {
  await until(`${release} is ${phase}`, () => (phaseOf(world, release) === phase ? phase : null));
}

function expectPhase(world: World, release: string, phase: string): void {
  const found = phaseOf(world, release);
  if (found !== phase) throw new Error(`${release} should be ${phase}, and is ${found ?? 'gone'}.`);
}

/** From here on the watch counts. */
async function seenLive(world: World, release: string): Promise<void> {
  await until('the new version is seen live', () => (progressOf(world, release) === '' ? null : release));
  say(`    ${world.service.state('checkout').live.version} is live.`);
}

async function watch(world: World, release: string, end: 'succeeded' | 'failed'): Promise<void> {
  for (let look = 1; look <= looks; look += 1) {
    const phase = await lookAgain(world, release, lookEveryMs);
    if (phase === 'watching') say(`    ${progressOf(world, release)}`);
    else if (phase === end) return;
    else throw new Error(`${release} should have ${end}, and is ${phase}.`);
  }
  throw new Error(`${release} is still watched after ${looks} looks.`);
}

/** "▓▓▓░░░░░░░ look 3 of 10, the last one healthy"; empty before the first can be taken. */
function progressOf(world: World, release: string): string {
  const texts = (cardOf(world, release)?.blocks ?? []).flatMap((block) => readable(JSON.stringify(block)));
  const found = /[▓░]+ look \d+ of \d+[^"\\]*?(?=\. |\\n|")/.exec(texts.join('\n'));
  return found?.[0] ?? '';
}
