import { type Message, type Modal } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { checklistExport } from '../cards/checklist-export.ts';
import { checklistMarkdown } from '../cards/checklist-markdown.ts';
import { checklistModal } from '../cards/checklist-modal.ts';
import { proposalOf, titleOf, titleText } from '../cards/names.ts';
import { sayingText } from '../cards/saying.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { anyView } from './release-views.ts';
import { formDidNotOpen, noChecklist, unknownButton } from './sentences.ts';

/** The whole checklist of a release, open or over, for whoever may read. */
export async function showChecklist(parts: HandlerParts, click: Click): Promise<Message | null> {
  const read = await readChecklist(parts, click);
  if (read.kind === 'none') return read.message;
  const opened = await parts.slack.openModal(click.triggerId, checklistOf(read.view, read.candidate));
  return opened === null ? formDidNotOpen : null;
}

/** The same as Markdown, to the person who asked alone. */
export async function exportChecklist(parts: HandlerParts, click: Click): Promise<Message | null> {
  const read = await readChecklist(parts, click);
  if (read.kind === 'none') return read.message;
  const { view, candidate } = read;
  const { release, policy, checklist: items, now } = view;
  const account = policy.people.find(({ slack }) => slack === release.requestedBy)?.github ?? null;
  const preparedBy = account === null ? release.requestedBy : `${account} (${release.requestedBy})`;
  return checklistExport(
    titleOf(view),
    checklistMarkdown({ items, candidate, policy, requestedBy: release.requestedBy, preparedBy, now }),
  );
}

/** As it stands now; only while a decision is awaited can anything on it be verified. */
export function checklistOf(view: ReleaseView, candidate: Candidate): Modal {
  const { release, policy, checklist: items } = view;
  const verifying = release.phase === 'awaiting-decision' ? 'open' : 'closed';
  const { id, requestedBy } = release;
  return checklistModal({ release: id, requestedBy, candidate, title: titleText(view), items, policy, verifying });
}

type ChecklistRead =
  | { readonly kind: 'read'; readonly view: ReleaseView; readonly candidate: Candidate }
  | { readonly kind: 'none'; readonly message: Message };

async function readChecklist(parts: HandlerParts, click: Click): Promise<ChecklistRead> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return { kind: 'none', message: unknownButton };
  const [refusal, view] = await Promise.all([notAllowedToRead(parts, click.who), anyView(parts, value.release)]);
  if (refusal !== null) return { kind: 'none', message: sayingText({ kind: 'refused', refusal }) };
  const candidate = view === null ? null : (proposalOf(view.release)?.candidate ?? null);
  if (view === null || candidate === null || view.checklist.length === 0) return { kind: 'none', message: noChecklist };
  return { kind: 'read', view, candidate };
}
