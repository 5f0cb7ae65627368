import { stdin } from 'node:process';
import { text } from 'node:stream/consumers';
import { type Command, type Outcome, readArguments, type Surroundings, withConfig, wrongUse } from './cli-arguments.ts';
import { drawChart } from './cli-backtest-chart.ts';
import { readInstant } from './cli-backtest-instant.ts';
import { type Backtested, backtest as backtestOne } from './cli-backtest-judge.ts';
import { readReadings } from './cli-backtest-readings.ts';
import { asJson, asTable } from './cli-backtest-report.ts';
import { configPath, sentenceOf } from './config.ts';
import { loadPolicy } from './config-policy.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { suggest } from './domain/suggest.ts';
import { type Instant } from './domain/time.ts';
import { usualDistance } from './domain/watch/baseline.ts';

/** Judges recorded readings by the rules of one lane, with the very code that watches. Reads, and writes nothing. */
export const backtest: Command = {
  usage:
    'gonogo backtest --config <file> --service <id> --environment <name> --deployed-at <time> [--minutes <n>] [--json] [--png <file>] < readings.jsonl',
  does: 'Says what the watch would have concluded: 0 whatever the verdict, 2 for input that cannot be read. --deployed-at may be given many times.',
  async run(args, surroundings) {
    const { times, rest } = withoutTimes(args);
    const given = readArguments('backtest', rest, {
      flags: ['json'],
      texts: ['config', 'service', 'environment', 'minutes', 'deployed-at', 'png'],
    });
    if (given.kind === 'wrong') return given.outcome;
    const deployments = instantsOf(times);
    if ('problem' in deployments) return wrongUse(deployments.problem);
    const minutes = minutesOf(given.texts.get('minutes'));
    if (minutes === 'wrong') return wrongUse('gonogo backtest takes for --minutes a whole number from 1 to 1440.');
    const lane = laneOf(given.texts, surroundings);
    if ('problem' in lane) return wrongUse(lane.problem);
    const png = given.texts.get('png') ?? null;
    if (png !== null && deployments.length > 1)
      return wrongUse('gonogo backtest draws one deployment with --png, so give it one --deployed-at.');
    if (stdin.isTTY) return wrongUse('gonogo backtest reads readings from its input: … < readings.jsonl.');
    return judged(await text(stdin), lane.policy, { deployments, minutes, isJson: given.flags.has('json'), png });
  },
};

type Asked = {
  readonly deployments: readonly Instant[];
  readonly minutes: number | null;
  readonly isJson: boolean;
  /** The file for a chart of the one deployment. */
  readonly png: string | null;
};

async function judged(
  input: string,
  policy: LanePolicy,
  { deployments, minutes, isJson, png }: Asked,
): Promise<Outcome> {
  const { watch } = policy;
  if (watch === null)
    return wrongUse(`${policy.service} has no watch in ${policy.environment}, so there are no rules to judge by.`);
  const read = readReadings(input);
  if (read.kind === 'bad') return wrongUse(`The readings cannot be used. ${read.problem}`);
  const everyMs = Math.max(1000, usualDistance(read.readings) ?? watch.everyMs);
  const results: readonly Backtested[] = deployments.map((deployedAt) =>
    backtestOne(read.readings, { ...watch, minutes: minutes ?? watch.minutes }, { deployedAt, everyMs }),
  );
  const out = results.map(isJson ? asJson : asTable).join('');
  const [only] = results;
  const err = read.note === null ? '' : `Note: ${read.note}\n`;
  if (png === null || only === undefined) return { code: 0, out, err };
  const chart = await drawChart(png, only, read.readings, policy);
  if (chart.kind === 'failed') return { code: 2, out, err: `${err}The chart could not be written: ${chart.problem}\n` };
  return { code: 0, out: isJson ? out : `${out}  The chart in ${png}: ${chart.caption}\n`, err };
}

/** Takes every `--deployed-at` out of the arguments; one without a value stays, and is complained about with the rest. */
function withoutTimes(args: readonly string[]): {
  readonly times: readonly string[];
  readonly rest: readonly string[];
} {
  const option = '--deployed-at';
  const times: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const next = args[index + 1];
    if (arg === option && next !== undefined && !next.startsWith('--')) {
      times.push(next);
      index += 1;
    } else if (arg.startsWith(`${option}=`)) times.push(arg.slice(option.length + 1));
    else rest.push(arg);
  }
  return { times, rest };
}

type Problem = { readonly problem: string };

function instantsOf(times: readonly string[]): readonly Instant[] | Problem {
  if (times.length === 0)
    return { problem: 'gonogo backtest needs to know --deployed-at, such as 2026-11-20T14:00:00Z.' };
  const instants: Instant[] = [];
  for (const time of times) {
    const instant = readInstant(time);
    if (instant === null) {
      return {
        problem: `--deployed-at "${time.slice(0, 60)}" is no instant. Write it in UTC, as 2026-11-20T14:00:00Z.`,
      };
    }
    instants.push(instant);
  }
  return instants;
}

function minutesOf(given: string | undefined): number | null | 'wrong' {
  if (given === undefined) return null;
  const minutes = Number(given);
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440 ? minutes : 'wrong';
}

function laneOf(
  texts: ReadonlyMap<string, string>,
  { env, readFile }: Surroundings,
): { readonly policy: LanePolicy } | Problem {
  const service = texts.get('service');
  const environment = texts.get('environment');
  if (service === undefined) return { problem: 'gonogo backtest needs to know --service.' };
  if (environment === undefined) return { problem: 'gonogo backtest needs to know --environment.' };
  const loaded = loadPolicy(configPath(withConfig(env, texts)), readFile);
  if (loaded.kind === 'bad') {
    const [first] = loaded.errors;
    const said = first === undefined ? 'It is not valid.' : sentenceOf(first);
    return { problem: `${said} gonogo check says everything that is wrong.` };
  }
  const ofService = loaded.lanes.filter((lane) => lane.service === service);
  if (ofService.length === 0) {
    const known = [...new Set(loaded.lanes.map((lane) => lane.service))];
    return { problem: `${loaded.file} has no service "${service.slice(0, 60)}".${hint(service, known)}` };
  }
  const policy = ofService.find((lane) => lane.environment === environment);
  if (policy !== undefined) return { policy };
  const known = ofService.map((lane) => lane.environment);
  return { problem: `${service} has no lane for "${environment.slice(0, 60)}".${hint(environment, known)}` };
}

function hint(given: string, known: readonly string[]): string {
  const meant = suggest(given, known);
  return meant === null ? ` It has ${known.join(', ')}.` : ` Did you mean ${meant}?`;
}
