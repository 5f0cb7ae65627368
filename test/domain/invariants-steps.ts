import fc from 'fast-check';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type GithubLogin, type ReleaseId } from '../../src/domain/ids.ts';
import { findRelease } from '../../src/domain/lane/evolve.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type Deploying, type Watching } from '../../src/domain/release/release.ts';
import { rollbackWarnings } from '../../src/domain/release/terms.ts';
import { completed, healthy, releaseId, runOf, seen, shaOf } from '../support/facts.ts';
import { type Scene, second } from '../support/lane.ts';
import { agent, ana, ben, cara, dana, eli, system, unchecked, withStanding } from '../support/people.ts';
import { factOf, type Step, tries } from './invariants-facts.ts';
import { broughtBy, comeLate, waitsForMinutes } from './invariants-late.ts';
import { asEver, asked, isEmergency, kindOf, type Outside, pathOf, pick, runsOf } from './invariants-outside.ts';

/** Mostly no time at all; now and then enough for a call, a search, a wait or a vote to be over. */
const waits = [
  ...Array.from({ length: 24 }, () => 0),
  ...Array.from({ length: 6 }, () => second),
  ...Array.from({ length: 6 }, () => 61 * second),
  1,
  5 * second,
  16 * second,
  130 * second,
  130 * second,
  601 * second,
  1801 * second,
  5 * 3600 * second,
];

const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    what: fc.constantFrom(...tries),
    about: fc.constantFrom(1, 1, 1, 1, 2, 3, 3, 4, 4),
    who: fc.nat({ max: 99 }),
    variant: fc.nat({ max: 99 }),
    wait: fc.constantFrom(...waits),
  }),
  { minLength: 30, maxLength: 110 },
);

/** Asked for, voted, started, run and seen live, without a hitch: few lives would get to a watch by chance. */
const wayToAWatch: readonly Step[] = Array.from({ length: 10 }, () => ({
  what: 'natural',
  about: 1,
  who: 1,
  variant: 1,
  wait: second,
}));

export const anyLife: fc.Arbitrary<readonly Step[]> = fc.oneof(
  anySteps,
  anySteps.map((steps) => [...wayToAWatch, ...steps]),
);

const people: readonly Actor[] = [
  ana,
  ben,
  cara,
  dana,
  eli,
  withStanding(ana, 'guest'),
  unchecked(ben),
  { ...eli, roles: ['approver'], github: 'eli' as GithubLogin },
  agent('orchestrator'),
  system,
];

/** The step as a command by somebody; null where it makes no sense, as an answer to a call that nobody made. */
export function commandOf(scene: Scene, outside: Outside, step: Step): readonly [Actor, LaneCommand] | null {
  const release = idOf(scene, outside, step);
  const found = findRelease(scene.lane, release);
  const late = step.what === 'natural' && step.who % 3 === 0 ? waitsForMinutes(scene.lane) : null;
  if (late !== null) return [system, comeLate(late, step.variant)];
  if (step.what === 'natural') return natural(scene, outside, step, release);
  const who = pick(people, step.who, system);
  const shown =
    step.variant % 4 === 0 ? pick(outside.hashes, step.variant, '') : found === null ? '' : scene.shown(release);
  const spoken = spokenOf(step, release, shown);
  if (spoken !== null) return [who, spoken];
  const fact = factOf(scene, outside, step, release);
  return fact === null ? null : [system, fact];
}

/** The release that the step is about: a new one, when it asks for one and the last is over. Ids are never used again. */
function idOf(scene: Scene, outside: Outside, { about, what, variant }: Step): ReleaseId {
  const count = outside.asked[about] ?? 0;
  const current = releaseId(100 * about + count);
  const isOver = scene.lane.open[current] === undefined;
  const asksNext = isOver && (variant % 2 === 0 || findRelease(scene.lane, current) === null);
  const asks = what === 'request' || what === 'roll-back' || (what === 'natural' && asksNext);
  const id = asks && current in outside.refs ? releaseId(100 * about + count + 1) : current;
  if (id !== current) outside.asked[about] = count + 1;
  outside.refs[id] ??= asEver;
  return id;
}

function spokenOf({ what, about, variant }: Step, release: ReleaseId, shown: string): LaneCommand | null {
  switch (what) {
    case 'request':
      return asks(about, variant, release);
    case 'roll-back':
      return about === 4 ? asks(about, variant, release) : null;
    case 'verify':
      return {
        type: 'VerifyItem',
        release,
        item: 'monitoring.dashboards',
        sha: shaOf((3 * about).toString(16)),
        note: '',
      };
    case 'approve':
      return { type: 'Approve', release, shown };
    case 'reject':
      return { type: 'Reject', release, reason: 'not today' };
    case 'withdraw':
      return { type: 'Withdraw', release };
    case 'deploy':
      return { type: 'Deploy', release, shown };
    case 'stop':
      return { type: 'Stop', release, reason: 'wrong build' };
    case 'retry':
      return { type: 'Retry', release, shown };
    case 'adopt-run':
      return { type: 'AdoptRun', release, run: runOf(200 + about) };
    case 'not-started':
      return { type: 'ConfirmNotStarted', release };
    case 'extend':
      return { type: 'ExtendWatch', release };
    case 'accept':
      return { type: 'AcceptUnverified', release };
    case 'clear-hold':
      return { type: 'ClearHold' };
    case 'adopt-live':
      return { type: 'AdoptLive' };
    default:
      return null;
  }
}

/** A new release of its kind; a rollback by somebody who was warned of everything, or of nothing. */
function asks(about: number, variant: number, release: ReleaseId): LaneCommand {
  const kind = kindOf(about);
  const request = asked(about, variant);
  if (kind !== 'rollback') return { type: 'RequestRelease', kind, release, request, again: null };
  const warned = variant % 3 === 0 ? [] : rollbackWarnings;
  return { type: 'RollBack', release, target: shaOf('c'), of: null, reason: 'checkout fails', warned };
}

/** What would come next if all went well. */
function natural(scene: Scene, outside: Outside, step: Step, id: ReleaseId): readonly [Actor, LaneCommand] | null {
  const release = findRelease(scene.lane, id);
  function fact(what: Step['what'], variant = 0): readonly [Actor, LaneCommand] | null {
    const command = factOf(scene, outside, { ...step, what, variant, who: 0 }, id);
    return command === null ? null : [system, command];
  }
  if (release === null) {
    const isListed = kindOf(step.about) === 'rollback' || isEmergency(step.about, step.variant);
    return [isListed ? cara : dana, asks(step.about, step.variant, id)];
  }
  switch (release.phase) {
    case 'preparing':
      return fact('candidate');
    case 'awaiting-decision':
      return [
        release.proposal.votes.length === 0 ? ana : ben,
        { type: 'Approve', release: id, shown: scene.shown(id) },
      ];
    case 'scheduled':
      return release.waiting.for === 'hold' ? [cara, { type: 'ClearHold' }] : fact('advance');
    case 'unverified':
      if (step.variant % 4 === 0) return fact('advance');
      return [cara, { type: step.variant % 4 === 1 ? 'AcceptUnverified' : 'ExtendWatch', release: id }];
    case 'ready':
      if (scene.lane.hold !== null && release.kind !== 'rollback') return [cara, { type: 'ClearHold' }];
      return [cara, { type: 'Deploy', release: id, shown: scene.shown(id) }];
    case 'dispatching': {
      const { step: at } = release;
      if (at.at === 'rechecking') return fact('recheck');
      const index = outside.dispatches.indexOf(at.dispatch);
      if (at.at === 'intended') return fact('claim', index);
      if (at.at === 'calling') return fact('answer', index);
      return [
        system,
        {
          type: 'RecordRunsFound',
          release: id,
          dispatch: at.dispatch,
          runs: runsOf(outside, at.dispatch).slice(0, step.variant % 3),
        },
      ];
    }
    case 'deploying':
    case 'watching':
      return naturalRun(scene, release, step, fact);
    case 'ended':
      return [cara, { type: 'Retry', release: id, shown: scene.shown(id) }];
  }
}

type Fact = (what: Step['what'], variant?: number) => readonly [Actor, LaneCommand] | null;

/** From the run to the end of its watch. */
function naturalRun(
  scene: Scene,
  release: Deploying | Watching,
  step: Step,
  fact: Fact,
): readonly [Actor, LaneCommand] | null {
  if (release.phase === 'watching')
    return release.watch.stage === 'awaiting-version' ? fact('version') : [system, nextLook(scene, release, step)];
  if (release.ended?.conclusion === 'success' && release.condemned === null)
    return fact(step.variant % 5 === 0 ? 'advance' : 'post-deploy', step.variant % 2 === 0 ? 0 : step.variant);
  if (release.ended !== null) return fact('version', step.variant);
  return [
    system,
    {
      type: 'RecordRun',
      release: release.id,
      reading: completed(release.run, step.variant % 3 === 0 ? 'failure' : 'success', {
        workflowPath: pathOf(step.about),
        workflowBlob: release.proposal.subject.workflow.blobSha,
      }),
    },
  ];
}

/** Mostly on its time; now and then early, as a job that runs twice. */
function nextLook(scene: Scene, { id, watch, proposal }: Watching, { variant }: Step): LaneCommand {
  if (watch.stage === 'looking' && variant % 4 > 0 && watch.lookAt > scene.now) scene.waitUntil(watch.lookAt);
  return {
    type: 'RecordLook',
    telemetry: broughtBy(scene.now, variant),
    release: id,
    look: watch.stage === 'looking' ? watch.next : 1,
    reading: healthy,
    seen: seen(proposal.candidate.sha),
  };
}
