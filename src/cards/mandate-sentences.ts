import { shortSha } from '../domain/ids.ts';
import { type Mandate, type MandateTerms, mandateFor, type NoMandate } from '../domain/release/mandate.ts';
import { type ReleaseView } from '../domain/views.ts';
import { proposalOf } from './names.ts';
import { count, type Markup, md } from './text.ts';

/** "one automatic rollback to v2.13.0 within 30 minutes", for the middle of a sentence. */
export function mandatePhrase({ to, version, minutes }: Pick<Mandate, 'to' | 'version' | 'minutes'>): string {
  return `one automatic rollback to ${version ?? shortSha(to)} within ${count(minutes, 'minute')}`;
}

/** What a go authorises besides the deployment, or why it authorises nothing more. */
export function mandateText(terms: MandateTerms): Markup | null {
  if (terms.kind === 'none') {
    const why = reasons[terms.why];
    return why === null ? null : md`*Mandate:* none. ${why}`;
  }
  const { mandate } = terms;
  return md`*Mandate:* a go also authorises ${mandatePhrase(mandate)}, should one of these fire: ${mandate.triggers.join(', ')}.`;
}

/** The same of a release as it stands, for whoever asks why: what was granted, or why nothing is put back by itself. */
export function mandateGiven({ release, policy }: ReleaseView): Markup | null {
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback') return null;
  const terms = mandateFor(policy, release.kind, release.request.mandate, proposal.candidate);
  const { mandate } = proposal.subject;
  switch (release.phase) {
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return mandateText(terms);
    case 'dispatching':
    case 'deploying':
    case 'watching':
      if (mandate === null) return terms.kind === 'none' ? mandateText(terms) : null;
      return md`*Mandate:* the go authorised ${mandatePhrase(mandate)} of its being live, should one of these fire: ${mandate.triggers.join(', ')}.`;
    case 'unverified':
      return mandate === null
        ? null
        : md`*Mandate:* it ended with the watch, in which no trigger fired. Nothing is rolled back by itself any more.`;
    case 'ended':
      return null;
  }
}

const reasons: Readonly<Record<NoMandate, string | null>> = {
  never: null,
  rollback: null,
  'not-asked': 'The request asks for no automatic rollback.',
  'no-target': 'There is no version to go back to, so nothing could be put back automatically.',
  'not-watched': 'No trigger of this lane acts, so nothing could fire it.',
  migration: 'It brings a migration that is not proven to be reversible.',
  'reversible-migration':
    'An automatic rollback is not possible here. It waits for a person: this brings a migration, and though that is proven to be reversible, what becomes of the schema has to be confirmed.',
  'config-differs':
    'An automatic rollback is not possible here. It waits for a person: the version before was built for another configuration, which has to be confirmed.',
};
