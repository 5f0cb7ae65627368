import { type Command, readArguments, withConfig } from './cli-arguments.ts';
import { checkConfig, checkReport, jsonSchema } from './config.ts';

/** The file decides the outcome: it is reviewed where no secret is, so a missing variable is told and is no failure. */
export const check: Command = {
  usage: 'gonogo check [--config <file>] [--schema]',
  does: 'Checks gonogo.yaml without starting anything: 0 when it is valid, 1 when not. --schema prints its JSON Schema.',
  async run(args, { env, readFile }) {
    const given = readArguments('check', args, { flags: ['schema'], texts: ['config'] });
    if (given.kind === 'wrong') return given.outcome;
    if (given.flags.has('schema')) return { code: 0, out: `${JSON.stringify(jsonSchema(), null, 2)}\n`, err: '' };
    const result = checkConfig(withConfig(env, given.texts), readFile);
    return { code: result.policy.kind === 'bad' ? 1 : 0, out: checkReport(result), err: '' };
  },
};
