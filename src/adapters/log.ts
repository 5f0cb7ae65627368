import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Names under which secrets travel. Whatever a line holds under one of them is not written. */
const secretNames = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'secret',
  'privateKey',
  'authorization',
  'password',
  'ticketKey',
];

/** Anything that looks like a credential is cut out of every line, wherever it stands in it. */
const secretShapes =
  /\b(?:xox[abeprs]-[\w-]{6,}|xapp-[\w-]{6,}|gh[opsu]_\w{16,}|github_pat_\w{16,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+)|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|(?<=:\/\/[^\s:@/]*:)[^\s@/]+(?=@)/g;

/** JSON lines on standard output; times in UTC. `level` is one of pino's. */
export function createLog(level: string, write: { write(line: string): void } = process.stdout): Log {
  const redacted = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redacted, censor: '[secret]' },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFacts },
    },
    { write: (line: string) => write.write(line.replace(secretShapes, '[secret]')) },
  );
}

/** Of an error its name, message and stack; never the request or the options that hang on it. */
function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return { type: error.name, message: error.message, stack: error.stack };
}
