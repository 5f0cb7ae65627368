import { parseButtonValue } from '../cards/button-value.ts';
import { proposalOf, versionName } from '../cards/names.ts';
import { rollbackLoading } from '../cards/rollback-modal.ts';
import { sayingText } from '../cards/saying.ts';
import { chainOfRelease } from '../domain/ids.ts';
import { rollbackTargetOf } from '../domain/release/rollback-target.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowed, personOf } from './people.ts';
import { anyView } from './release-views.ts';
import { triedToRollBack } from './rollback-attempt.ts';
import { rollbackFormFor } from './rollback-form.ts';
import { formDidNotOpen, laneGone, unknownButton } from './sentences.ts';
import { submitClick } from './submit-click.ts';
import { noTargetOf } from './target-sentences.ts';

/** Roll back on a card: the form for the version that its release would go back to, also where it ended long ago. */
export async function openRollback(parts: HandlerParts, click: Click): Promise<Answer> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return says(unknownButton);
  const of = value.release;
  const chain = chainOfRelease(of);
  const policy = parts.policyOf(chain);
  if (policy === null) return says(laneGone(chain));

  const [person, view] = await Promise.all([personOf(parts, click.who, policy.people), anyView(parts, of)]);
  if (view === null) return says(sayingText({ kind: 'refused', refusal: { code: 'release_not_open' } }));
  if (notAllowed(person, 'release.rollback', policy.environment) !== null)
    return says(await submitClick(parts, click, chain, triedToRollBack(parts, policy, of)));
  const candidate = proposalOf(view.release)?.candidate ?? null;
  const target = candidate === null ? null : rollbackTargetOf(candidate);
  if (target === null) return says(noTargetOf(policy.service));

  const word = versionName(target.version, target.sha);
  const viewId = await parts.slack.openModal(
    click.triggerId,
    rollbackLoading(policy.service, policy.environment, word),
  );
  if (viewId === null) return says(formDidNotOpen);
  const ref = { kind: 'sha', sha: target.sha } as const;
  const asked = { policy, ref, word, of, reason: '', by: click.who.user };
  return goesOn(async () => parts.slack.updateModal(viewId, await rollbackFormFor(parts, asked)));
}
