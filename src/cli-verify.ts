import { type Command, readArguments, wrongUse } from './cli-arguments.ts';
import { verifyFile } from './cli-verify-file.ts';
import { verifyWholeLedger } from './cli-verify-ledger.ts';

/** Without a file it reads the ledger, with one it asks nobody. It writes nothing either way. */
export const verify: Command = {
  usage: 'gonogo verify [<bundle> [--key <public.pem>]] [--config <file>] [--prefix <prefix>]',
  does:
    'Walks the ledger in REDIS_URL and names its first bad event; with a bundle it checks that file instead, offline. ' +
    '0 when all is whole, 1 when something is wrong, 2 when nobody can tell.',
  async run(args, surroundings) {
    const given = readArguments('verify', args, { flags: [], texts: ['config', 'prefix', 'key'], words: 1 });
    if (given.kind === 'wrong') return given.outcome;
    const [file] = given.words;
    if (file !== undefined) return verifyFile(file, given.texts.get('key') ?? null, surroundings);
    if (given.texts.has('key'))
      return wrongUse('gonogo verify takes --key only with a bundle: gonogo verify <bundle> --key <public.pem>.');
    return await verifyWholeLedger(surroundings, given.texts);
  },
};
