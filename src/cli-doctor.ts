import { createGithubClients } from './adapters/github/clients.ts';
import { type Command, readArguments, withConfig } from './cli-arguments.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { lookAtLanes } from './cli-look-at-lanes.ts';
import { lookAtRedis } from './cli-look-at-redis.ts';
import { lookAtRepos } from './cli-look-at-repos.ts';
import { lookAtRights } from './cli-look-at-rights.ts';
import { lookAtSlack } from './cli-look-at-slack.ts';
import { type Config, loadConfig, sentenceOf } from './config.ts';
import { keyProblems } from './main-keys.ts';

/** Asks everything that Gonogo will need, and starts, posts and writes nothing. */
export const doctor: Command = {
  usage: 'gonogo doctor [--config <file>]',
  does: 'Asks Redis, Slack, GitHub and every lane whether Gonogo can work with them: 0 when it can, 1 when something is to be mended.',
  async run(args, { env, readFile }) {
    const given = readArguments('doctor', args, { flags: [], texts: ['config'] });
    if (given.kind === 'wrong') return given.outcome;
    const loaded = loadConfig(withConfig(env, given.texts), readFile);
    const warnings = loaded.warnings.map((warning) => note(sentenceOf(warning)));
    if (loaded.kind === 'bad') {
      const errors = loaded.errors.map((error) => mend(sentenceOf(error)));
      const rest = note('Redis, Slack, GitHub and the lanes are asked once these are mended.');
      return report([...errors, ...warnings, rest]);
    }
    const keys = keyProblems(loaded.config).map((sentence) => mend(sentence));
    return report([...aboutConfig(loaded.config), ...keys, ...warnings, ...(await lookAround(loaded.config))]);
  },
};

function aboutConfig({ file, lanes, notEvaluated }: Config): readonly Finding[] {
  const findings: Finding[] = [
    fine(`${file} is valid, with ${lanes.length === 1 ? '1 lane' : `${lanes.length} lanes`}.`),
  ];
  if (notEvaluated.length > 0) {
    findings.push(note(`Not evaluated by this version yet, and never counted as passed: ${notEvaluated.join('; ')}.`));
  }
  return findings;
}

async function lookAround(config: Config): Promise<readonly Finding[]> {
  const { reads } = createGithubClients({
    ...config.github,
    log: { debug: ignore, warn: ignore },
    onCall: ignore,
  });
  const repos = lookAtRepos(reads, config);
  const [redis, slack, github, rights, lanes] = await Promise.all([
    lookAtRedis(config),
    lookAtSlack(config),
    repos,
    repos.then((known) => lookAtRights(reads, config.lanes, known.visible)),
    repos.then((known) => lookAtLanes(reads, config.lanes, known.visible)),
  ]);
  return [...redis, ...slack, ...github.findings, ...rights, ...lanes];
}

function ignore(): void {}

/** The same sentence about several lanes is said once. */
function report(findings: readonly Finding[]): { readonly code: 0 | 1; readonly out: string; readonly err: string } {
  const lines = [...new Set(findings.map(({ mark, text }) => `${mark}  ${text.replaceAll('\n', '\n      ')}`))];
  const wrong = new Set(findings.filter(({ mark }) => mark === 'mend').map(({ text }) => text)).size;
  const count = wrong === 1 ? 'One thing has' : `${wrong} things have`;
  const end = wrong === 0 ? 'Everything that was asked is usable.' : `${count} to be mended.`;
  return { code: wrong === 0 ? 0 : 1, out: `${lines.join('\n')}\n\n${end}\n`, err: '' };
}
