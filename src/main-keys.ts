import { createPrivateKey } from 'node:crypto';
import { type Config } from './config.ts';
import { readSigningKey } from './evidence/bundle-keys.ts';

/**
 * What is wrong with the private keys of the environment beyond their form, in sentences with the fix. A key that
 * nothing can be signed with is noticed at the start, and not when the first thing has to be signed.
 */
export function keyProblems({ ticketKey, github }: Pick<Config, 'ticketKey' | 'github'>): readonly string[] {
  return [...aboutTicketKey(ticketKey), ...aboutAppKey(github.auth)];
}

function aboutTicketKey(pem: string | null): readonly string[] {
  if (pem === null) return [];
  const read = readSigningKey(pem);
  if (read.kind === 'key') return [];
  const what = read.why === 'not-ed25519' ? 'is a key of another kind than Ed25519' : 'holds no key that can be read';
  return [`GONOGO_TICKET_KEY ${what}. Make one with: openssl genpkey -algorithm ed25519 -out ticket-key.pem`];
}

/** GitHub gives its Apps RSA keys. */
function aboutAppKey(auth: Config['github']['auth']): readonly string[] {
  if (auth.kind !== 'app' || isRsa(auth.privateKey)) return [];
  return [
    'GITHUB_APP_PRIVATE_KEY holds no RSA key that can be read. Generate a private key on the page of the GitHub App, and give the whole file.',
  ];
}

function isRsa(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
