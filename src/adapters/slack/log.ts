import { type Logger, LogLevel } from '@slack/web-api';

/** The slice of a structured logger (pino's shape) that this folder writes to. */
export type Log = {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
};

/**
 * Slack's own libraries log through this. Their debug and info lines hold whole requests and are dropped;
 * of a warning only the text is kept, never the objects beside it.
 */
export function loggerForSlack(log: Log, part: string): Logger {
  return {
    debug: ignore,
    info: ignore,
    warn: (...said: readonly unknown[]): void => log.warn({ part }, textOf(said)),
    error: (...said: readonly unknown[]): void => log.error({ part }, textOf(said)),
    setLevel: ignore,
    getLevel: (): LogLevel => LogLevel.WARN,
    setName: ignore,
  };
}

function ignore(): void {
  // What Slack's libraries say below a warning is of no use to an operator.
}

function textOf(said: readonly unknown[]): string {
  const words: string[] = [];
  for (const word of said) {
    if (typeof word === 'string') words.push(word);
    else if (word instanceof Error) words.push(word.message);
  }
  return words.join(' ');
}
