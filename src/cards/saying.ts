import { type Saying } from '../domain/effects.ts';
import { shortSha } from '../domain/ids.ts';
import { type Message } from './block-kit.ts';
import { message, section } from './blocks.ts';
import { refusalText } from './refusal-sentences.ts';
import { clause, code, count, type Markup, md } from './text.ts';

/** What only one person sees, after something that they pressed. */
export function sayingText(saying: Saying): Message {
  const { short, text } = wordsOf(saying);
  return message(short, [section(text)]);
}

type Words = { readonly short: string; readonly text: Markup };

function wordsOf(saying: Saying): Words {
  switch (saying.kind) {
    case 'refused':
      return { short: 'That was not done', text: refusalText(saying.refusal) };
    case 'rules-cannot-be-met':
      return {
        short: 'Your request cannot be approved as it is',
        text: md`Your request ${code(saying.release)} is posted, but nobody can approve it as it is: ${count(saying.needed, 'go vote')} with the role ${code(saying.role)} ${saying.needed === 1 ? 'is' : 'are'} needed, and ${saying.possible === 0 ? 'nobody' : `only ${saying.possible}`} may give one. Somebody else can request it, or ${code('gonogo.yaml')} can give the role to more people.`,
      };
    case 'adoption-failed':
      return {
        short: 'What is live could not be recorded',
        text: md`What is live could not be recorded: ${clause(saying.reason)}. Nothing has changed. Try again when the version endpoint answers.`,
      };
    case 'adopted':
      return {
        short: 'What is live is recorded',
        text: md`${code(shortSha(saying.sha))} is recorded as live. Changes are counted from it from now on.`,
      };
  }
}
