import { adoptRunModal } from '../cards/answer-modals.ts';
import { type Message } from '../cards/block-kit.ts';
import { adoptRunFields, callbackIds } from '../cards/ids-of-fields.ts';
import { type RepoName, RunId } from '../domain/ids.ts';
import { type Run } from '../domain/release/dispatch-step.ts';
import { answerFor, complain, type FormAnswer } from './form-answers.ts';
import { openForm } from './open-form.ts';
import { type HandlerParts } from './parts.ts';
import { type Click, type Form, typed } from './payloads.ts';
import { runElsewhere, runMalformed } from './sentences.ts';
import { subjectOfForm, submitForm } from './submit-form.ts';

const name = { title: 'Link the run', callbackId: callbackIds.adoptRun } as const;

export async function openAdoptRun(parts: HandlerParts, click: Click): Promise<Message | null> {
  return await openForm(parts, click, {
    action: 'dispatch.adopt',
    about: 'release',
    modalFor: adoptRunModal,
    attempt: null,
  });
}

export async function submitAdoptRun(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const subject = subjectOfForm(parts, form);
  if (subject === null) return answerFor({ kind: 'unknown-lane' }, name, adoptRunFields.run);
  const { repo } = subject.policy;
  const read = runFrom(typed(form, adoptRunFields.run), repo, (id) => parts.runUrl(repo, id));
  if (read.kind === 'problem') return complain([adoptRunFields.run, read.sentence]);
  const sent = await submitForm(parts, form, (release) => ({ type: 'AdoptRun', release, run: read.run }));
  return answerFor(sent, name, adoptRunFields.run);
}

type ReadRun = { readonly kind: 'run'; readonly run: Run } | { readonly kind: 'problem'; readonly sentence: string };

/**
 * A run by its number or its link. Of a link only the repository and the number count, for the pages of a GitHub may
 * live elsewhere than its API; what is kept is our own address until GitHub has given the run's. Fails closed: a run
 * of another repository is refused, and whatever the number names is read before it counts.
 */
export function runFrom(text: string, repo: RepoName, urlOf: (id: RunId) => string): ReadRun {
  const number = RunId.safeParse(text);
  if (number.success) return { kind: 'run', run: { id: number.data, url: urlOf(number.data) } };
  const path = URL.parse(text)?.pathname ?? '';
  const parts = /^\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)(?:\/|$)/.exec(path);
  const id = RunId.safeParse(parts?.[2]);
  if (parts === null || !id.success) return { kind: 'problem', sentence: runMalformed };
  const url = urlOf(id.data);
  return parts[1]?.toLowerCase() === repo.toLowerCase()
    ? { kind: 'run', run: { id: id.data, url } }
    : { kind: 'problem', sentence: runElsewhere(url) };
}
