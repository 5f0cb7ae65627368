import { type PolicyBreach, type PolicyReason, type PolicyUnread } from '../domain/gates/reason.ts';
import { names } from './name-list.ts';
import { clause, code, joined, type Markup, md, nothing } from './text.ts';

const policyFile = '.github/policy/pipeline-policy.json';
const mostBreaches = 6;

/** What the repository's own pipeline policy asks, and what of it is not so. */
export function policyReasonText(reason: PolicyReason): Markup {
  switch (reason.code) {
    case 'policy-kept':
      return md`Everything that ${code(policyFile)} asks for is met.${ignored(reason.unknownKeys)}`;
    case 'policy-missing':
      return md`There is no ${code(policyFile)} at this commit. Add it to the repository, or take the gate out of ${code('gonogo.yaml')}.`;
    case 'policy-unreadable':
      return md`The file ${code(policyFile)} cannot be read: ${clause(reason.why, 160)}. Correct it in the repository.`;
    case 'policy-broken':
      return md`Not everything that ${code(policyFile)} asks for is met: ${several(reason.breaches.map(breachText))}.${ignored(reason.unknownKeys)}`;
    case 'policy-not-looked-up':
      return md`Not everything that ${code(policyFile)} asks for could be looked up yet: ${several(reason.unread.map(unreadText))}. It is looked up again.${ignored(reason.unknownKeys)}`;
  }
}

function breachText(breach: PolicyBreach): Markup {
  switch (breach.what) {
    case 'workflow-missing':
      return md`run ${code(breach.file)} on ${code(breach.branch)} for this commit`;
    case 'workflow-failed':
      return md`the newest run of ${code(breach.file)} on ${code(breach.branch)} ended as ${code(breach.conclusion)}, so fix it and run it again`;
    case 'evidence-missing':
      return md`the evidence ${code(breach.kind)} is missing, so run the workflow that makes it`;
    case 'evidence-of-no-kind':
      return md`${code(breach.kind)} is no evidence that Gonogo knows, so correct its name in the file`;
    case 'no-manifest':
      return md`without a manifest nobody knows from which registries the images come, so run the workflow that makes it`;
    case 'registry':
      return md`the image ${code(breach.image)} comes from ${code(breach.ref)}, so push it to ${names(breach.allowed, 5)} or allow its registry in the file`;
    case 'variables':
      return md`set the variables ${names(breach.names)} at GitHub`;
    case 'forbidden-workflows':
      return md`remove the workflows ${names(breach.files)}`;
    case 'unpinned-actions':
      return md`pin to a commit what the workflow uses: ${names(breach.uses, 5)}`;
  }
}

function unreadText(unread: PolicyUnread): Markup {
  switch (unread.what) {
    case 'workflow-in-progress':
      return md`the run of ${code(unread.file)} has not ended`;
    case 'evidence':
      return md`the evidence ${code(unread.kind)} cannot be read`;
    case 'manifest':
      return md`the manifest cannot be read, so nobody knows from which registries the images come`;
    case 'variables':
      return md`GitHub did not list the variables`;
    case 'actions':
      return md`GitHub did not show which actions the workflow uses`;
    case 'other':
      return clause(unread.words, 160);
  }
}

function ignored(keys: readonly string[]): Markup {
  return keys.length === 0
    ? nothing
    : md` Gonogo does not know these keys of it, so they do nothing: ${names(keys, 5)}.`;
}

function several(parts: readonly Markup[]): Markup {
  const more = parts.length - mostBreaches;
  const shown = parts.slice(0, mostBreaches);
  return joined(more > 0 ? [...shown, md`and ${more} more`] : shown, '; ');
}
