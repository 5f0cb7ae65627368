import { shortSha } from '../domain/ids.ts';
import { type Mandate, type MandateTerms, type NoMandate } from '../domain/release/mandate.ts';
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

const reasons: Readonly<Record<NoMandate, string | null>> = {
  never: null,
  rollback: null,
  'not-asked': 'The request asks for no automatic rollback.',
  'no-target':
    'There is no version before it whose images are known by digest, so nothing could be put back automatically.',
  'not-watched': 'No trigger of this lane acts, so nothing could fire it.',
  migration: 'It brings a migration that is not proven to be reversible.',
};
