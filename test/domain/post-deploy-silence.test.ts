import { describe, expect, test } from 'vitest';
import { silent, smoke, withManifest } from '../support/evidence.ts';
import { createScene, inPhase, minute, outcomeOf, type Scene, second } from '../support/lane.ts';
import { approveAll, propose, readEvidence, runSucceeds, start } from '../support/lane-stages.ts';
import { oneGo } from '../support/policy.ts';

/** A release with two images by digest, whose run has succeeded. */
function over(): Scene {
  const scene = createScene({ ...oneGo, watch: { minutes: 1 } });
  propose(scene, { candidate: withManifest() });
  approveAll(scene);
  start(scene);
  runSucceeds(scene);
  return scene;
}

describe('where the lane requires no evidence', () => {
  test.each(['infra', 'smoke', 'decision'] as const)(
    'what GitHub does not say of it is waited for all the same, for it may speak against the run: %s',
    (kind) => {
      const scene = over();
      expect(outcomeOf(readEvidence(scene, { [kind]: silent }))).toBe('nothing');
      expect(scene.phase()).toBe('deploying');
      readEvidence(scene, { smoke: smoke(['GET /healthz']) });

      expect(inPhase(scene.release(), 'deploying').condemned).toMatchObject({ code: 'smoke-failed' });
    },
  );

  test('GitHub’s silence is waited out for a minute, and no longer', () => {
    const scene = over();
    scene.wait(minute - second);
    expect(outcomeOf(readEvidence(scene, { decision: silent }))).toBe('nothing');
    scene.wait(second);
    readEvidence(scene, { decision: silent });

    expect(scene.phase()).toBe('watching');
  });

  test('what GitHub refuses to show is not waited for: asking again would change nothing', () => {
    const refused = { ...silent, code: 'refused', detail: 'HTTP 404' } as const;
    const scene = over();
    readEvidence(scene, { infra: refused, smoke: refused, decision: refused });

    expect(scene.phase()).toBe('watching');
  });
});
