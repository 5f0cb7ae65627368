import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf } from '../../src/config.ts';
import { loadPolicy, type PolicyResult } from '../../src/config-policy.ts';

/** The example that every version has to accept, as it was agreed. */
export const example = readFileSync(join(import.meta.dirname, 'example.yaml'), 'utf8');

/** A file with every key that there is. */
export const everyKey = readFileSync(join(import.meta.dirname, 'every-key.yaml'), 'utf8');

export function loadText(text: string): PolicyResult {
  return loadPolicy('gonogo.yaml', () => text);
}

/** What is wrong with a text, as people are told it; empty when nothing is. */
export function errorsOf(text: string): readonly string[] {
  const result = loadText(text);
  return result.kind === 'bad' ? result.errors.map(sentenceOf) : [];
}

export function warningsOf(text: string): readonly string[] {
  return loadText(text).warnings.map(sentenceOf);
}

/** The example with one passage exchanged. Throws when the passage is not there, so that no test passes by accident. */
export function exampleWith(passage: string, instead: string): string {
  if (!example.includes(passage)) throw new Error(`The example does not contain: ${passage}`);
  return example.replace(passage, () => instead);
}
