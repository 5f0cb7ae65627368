import { type HomeView } from '../domain/views.ts';
import { type Block, type HomeTab } from './block-kit.ts';
import { context, divider, header, homeOf, section } from './blocks.ts';
import { homeIncidents, otherIncidents } from './incident-home.ts';
import { laneBlock, openBlock } from './rows.ts';
import { warningBlocks } from './status.ts';
import { code, count, instantText, type Markup, md } from './text.ts';

const mostNeedsYou = 15;
const mostOpen = 15;
const mostLanes = 25;

/** What needs you first, incidents before releases, then everything else that is open, then what runs where. */
export function homeTab(view: HomeView): HomeTab {
  const mine = new Set(view.needsYou.map((row) => row.release));
  const others = view.open.filter((row) => !mine.has(row.release));
  return homeOf([
    header('What needs you'),
    ...warningBlocks(view.warnings),
    ...orNothing(
      [...homeIncidents(view), ...view.needsYou.slice(0, mostNeedsYou).map(openBlock)],
      md`Nothing waits for you.`,
    ),
    ...more(view.needsYou.length - mostNeedsYou),
    divider,
    header('Open without you'),
    ...orNothing([...otherIncidents(view), ...others.slice(0, mostOpen).map(openBlock)], md`Nothing else is open.`),
    ...more(others.length - mostOpen),
    divider,
    header('What runs where'),
    ...(view.lanes.length === 0
      ? [section(md`No lane is configured.`)]
      : view.lanes.slice(0, mostLanes).map((row) => laneBlock(row, view.now))),
    ...more(view.lanes.length - mostLanes),
    context(
      md`As of ${instantText(view.now)}. ${code('/release request <service> <sha or ref>')} asks for a release, ${code('/release help')} says what else there is.`,
    ),
  ]);
}

function orNothing(blocks: readonly Block[], words: Markup): readonly Block[] {
  return blocks.length === 0 ? [section(words)] : blocks;
}

function more(number: number): readonly Block[] {
  return number <= 0
    ? []
    : [
        context(
          md`and ${count(number, 'more', 'more')}. ${code('/release status <service>')} shows those of one service.`,
        ),
      ];
}
