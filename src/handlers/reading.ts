import { type HomeTab, type Message } from '../cards/block-kit.ts';
import { homeOf, section } from '../cards/blocks.ts';
import { helpFor } from '../cards/help.ts';
import { homeTab } from '../cards/home.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { statusMessage } from '../cards/status.ts';
import { type SlackUserId } from '../domain/ids.ts';
import { type LaneRow, type OpenRow, type StatusView } from '../domain/views.ts';
import { lanesOf } from './lanes.ts';
import { type HandlerParts, type StatusReading } from './parts.ts';
import { byId, notAllowedToRead } from './people.ts';

/** What people read. Whether they may is asked by whoever calls this. */

/** `/release status [service]`. */
export async function status(parts: HandlerParts, words: readonly string[]): Promise<Message> {
  const [word, ...more] = words;
  if (more.length > 0) return helpFor('status');
  if (word === undefined) return statusMessage(await viewOfAll(parts));
  const lanes = lanesOf(parts, word);
  if (lanes.kind === 'unknown') return lanes.message;
  return statusMessage(ofService(await viewOfAll(parts), word));
}

async function viewOfAll(parts: HandlerParts): Promise<StatusView> {
  const [reading, { open: incidents }] = await Promise.all([readStatus(parts), parts.incidents.rows()]);
  return { ...reading, incidents, service: null, now: parts.now() };
}

/** What Home shows somebody: what needs them, or why they may not see it. */
export async function homeFor(parts: HandlerParts, user: SlackUserId): Promise<HomeTab> {
  const refusal = await notAllowedToRead(parts, byId(user));
  if (refusal !== null) return homeOf([section(refusalText(refusal))]);
  const [{ lanes, open, warnings }, { open: incidents }] = await Promise.all([
    readStatus(parts),
    parts.incidents.rows(),
  ]);
  const needsYou = open.filter((row) => awaits(parts, row, user));
  return homeTab({ user, needsYou, open, lanes, incidents, warnings, now: parts.now() });
}

function awaits(parts: HandlerParts, row: OpenRow, user: SlackUserId): boolean {
  if (row.waitsFor.includes(user)) return true;
  const lane = parts
    .lanes()
    .find(({ service, environment }) => service === row.service && environment === row.environment);
  const roles = lane?.people.find((person) => person.slack === user)?.roles ?? [];
  return roles.some((role) => row.waitsForRoles.includes(role));
}

/** Every lane of the config in its order, also one in which nothing has happened yet. What waits longest comes first. */
export async function readStatus(parts: HandlerParts): Promise<StatusReading> {
  const reading = await parts.readings.status();
  const lanes = parts.lanes().map(({ service, environment }): LaneRow => {
    const row = reading.lanes.find((lane) => lane.service === service && lane.environment === environment);
    return row ?? { service, environment, live: { kind: 'unknown' }, hold: null };
  });
  const open = reading.open.toSorted((a, b) => (a.since < b.since ? -1 : 1));
  return { ...reading, lanes, open };
}

function ofService(view: StatusView, word: string): StatusView {
  const lanes = view.lanes.filter((row) => row.service === word);
  return {
    ...view,
    service: lanes[0]?.service ?? null,
    lanes,
    open: view.open.filter((row) => row.service === word),
    recent: view.recent.filter((row) => row.service === word),
    incidents: view.incidents.filter((row) => row.service === word),
  };
}
