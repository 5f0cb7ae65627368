import { type BlobSha, type CommitSha } from '../domain/ids.ts';
import { type Ineligible } from '../domain/people/eligibility.ts';
import { type Blocker } from '../domain/release/blockers.ts';
import { type SubjectChange } from '../domain/release/subject.ts';
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
  }
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

export function names(list: readonly string[], most = 10): Markup {
  const shown = list.slice(0, most).map((name) => code(name));
  const more = list.length - shown.length;
  return joined(more > 0 ? [...shown, md`${more} more`] : shown, ', ');
}

function short(hash: CommitSha | BlobSha | string): Markup {
  return code(hash.slice(0, 7));
}
