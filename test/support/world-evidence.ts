import { expect } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { textOf } from '../../sandbox/slack/json.ts';
import { type View } from '../../sandbox/slack/types.ts';
import { buttonsOf, cardOf, offers, press, request, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import { expectPhase, runsOf, type Shop, type ShopWorld, shop, soon } from './world.ts';

/** What a pipeline does in the shops, and what people do with what it left behind. */

export const minuteMs = 60_000;

export type Built = {
  readonly files?: Readonly<Record<string, string>>;
  readonly tag?: string;
  readonly message?: string;
  /** How its builds end; they leave evidence behind when they succeed. */
  readonly builds?: 'success' | 'failure';
};

/** One more commit on main, by Dana, pushed by Eli, and built. Returns its SHA. */
export function pushBuilt({ github }: ShopWorld, { repo }: Shop, built: Built = {}): string {
  const { world } = github;
  const { files = {}, message = 'One thing more', builds = 'success' } = built;
  const sha = world.commit(repo, { on: 'main', author: 'dana', message, files });
  world.push(repo, 'main', sha, 'eli');
  if (built.tag !== undefined) world.tag(repo, { name: built.tag, sha, by: 'eli' });
  for (const run of world.runsOf(repo).filter((one) => one.event === 'push' && one.conclusion === null))
    world.finishRun(run.id, builds);
  return sha;
}

/** The newest run of a workflow file for a commit. */
export function runOf({ github }: ShopWorld, { repo }: Shop, file: string, sha: string): Run {
  const run = github.world.runsOf(repo).find((one) => one.path.endsWith(`/${file}`) && one.headSha === sha);
  if (run === undefined) throw new Error(`${repo} has no run of ${file} for ${sha}.`);
  return run;
}

/** Asked for by Finn, approved by Ana. */
export async function approved(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service, ref });
  await offers(world, release, 'release.approve');
  await press(world, 'U0ANA', release, 'release.approve');
  return release;
}

/** The run that a release has started, after so many before it. */
export async function nextRun(world: ShopWorld, of: Shop, before: number): Promise<Run> {
  return await until(`run ${before + 1} of ${of.repo}`, () => runsOf(world, of).at(-1 - before) ?? null);
}

/** Asked for, approved, deployed: all of it goes well, in a lane that nobody watches. */
export async function released(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const release = await deploying(world, service, ref);
  const [run] = runsOf(world, shop(world, service));
  world.github.world.finishRun(run?.id ?? '', 'success');
  await expectPhase(world, release, 'succeeded');
  return release;
}

/** Asked for and approved; its run is known and has not begun. */
export async function deploying(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const before = runsOf(world, shop(world, service)).length;
  const release = await approved(world, service, ref);
  await nextRun(world, shop(world, service), before);
  await expectPhase(world, release, 'deploying');
  return release;
}

/** Whether somebody could press it. */
export function hasButton(world: ShopWorld, release: string, action: string): boolean {
  const card = cardOf(world, release);
  return card !== null && buttonsOf(card).includes(action);
}

export async function loses(world: ShopWorld, release: string, action: string): Promise<void> {
  await expect.poll(() => hasButton(world, release, action), soon).toBe(false);
}

/** Types `/rollback …` and waits for the form, the choices, or the sentence that says why not. */
export async function rollbackForm(world: ShopWorld, by: string, words: string): Promise<View> {
  const before = topView(world, by)?.id;
  const answer = await world.slack.people.slash(by, 'C0RELEASES', '/rollback', words);
  if (answer.trouble !== null) throw new Error(answer.trouble);
  return await until(`the form of /rollback ${words}`, () => settled(topView(world, by), before));
}

/** The form that a button or another form has opened, once it has its facts. */
export function settled(view: View | null, before?: string): View | null {
  return view === null || view.id === before || wordsOf(view).includes('Nothing is changed by that') ? null : view;
}

/** Sends the form; the id of the rollback, once it has a card. */
export async function confirmRollback(
  world: ShopWorld,
  by: string,
  { view, service, entries }: { readonly view: View; readonly service: string; readonly entries: Entries },
): Promise<string> {
  const known = new Set(cardsOf(world, service));
  const answer = await world.slack.people.submitView(by, view.id, entries);
  if (answer.trouble !== null || Object.keys(answer.errors).length > 0)
    throw new Error(`The rollback was not taken: ${answer.trouble ?? JSON.stringify(answer.errors)}`);
  return await until(
    `the card of a rollback of ${service}`,
    () => cardsOf(world, service).find((id) => !known.has(id)) ?? null,
  );
}

type Entries = Readonly<Record<string, string | readonly string[]>>;

/** The releases of a service that have a card, oldest first. */
export function cardsOf({ slack }: ShopWorld, service: string): readonly string[] {
  const messages = slack.workspace.state.messages['C0RELEASES'] ?? [];
  const ids = messages.map(({ metadata }) => textOf(metadata?.event_payload['release']));
  return ids.filter((id) => id.startsWith(`${service}.`));
}

/** What `/release status <service>` answers. */
export async function statusOf(world: ShopWorld, service: string): Promise<string> {
  return (await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', `status ${service}`)).body;
}

/** The replay workflow was started for this commit with exactly the images that its manifest names. */
export function expectReplay(world: ShopWorld, run: Run, sha: string): void {
  expect(run.path).toContain('-replay.yml');
  expect(run.inputs['release_sha']).toBe(sha);
  const manifest = JSON.parse(run.inputs['release_manifest'] ?? '{}') as { sha?: string; images?: unknown };
  const built = world.github.world.artifact(run.repo, `release-candidate-${sha}`);
  const text = Object.values(built?.files ?? {})[0]?.toString() ?? '{}';
  expect(manifest.sha).toBe(sha);
  expect(manifest.images).toEqual((JSON.parse(text) as { images?: unknown }).images);
}
