import { type ReleaseView } from '../domain/views.ts';
import { signedName } from './evidence-card.ts';
import { proposalOf } from './names.ts';
import { postDeploySigns } from './post-deploy.ts';
import { count, joined, type Markup, md } from './text.ts';

const mostGates = 5;

/**
 * On what evidence it went out, in one line: which gates did not pass, and what its run left behind. The reasons stand
 * on its card. Null where the lane has no gates and the run left nothing.
 */
export function evidenceLine({ release, gates, policy, waived }: ReleaseView): Markup | null {
  const proposal = proposalOf(release);
  if (proposal === null) return null;
  const postDeploy = 'postDeploy' in release ? release.postDeploy : null;
  const left = postDeploySigns(postDeploy, proposal.subject, policy);
  const open = gates.filter(({ outcome }) => outcome !== 'pass');
  const passed = gates.length - open.length;
  const named = open.slice(0, mostGates).map((gate) => signedName(gate, waived));
  const more = open.length - named.length;
  if (more > 0) named.push(md`${count(more, 'more', 'more')}`);
  const parts = [
    ...(gates.length === 0 ? [] : [md`${passed} of ${count(gates.length, 'gate')} passed.`]),
    ...(named.length === 0 ? [] : [md`Not passed: ${joined(named, ', ')}.`]),
    ...(left.length === 0 ? [] : [md`The run left behind: ${joined(left, ', ')}.`]),
  ];
  return parts.length === 0 ? null : md`*Evidence:* ${joined(parts, ' ')}`;
}
