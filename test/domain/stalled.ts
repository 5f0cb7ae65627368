import { type Decision } from '../../src/domain/decision.ts';
import { type Alert } from '../../src/domain/effects.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { dispatchId } from '../support/facts.ts';
import { effectsOf, type Scene, third } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { askBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { claim, given } from '../support/lane-stages.ts';

/** Rollbacks that do not get on, and what people are told of them. */

export function toldBy(decision: Decision): Extract<Alert, { kind: 'rollback-stalled' }> | undefined {
  const alerts = effectsOf(decision).flatMap((effect) => (effect.type === 'Alert' ? [effect.alert] : []));
  return alerts.find((alert) => alert.kind === 'rollback-stalled');
}

/** What people are told after so long. */
export function after(scene: Scene, milliseconds: number, id: ReleaseId = third): ReturnType<typeof toldBy> {
  scene.wait(milliseconds);
  return toldBy(advance(scene, id));
}

export function asked(): Scene {
  const scene = given('succeeded');
  askBack(scene);
  return scene;
}

export function checking(): Scene {
  const scene = given('succeeded');
  rollBack(scene);
  return scene;
}

export function called(): Scene {
  const scene = checking();
  recheckBack(scene);
  claim(scene, third, dispatchId(7));
  return scene;
}
