import { type LaneCommand } from '../../src/domain/commands.ts';
import { type EnvironmentName, type GithubLogin, type RunId } from '../../src/domain/ids.ts';
import { type StrayRun } from '../../src/domain/lane/past-gonogo.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { newSha } from '../support/facts.ts';

/** Runs past Gonogo in the lives of a lane: three of them, which come, are listed again and end, in any order. */

/** What a look at the workflow's runs brings; now and then nothing. */
export function lookedThrough(now: Instant, variant: number): LaneCommand {
  const numbers = [0, 1, 2].filter((number) => (variant >> number) % 2 === 1);
  return { type: 'RecordRunsPastGonogo', runs: numbers.map((number) => stray(number, now)) };
}

/** Its end, whether or not anybody has heard of its beginning. */
export function overPast(variant: number, live: VersionSeen): LaneCommand {
  const isShown = variant % 4 > 0;
  return {
    type: 'RecordRunPastGonogoEnded',
    run: idOf(variant % 3),
    conclusion: isShown ? 'success' : null,
    live: isShown ? live : null,
  };
}

function stray(number: number, now: Instant): StrayRun {
  return {
    id: idOf(number),
    url: `https://github.com/acme/checkout/actions/runs/${idOf(number)}`,
    title: 'Deploy to production',
    sha: newSha,
    startedBy: 'gil' as GithubLogin,
    createdAt: number === 0 ? null : after(now, -number * minute),
    workflow: '.github/workflows/deploy.yml',
    byHandFor: null,
    environments: ['production'] as EnvironmentName[],
  };
}

function idOf(number: number): RunId {
  return `7700${number}` as RunId;
}
