import { isObject, parseJson, textOf } from '../slack/json.ts';
import { type BotState, type LiveService } from './client/snapshot.ts';

/** How long the page waits for an answer before it says that there is none. */
const patienceMs = 800;
const shownCharacters = 200;

/** Asks a demo service what is live, in the way that the bot asks it. Never rejects: no answer is an answer here. */
export async function probeService(url: string, name: string): Promise<LiveService> {
  const [health, version] = await Promise.all([ask(`${url}/${name}/healthz`), ask(`${url}/${name}/version`)]);
  const shown = parseJson(version?.body ?? '');
  const build = version?.status === 200 && isObject(shown) ? shown : {};
  return { name, version: known(textOf(build['version'])), sha: known(textOf(build['sha'])), ...verdictOn(health) };
}

function verdictOn(answer: Answered | null): Pick<LiveService, 'health' | 'says'> {
  if (answer === null) return { health: 'no-answer', says: '' };
  if (answer.status !== 200) return { health: 'failing', says: String(answer.status) };
  if (!isObject(parseJson(answer.body))) return { health: 'not-json', says: '200 with a page' };
  return { health: 'healthy', says: '200' };
}

function known(text: string): string | null {
  return text === '' ? null : text;
}

/** Whether the bot says of itself that it is ready, and if not why. */
export async function probeBot(url: string): Promise<Pick<BotState, 'state' | 'says'>> {
  const answer = await ask(`${url}/readyz`);
  if (answer === null) return { state: 'unreachable', says: 'No answer from the bot.' };
  return { state: answer.status === 200 ? 'ready' : 'not-ready', says: answer.body.slice(0, shownCharacters) };
}

type Answered = { readonly status: number; readonly body: string };

async function ask(url: string): Promise<Answered | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs), redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  } catch {
    return null;
  }
}
