import { looksSecret, quoted } from './domain/policy/quoted.ts';

/** One thing about the configuration that somebody has to mend, or should know. */
export type ConfigProblem = {
  /** The path of the file, or `environment`. */
  readonly file: string;
  /** Both count from 1; null where there is no place to point at. */
  readonly line: number | null;
  readonly column: number | null;
  /** `services[0].lanes[0].watch.every`, or the name of a variable; empty for the file as a whole. */
  readonly key: string;
  /** Completes a sentence that begins with the key. */
  readonly problem: string;
  /** A sentence: what to do. */
  readonly fix: string;
};

/** Keys and indexes from the top, as people read them. */
export function keyText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = /^[A-Za-z0-9_-]{1,60}$/.test(part) && !looksSecret(part) ? part : quoted(part);
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** The problem in one line: `gonogo.yaml:31:18: services[0].id cannot be "A b". Use …` */
export function sentenceOf({ file, line, column, key, problem, fix }: ConfigProblem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  const subject = key === '' ? 'The file' : key;
  return `${place}: ${subject} ${problem}. ${fix}`;
}
