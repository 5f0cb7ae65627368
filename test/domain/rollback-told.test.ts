import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { withManifest } from '../support/evidence.ts';
import { dispatchId, oldSha, runOf } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, hour, minute, type Scene, second, third, typesOf } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { readBack, recheckBack, rollBack, undoesOne } from '../support/lane-rollback.ts';
import { answer, given } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { automatic, breach, watched } from './measured.ts';
import { after, asked, called, toldBy } from './stalled.ts';

/** Something that the person was not warned about. */
const migrated = {
  ...undoesOne,
  migrations: { kind: 'known', value: { files: ['1.sql'], count: 1, reversible: 'all' } },
} as const;

describe('a rollback that waits for a press', () => {
  /** The call is answered with a refusal. */
  function refusedBy(scene: Scene, said = 'HTTP 403: no permission'): Decision {
    const reply = { kind: 'refused', message: said } as const;
    return scene.fact({ type: 'RecordDispatchAnswer', release: third, dispatch: dispatchId(7), answer: reply });
  }

  test('because GitHub refused it is an alarm at once, with the command and what GitHub said', () => {
    const decision = refusedBy(called());

    expect(typesOf(decision)).toEqual(['ReleaseReadied', 'RollbackStalled']);
    expect(toldBy(decision)).toMatchObject({
      because: { code: 'refused', said: 'HTTP 403: no permission' },
      byHand: { workflow: 'replay.yml', inputs: { release_sha: oldSha } },
      ask: [ana.slack, ben.slack, cara.slack],
    });
  });

  test('is told again every hour until its time is over, and then its incident hears that it failed', () => {
    const scene = called();
    refusedBy(scene);
    expect(after(scene, hour - second)).toBeUndefined();
    expect(after(scene, second)).toMatchObject({ because: { code: 'refused' } });
    scene.wait(3 * hour);
    const end = advance(scene, third);

    expect(scene.phase(third)).toBe('expired');
    expect(effectsOf(end)).toContainEqual(
      expect.objectContaining({
        type: 'TellIncident',
        report: { kind: 'rollback-failed', cause: { code: 'expired' } },
      }),
    );
  });

  test('for a second confirm leaves the person who asked just now two minutes to answer', () => {
    const scene = given('succeeded');
    expect(toldBy(rollBack(scene, { warned: [] }))).toBeUndefined();
    expect(scene.phase(third)).toBe('ready');

    expect(after(scene, 2 * minute - second)).toBeUndefined();
    expect(after(scene, second)).toMatchObject({ because: { code: 'waits-for-confirm', because: 'rollback-changed' } });
  });

  test('for a second confirm, long after anybody pressed, is an alarm at once', () => {
    const scene = asked();
    scene.wait(3 * minute);
    advance(scene, third);

    expect(toldBy(readBack(scene, { candidate: { undoes: migrated } }))).toMatchObject({
      because: { code: 'waits-for-confirm' },
    });
  });

  test('and that nobody asked for is an alarm at once: its go was the mandate', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);

    expect(toldBy(readBack(scene, { id, candidate: withManifest({ version: 'v2.13.0' }, 'e') }))).toMatchObject({
      because: { code: 'waits-for-confirm' },
    });
  });

  test('again because a person said that none started is none: that person looks at it', () => {
    const scene = called();
    scene.fact({
      type: 'RecordDispatchAnswer',
      release: third,
      dispatch: dispatchId(7),
      answer: { kind: 'accepted' },
    });
    scene.wait(121 * second);
    scene.fact({ type: 'RecordRunsFound', release: third, dispatch: dispatchId(7), runs: [] });

    expect(toldBy(scene.when(cara, { type: 'ConfirmNotStarted', release: third }))).toBeUndefined();
    expect(scene.phase(third)).toBe('ready');
  });

  test('is none where it is a deployment: it may wait', () => {
    const decision = given('dispatching/calling').fact({
      type: 'RecordDispatchAnswer',
      release: first,
      dispatch: dispatchId(1),
      answer: { kind: 'refused', message: 'HTTP 403' },
    });

    expect(typesOf(decision)).toEqual(['ReleaseReadied']);
    expect(effectTypesOf(decision)).not.toContain('Alert');
  });
});

describe('a rollback of which GitHub does not say whether it goes on', () => {
  /** Nobody knows what became of the call, and GitHub was searched for two minutes. */
  function searched(): readonly [Scene, Decision] {
    const scene = called();
    const reply = { kind: 'ambiguous', reason: 'HTTP 502' } as const;
    scene.fact({ type: 'RecordDispatchAnswer', release: third, dispatch: dispatchId(7), answer: reply });
    scene.wait(121 * second);
    return [scene, scene.fact({ type: 'RecordRunsFound', release: third, dispatch: dispatchId(7), runs: [] })];
  }

  test('because no run was found is not sent again by itself, but told with the command to do it by hand', () => {
    const [scene, decision] = searched();

    expect(toldBy(decision)).toMatchObject({
      because: { code: 'not-found', dispatch: dispatchId(7), searched: 'yes' },
      byHand: { workflow: 'replay.yml', inputs: { gonogo_request_id: 'by-hand' } },
    });
    expect(scene.effects.filter((effect) => effect.type === 'StartRun' && effect.release === third)).toHaveLength(1);
  });

  test('is told so again every hour', () => {
    const [scene] = searched();

    expect(after(scene, hour)).toMatchObject({ because: { code: 'not-found' } });
    expect(after(scene, hour)).toMatchObject({ because: { code: 'not-found' } });
  });

  test('is sent once more, under a new id, when a person has said that none started and presses Roll back', () => {
    const [scene] = searched();
    scene.when(cara, { type: 'ConfirmNotStarted', release: third });
    scene.when(cara, { type: 'Deploy', release: third, shown: scene.shown(third) });
    recheckBack(scene, {}, third, 8);

    const sent = scene.effects.flatMap((effect) =>
      effect.type === 'StartRun' && effect.release === third ? [effect.dispatch] : [],
    );
    expect(sent).toEqual([dispatchId(7), dispatchId(8)]);
  });

  test('goes on with the run that a person has started by hand and linked', () => {
    const [scene] = searched();
    scene.when(cara, { type: 'AdoptRun', release: third, run: runOf(9) });

    expect(scene.phase(third)).toBe('deploying');
  });

  test('because its run cannot be read is told after two minutes, with the command, and every hour', () => {
    const scene = called();
    answer(scene, runOf(7), third, dispatchId(7));
    scene.fact({ type: 'RecordRunUnreadable', release: third, run: runOf(7).id, reason: 'HTTP 503' });
    expect(after(scene, 2 * minute - second)).toBeUndefined();

    expect(after(scene, second)).toMatchObject({
      because: { code: 'unreadable', run: runOf(7), said: 'HTTP 503' },
      byHand: { workflow: 'replay.yml' },
    });
    expect(after(scene, hour)).toMatchObject({ because: { code: 'unreadable' } });
  });

  test('is a deployment’s matter after five minutes, and then without a command', () => {
    const scene = given('deploying/running');
    scene.fact({ type: 'RecordRunUnreadable', release: first, run: runOf(1).id, reason: 'HTTP 503' });
    expect(effectTypesOf(advance(scene))).toEqual([]);
    scene.wait(5 * minute);

    const alerts = effectsOf(advance(scene)).flatMap((effect) => (effect.type === 'Alert' ? [effect.alert.kind] : []));
    expect(alerts).toEqual(['run-unreadable']);
  });
});
