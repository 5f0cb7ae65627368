import { type Blocker } from '../domain/release/blockers.ts';
import { type WorkflowLack } from '../domain/release/candidate.ts';
import { missingText, unreadableText } from './evidence-sentences.ts';
import { itemNames, names } from './name-list.ts';
import { code, codeBlock, count, joined, lines, type Markup, md, prose } from './text.ts';

/** Why nobody can approve this, and who can settle it how. */
export function blockerText(blocker: Blocker): Markup {
  switch (blocker.code) {
    case 'gates_not_evaluated':
      return md`The lane has blocking gates that this version of Gonogo does not evaluate yet: ${listed(blocker.gates)}. Whoever keeps ${code('gonogo.yaml')} can make them advisory or take them out.`;
    case 'workflow_lacks':
      return md`The workflow ${code(blocker.path)} cannot be started by Gonogo yet: it lacks ${joined(blocker.lacks.slice(0, 10).map(lackText), ', ')}. Whoever keeps the repository can add the lines below.`;
    case 'workflow_missing':
      return md`There is no workflow ${code(blocker.path)} on ${code(blocker.ref)}. Whoever keeps the repository can add it, or ${code('gonogo.yaml')} can name another one.`;
    case 'rules_cannot_be_met':
      return md`${count(blocker.needed, 'go vote')} with the role ${code(blocker.role)} ${blocker.needed === 1 ? 'is' : 'are'} needed, and ${blocker.possible === 0 ? 'nobody' : `only ${blocker.possible}`} of those who have it may vote on this one. Somebody else can request it, or ${code('gonogo.yaml')} can give the role to more people.`;
    case 'gates_not_passed':
      return md`${blocker.gates.length === 1 ? 'A blocking gate has' : 'Blocking gates have'} not passed: ${names(blocker.gates)}. What each lacks, and what settles it, stands under Evidence.`;
    case 'checklist_open':
      return md`${count(blocker.items.length, 'item')} of the checklist ${blocker.items.length === 1 ? 'waits' : 'wait'} for a person: ${itemNames(blocker.items)}. The checklist says who can verify each.`;
    case 'digests_unavailable':
      return digestsText(blocker.problem);
    case 'no_replay_workflow':
      return md`${code('gonogo.yaml')} names no ${code('replay')} workflow for this lane, and only such a workflow starts what was built before. Whoever keeps that file can name one.`;
    case 'not_earlier':
      return md`It has ${count(blocker.ahead, 'commit')} that production has not, and has never run here: putting it live is no going back. Request it with ${code('/release request')}, or choose a version that has run here.`;
    case 'ref_not_allowed':
      return md`${code(blocker.ref)} may not be deployed here. Allowed: ${names(blocker.allowed)}. Request one of these, or add the ref to the lane in ${code('gonogo.yaml')}.`;
  }
}

export function blockerSentence(blocker: Blocker): string {
  return blockerText(blocker).mrkdwn;
}

/** Lines to copy into the workflow file; null for a blocker that no lines settle. */
export function blockerLines(blocker: Blocker): Markup | null {
  if (blocker.code !== 'workflow_lacks' || blocker.lacks.length === 0) return null;
  return codeBlock(blocker.lacks.map((lack) => lack.lines).join('\n'), 1200);
}

/** The blockers with their lines, one below the other. */
export function blockerList(blockers: readonly Blocker[], most = 4): Markup {
  return lines(...blockers.slice(0, most).flatMap((blocker) => [md`• ${blockerText(blocker)}`, blockerLines(blocker)]));
}

/** What was built before runs again by its digests, so without them there is nothing to start. */
function digestsText(problem: Extract<Blocker, { code: 'digests_unavailable' }>['problem']): Markup {
  const why =
    problem.state === 'missing'
      ? missingText('release-candidate', problem.code, problem.detail)
      : unreadableText('release-candidate', problem.code, problem.detail);
  return md`Nobody knows the images of this commit by digest. ${why} Or choose another version, or deploy this commit anew with ${code('/release request')}.`;
}

function lackText(lack: WorkflowLack): Markup {
  switch (lack.what) {
    case 'trigger':
      return md`the ${code('workflow_dispatch')} trigger`;
    case 'input':
      return md`the input ${code(lack.name)}`;
    case 'run-name':
      return md`a ${code('run-name')} with the dispatch id`;
  }
}

function listed(texts: readonly string[], most = 10): Markup {
  const shown = texts.slice(0, most).map((text) => prose(text, 120));
  const more = texts.length - shown.length;
  return joined(more > 0 ? [...shown, md`${more} more`] : shown, ', ');
}
