import { healthy, seen, shaOf } from './facts.ts';
import { first, inPhase, next, type Scene, second, third } from './lane.ts';
import { type Asked, approve, given, propose, succeed, watchAll } from './lane-stages.ts';
import { ana } from './people.ts';
import { denyDaily, oneGo, type PolicyChange } from './policy.ts';

/** One go and one look, for tests in which several releases follow each other. */
export const quick: PolicyChange = { ...oneGo, watch: { minutes: 1 } };

/** A lane that is shut each day for some hours from the time that the cron expression names, in UTC. */
export function shut(cron: string, hours: number): PolicyChange {
  return { ...oneGo, windows: denyDaily(cron, hours, 'month end') };
}

export function advance(scene: Scene, id = first): ReturnType<Scene['fact']> {
  return scene.fact({ type: 'Advance', release: id });
}

/** Proposes and approves a release of another commit. */
export function queued(scene: Scene, id = next, asked: Asked = {}): void {
  const sha = shaOf(id === next ? '4' : '5');
  propose(scene, { ...asked, id, request: { ...asked.request, ref: { kind: 'sha', sha } }, candidate: { sha } });
  approve(scene, ana, id);
}

/** The first release runs; two others were approved behind it, a second apart. */
export function threeDeep(change: PolicyChange = oneGo): Scene {
  const scene = given('deploying/running', change);
  scene.wait(second);
  queued(scene, next);
  scene.wait(second);
  queued(scene, third);
  return scene;
}

/** A run in progress succeeds, and its watch with it. */
export function finish(scene: Scene, id = first, number = 1): void {
  const { sha } = inPhase(scene.release(id), 'deploying').proposal.candidate;
  succeed(scene, id, number);
  scene.fact({ type: 'RecordVersion', release: id, seen: seen(sha) });
  watchAll(scene, healthy, id);
}
