import { type Command, type Outcome, readArguments, type Surroundings } from './cli-arguments.ts';
import { sentenceOf } from './config.ts';
import { variablesOf } from './config-variables.ts';
import { readSigningKey, type SigningKey } from './evidence/bundle-keys.ts';

/** The public half goes to whoever checks bundles and tickets. The fingerprint goes to stderr, so that a file of it is a key. */
export const key: Command = {
  usage: 'gonogo key',
  does: 'Prints the public half of GONOGO_TICKET_KEY as PEM, and its fingerprint: give it to those who check bundles.',
  async run(args, surroundings) {
    const given = readArguments('key', args, { flags: [], texts: [] });
    if (given.kind === 'wrong') return given.outcome;
    const read = ticketKey(surroundings);
    if (read.kind !== 'key') return withoutKey(read);
    const { pem, id } = read.key.publicKey;
    return { code: 0, out: pem, err: `Its fingerprint is ${id}.\n` };
  },
};

export type TicketKey =
  | { readonly kind: 'key'; readonly key: SigningKey }
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** GONOGO_TICKET_KEY, or the file that GONOGO_TICKET_KEY_FILE names. */
export function ticketKey({ env, readFile }: Surroundings): TicketKey {
  const variables = variablesOf(env, readFile);
  const pem = variables.secret('GONOGO_TICKET_KEY')?.replaceAll('\\n', '\n') ?? null;
  const [error] = variables.errors();
  if (error !== undefined) return { kind: 'wrong', sentence: sentenceOf(error) };
  if (pem === null) return { kind: 'none' };
  const read = readSigningKey(pem);
  if (read.kind === 'key') return read;
  const problem =
    read.why === 'not-ed25519' ? 'is a key of another kind than Ed25519' : 'is no private key in PEM form';
  return { kind: 'wrong', sentence: `GONOGO_TICKET_KEY ${problem}. ${howToMakeOne}` };
}

const howToMakeOne =
  'Make one with: openssl genpkey -algorithm ed25519 -out ticket-key.pem, keep it secret, and let GONOGO_TICKET_KEY_FILE name that file.';

/** Nothing can be signed, or nothing shown. */
export function withoutKey(read: Exclude<TicketKey, { kind: 'key' }>): Outcome {
  const sentence =
    read.kind === 'wrong'
      ? read.sentence
      : `GONOGO_TICKET_KEY is not set, and it is what signs bundles. ${howToMakeOne}`;
  return { code: 2, out: '', err: `${sentence}\n` };
}
