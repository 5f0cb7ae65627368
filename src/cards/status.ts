import { type StatusView } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { asManyAsFit, context, divider, header, message, section } from './blocks.ts';
import { incidentBlock } from './incident-list.ts';
import { laneBlock, openBlock, recentText } from './rows.ts';
import { code, count, instantText, joined, lines, type Markup, md, prose } from './text.ts';

const mostRecent = 5;
/** Of the message's characters, for each list. The rest is enough for everything else. */
const share = { incidents: 2_500, lanes: 3_000, open: 4_000 };

/** The answer to `/release status`: what is wrong, what runs, what is open, what ended lately. */
export function statusMessage(view: StatusView): Message {
  const title = view.service === null ? 'Releases' : `Releases of ${view.service}`;
  return message(`${title}: ${count(view.open.length, 'release')} open`, [
    header(title),
    ...warningBlocks(view.warnings),
    ...incidentBlocks(view),
    ...laneBlocks(view),
    divider,
    ...openBlocks(view),
    ...recentBlocks(view),
    context(md`As of ${instantText(view.now)}. ${code('/release why <release>')} says what something waits for.`),
  ]);
}

/** What operators have to know before they trust the rest. */
export function warningBlocks(warnings: readonly string[]): readonly Block[] {
  if (warnings.length === 0) return [];
  return [
    section(
      joined(
        warnings.slice(0, 5).map((warning) => md`△ ${prose(warning, 300)}`),
        '\n',
      ),
    ),
  ];
}

/** Nothing is said where nothing is wrong. */
function incidentBlocks({ incidents, now }: StatusView): readonly Block[] {
  if (incidents.length === 0) return [];
  const shown = asManyAsFit(
    incidents.map((row) => incidentBlock(row, now)),
    share.incidents,
  );
  const more = incidents.length - shown.length;
  const rest =
    more > 0 ? [context(md`and ${count(more, 'incident')} more. ${code('/incident list')} shows them.`)] : [];
  return [section(md`*Incidents*`), ...shown, ...rest, divider];
}

function laneBlocks(view: StatusView): readonly Block[] {
  if (view.lanes.length === 0) return [section(md`There is no lane to show.`)];
  const shown = asManyAsFit(
    view.lanes.map((row) => laneBlock(row, view.now)),
    share.lanes,
  );
  return [...shown, ...moreBlock(view.lanes.length - shown.length, 'lane', view.service)];
}

function openBlocks(view: StatusView): readonly Block[] {
  if (view.open.length === 0)
    return [section(md`*Open:* nothing. ${code('/release request <service> <sha or ref>')} asks for a release.`)];
  const shown = asManyAsFit(view.open.map(openBlock), share.open);
  return [section(md`*Open*`), ...shown, ...moreBlock(view.open.length - shown.length, 'open release', view.service)];
}

function recentBlocks(view: StatusView): readonly Block[] {
  if (view.recent.length === 0) return [];
  return [section(lines(md`*Ended lately*`, ...view.recent.slice(0, mostRecent).map(recentText)))];
}

function moreBlock(more: number, what: string, service: StatusView['service']): readonly Block[] {
  if (more <= 0) return [];
  const hint: Markup = service === null ? md` ${code('/release status <service>')} shows those of one service.` : md``;
  return [context(md`and ${count(more, what)} more.${hint}`)];
}
