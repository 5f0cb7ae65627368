import { viewsInStack } from './limits.ts';
import { SlackError } from './slack-error.ts';
import { type View } from './types.ts';
import { makeView, type ViewContent } from './view-check.ts';
import { type Workspace } from './workspace.ts';

/** A view that somebody has open, and where in their stack. */
export type Opened = { readonly user: string; readonly index: number; readonly view: View };

/** Shows a modal; one that was open before is gone. */
export function openModal(workspace: Workspace, user: string, content: ViewContent): View {
  refuseTakenExternalId(workspace, content, null);
  const view = makeView(workspace, content, null);
  workspace.putViews(user, [view]);
  return view;
}

/** Puts a modal on top. Throws `push_limit_reached` above three. */
export function pushModal(workspace: Workspace, user: string, content: ViewContent): View {
  const stack = workspace.state.views[user] ?? [];
  const [root] = stack;
  const top = stack.at(-1);
  if (root === undefined || top === undefined) throw new SlackError('not_found');
  if (stack.length >= viewsInStack) throw new SlackError('push_limit_reached');
  refuseTakenExternalId(workspace, content, null);
  const view = { ...makeView(workspace, content, null), root_view_id: root.id, previous_view_id: top.id };
  workspace.putViews(user, [...stack, view]);
  return view;
}

/** Changes what an open modal shows; what was entered stays in the fields that both have. */
export function changeModal(workspace: Workspace, opened: Opened, content: ViewContent): View {
  refuseTakenExternalId(workspace, content, opened.view);
  const view = makeView(workspace, content, opened.view);
  replaceView(workspace, opened, view);
  return view;
}

export function replaceView(workspace: Workspace, { user, index }: Opened, view: View): void {
  workspace.putViews(user, (workspace.state.views[user] ?? []).with(index, view));
}

/** The open modal that this is true of; undefined when nobody has it open. */
export function findOpened(workspace: Workspace, isIt: (view: View) => boolean): Opened | undefined {
  for (const [user, stack] of Object.entries(workspace.state.views)) {
    const index = stack.findIndex(isIt);
    const view = stack[index];
    if (view !== undefined) return { user, index, view };
  }
  return undefined;
}

function refuseTakenExternalId(workspace: Workspace, content: ViewContent, own: View | null): void {
  if (content.external_id === '') return;
  const other = findOpened(workspace, (view) => view.external_id === content.external_id && view.id !== own?.id);
  if (other !== undefined) throw new SlackError('duplicate_external_id');
}
