import { type View } from '../../sandbox/slack/types.ts';
import { press, topView, until, valueOf } from '../../sandbox/world-people.ts';
import { type ShopWorld } from './world.ts';

/** Presses a button of the card, and waits for the form that it opens. */
export async function opened(world: ShopWorld, by: string, release: string, action: string): Promise<View> {
  const before = topView(world, by)?.id;
  await press(world, by, release, action);
  return await until(`what ${action} opens`, () => another(world, by, before));
}

/** Presses the first Verify of the list, and waits for the form of that item. */
export async function verifyForm(world: ShopWorld, by: string, list: View | null): Promise<View> {
  if (list === null) throw new Error('The checklist is not open.');
  await world.slack.people.click(by, { actionId: 'checklist.verify', viewId: list.id, value: firstItem(list) });
  return await until('the form of an item', () => another(world, by, list.id));
}

function another(world: ShopWorld, by: string, before: string | undefined): View | null {
  const top = topView(world, by);
  return top === null || top.id === before ? null : top;
}

export function firstItem(view: View): string {
  return valueOf(view, 'checklist.verify');
}
