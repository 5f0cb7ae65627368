import { type BlobSha, type CommitSha } from '../domain/ids.ts';
import { type Ineligible } from '../domain/people/eligibility.ts';
import { type Blocker } from '../domain/release/blockers.ts';
import { type SubjectChange } from '../domain/release/subject-changes.ts';
import { gateChangeText } from './gate-sentences.ts';
import { itemNames, names } from './name-list.ts';
import { actorText, clause, code, joined, type Markup, md } from './text.ts';

/** What is different from what was approved, as one clause that stands after a bullet. */
export function changeText(change: SubjectChange): Markup {
  switch (change.what) {
    case 'sha':
      return change.ref === null
        ? md`the commit changed from ${short(change.from)} to ${short(change.to)}`
        : md`${code(change.ref)} moved from ${short(change.from)} to ${short(change.to)}: a commit was pushed`;
    case 'workflow':
      return md`the workflow file ${code(change.path)} was edited (${short(change.from)} → ${short(change.to)})`;
    case 'workflow-path':
      return md`another workflow would run: ${code(change.to)} instead of ${code(change.from)}`;
    case 'inputs':
      return md`the workflow’s inputs changed: ${names(change.names)}`;
    case 'config':
      return md`the rules of this lane changed in ${code('gonogo.yaml')} (${short(change.from)} → ${short(change.to)})`;
    case 'order':
      return md`it was to follow ${code(change.expected)}, and ${code(change.came)} came in between`;
    case 'blocked':
      return md`it cannot be approved as it is now: ${joined(change.codes.map(blockedBy), ', ')}`;
    case 'voter':
      return md`the go of ${actorText(change.slack)} no longer counts: ${clause(voteLost.get(change.because) ?? change.because)}`;
    case 'images':
      return imagesText(change);
    case 'manifest':
      return md`${manifestNow[change.now]}`;
    case 'gate':
      return gateChangeText(change);
    case 'checklist':
      return md`the checklist changed: ${itemNames(change.items)}`;
    case 'target':
      return targetText(change);
    case 'mandate':
      return md`${mandateNow[change.now]}`;
    case 'other':
      return md`something else that a go covers changed`;
  }
}

type Change<What extends SubjectChange['what']> = Extract<SubjectChange, { readonly what: What }>;

/** "the manifest’s `web` image changed; it lists a new one, `codex`". */
function imagesText({ changed, added, gone }: Change<'images'>): Markup {
  const parts = [
    ...(changed.length === 0 ? [] : [md`its ${names(changed)} ${changed.length === 1 ? 'image' : 'images'} changed`]),
    ...(added.length === 0 ? [] : [md`${names(added)} ${added.length === 1 ? 'is' : 'are'} new in it`]),
    ...(gone.length === 0 ? [] : [md`${names(gone)} ${gone.length === 1 ? 'is' : 'are'} gone from it`]),
  ];
  if (added.length === 0 && gone.length === 0)
    return md`the manifest’s ${names(changed)} ${changed.length === 1 ? 'image' : 'images'} changed`;
  return md`the manifest changed: ${joined(parts, ', ')}`;
}

const manifestNow: Readonly<Record<Change<'manifest'>['now'], string>> = {
  changed: 'the manifest changed',
  found: 'a manifest was found, so the images are known now',
  gone: 'the manifest is gone, so the images are not known any more',
};

function targetText({ from, to }: Change<'target'>): Markup {
  if (to === null) return md`there is no version to go back to any more`;
  if (from === to) return md`a rollback would still lead to ${short(to)}, but not to the same images`;
  return from === null
    ? md`a rollback would now lead to ${short(to)}`
    : md`a rollback would now lead to ${short(to)} instead of ${short(from)}`;
}

const whyLost: Readonly<Record<Ineligible['code'], string>> = {
  standing_unknown: 'Slack does not say who they are',
  not_a_member: 'Slack does not call them a full member any more',
  not_listed: 'they have no role any more',
  no_voting_role: 'they have no role that votes here any more',
  is_requester: 'they asked for this release',
  not_linked: 'no GitHub account is linked to them any more',
  is_author: 'they wrote some of these commits',
  is_co_author: 'they are a co-author of some of these commits',
  is_last_pusher: 'they pushed this last',
};
const voteLost: ReadonlyMap<string, string> = new Map(Object.entries(whyLost));

const mandateNow = {
  proposed: 'one automatic rollback would now be authorised, too',
  changed: 'the terms of the automatic rollback changed',
  gone: 'no automatic rollback would be authorised any more',
} as const;

/** In a few words; the card has the whole of it. */
function blockedBy(blocker: Blocker['code']): Markup {
  switch (blocker) {
    case 'gates_not_evaluated':
      return md`a blocking gate is not evaluated yet`;
    case 'workflow_lacks':
      return md`the workflow file lacks something that Gonogo needs`;
    case 'workflow_missing':
      return md`the workflow file is gone`;
    case 'rules_cannot_be_met':
      return md`too few people may still approve`;
    case 'ref_not_allowed':
      return md`the commit is on no ref that the lane allows`;
    case 'gates_not_passed':
      return md`a blocking gate does not pass any more`;
    case 'checklist_open':
      return md`an item of the checklist waits for a person`;
    case 'digests_unavailable':
      return md`its images are not known by digest any more`;
    case 'not_earlier':
      return md`it is newer than what is live`;
    case 'no_replay_workflow':
      return md`the lane names no replay workflow any more`;
  }
}

/** As mrkdwn text, for whoever answers without blocks. */
export function changeSentence(change: SubjectChange): string {
  return changeText(change).mrkdwn;
}

/** One bullet for each change, at most `most` of them. */
export function changeList(changes: readonly SubjectChange[], most = 8): Markup {
  const shown = changes.slice(0, most).map((change) => md`• ${changeText(change)}`);
  const more = changes.length - shown.length;
  return joined(more > 0 ? [...shown, md`• and ${more} more`] : shown, '\n');
}

function short(hash: CommitSha | BlobSha | string): Markup {
  return code(hash.slice(0, 7));
}
