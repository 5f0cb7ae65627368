import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type Alert } from '../../src/domain/effects.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { dueIn } from '../../src/domain/schedule.ts';
import { silent, withManifest } from '../support/evidence.ts';
import { dispatchId, noEvidence, oldSha, runOf } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, hour, minute, type Scene, second, third, typesOf } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { askBack, readBack, recheckBack, rollBack, undoesOne } from '../support/lane-rollback.ts';
import { answer, claim, given } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { automatic, breach, watched } from './measured.ts';

/** Something that the person was not warned about. */
const migrated = {
  ...undoesOne,
  migrations: { kind: 'known', value: { files: ['1.sql'], count: 1, reversible: 'all' } },
} as const;

const unread: CandidateEvidence = { ...noEvidence, manifest: silent };

function toldBy(decision: Decision): Extract<Alert, { kind: 'rollback-stalled' }> | undefined {
  const alerts = effectsOf(decision).flatMap((effect) => (effect.type === 'Alert' ? [effect.alert] : []));
  return alerts.find((alert) => alert.kind === 'rollback-stalled');
}

/** What people are told after so long. */
function after(scene: Scene, milliseconds: number, id: ReleaseId = third): ReturnType<typeof toldBy> {
  scene.wait(milliseconds);
  return toldBy(advance(scene, id));
}

function asked(): Scene {
  const scene = given('succeeded');
  askBack(scene);
  return scene;
}

function checking(): Scene {
  const scene = given('succeeded');
  rollBack(scene);
  return scene;
}

function called(): Scene {
  const scene = checking();
  recheckBack(scene);
  claim(scene, third, dispatchId(7));
  return scene;
}

describe('a rollback that has not started after two minutes', () => {
  test('is told to all deployers, not a second earlier', () => {
    const scene = asked();

    expect(after(scene, 2 * minute - second)).toBeUndefined();
    expect(after(scene, second)).toMatchObject({ ask: [ana.slack, ben.slack, cara.slack] });
  });

  test('is told with what it waits for: what it goes back to has not been read', () => {
    expect(after(asked(), 2 * minute)).toMatchObject({ because: { code: 'not-read', problem: null } });
  });

  test('is told with what it waits for: what it goes back to cannot be read', () => {
    const scene = asked();
    readBack(scene, { candidate: { evidence: unread } });

    expect(after(scene, 2 * minute)).toMatchObject({
      because: { code: 'not-read', problem: expect.stringContaining('HTTP 502') },
    });
  });

  test('is told with what it waits for: the end of what it has cancelled', () => {
    const scene = given('deploying/running');
    rollBack(scene);

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'behind', release: first } });
  });

  test('is told with what it waits for: GitHub, at its last check', () => {
    const scene = checking();
    scene.fact({ type: 'RecordGatherFailure', release: third, reason: 'HTTP 503', final: 'passing' });

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'rechecking', said: 'HTTP 503' } });
  });

  test('is told with what it waits for: a last check that does not end', () => {
    expect(after(checking(), 2 * minute)).toMatchObject({ because: { code: 'rechecking', said: null } });
  });

  test('is told with what it waits for: nobody knows what became of the call', () => {
    const scene = called();
    scene.fact({
      type: 'RecordDispatchAnswer',
      release: third,
      dispatch: dispatchId(7),
      answer: { kind: 'ambiguous', reason: 'HTTP 502' },
    });

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'calling' } });
  });

  test('is told with what somebody would start by hand, as far as that is known, and with the id that it requires', () => {
    const inputs = { release_sha: oldSha, gonogo_request_id: 'by-hand' };
    const bare = { repo: 'acme/checkout', workflow: 'replay.yml', ref: 'main', inputs };

    expect(after(asked(), 2 * minute)?.byHand).toEqual(bare);
    expect(after(checking(), 2 * minute)?.byHand).toEqual({
      ...bare,
      inputs: { ...inputs, release_manifest: expect.stringContaining('@sha256:') },
    });
  });

  test('is told by the names that the lane’s workflow gives to its inputs', () => {
    const scene = given('succeeded', { inputs: { release_sha: 'commit', gonogo_request_id: 'ticket' } });
    askBack(scene);

    expect(after(scene, 2 * minute)?.byHand.inputs).toEqual({ commit: oldSha, ticket: 'by-hand' });
  });

  test('is told again every hour, as an alert of its own, and goes on trying all the same', () => {
    const scene = given('deploying/running');
    rollBack(scene);
    const ids: unknown[] = [];
    for (let minutes = 1; minutes <= 125; minutes += 1) {
      scene.wait(minute);
      const decision = advance(scene, third);
      ids.push(...effectsOf(decision).flatMap((effect) => (effect.type === 'Alert' ? [effect.id] : [])));
    }

    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
    expect(scene.phase(third)).toBe('scheduled');
  });

  test('starts as it would have when what it waited for is there', () => {
    const scene = checking();
    expect(after(scene, 2 * minute)).toBeDefined();

    expect(effectTypesOf(recheckBack(scene))).toContain('StartRun');
  });

  test('that nobody could read for an hour ends, however often that was told', () => {
    const scene = asked();
    after(scene, 2 * minute);
    scene.wait(hour);
    advance(scene, third);
    advance(scene, third);

    expect(scene.phase(third)).toBe('expired');
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

describe('nobody is told', () => {
  test('of a rollback whose run is known', () => {
    const scene = called();
    answer(scene, runOf(7), third, dispatchId(7));

    expect(after(scene, 10 * minute)).toBeUndefined();
  });

  test('of one that is over', () => {
    const scene = asked();
    scene.when(ben, { type: 'Withdraw', release: third });
    scene.wait(10 * minute);

    expect(toldBy(advance(scene, third))).toBeUndefined();
  });

  test.each(['preparing', 'scheduled', 'dispatching/rechecking', 'dispatching/searching'] as const)(
    'of a deployment that has not started, which may wait: %s',
    (stage) => {
      expect(after(given(stage), 2 * minute, first)).toBeUndefined();
    },
  );
});

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

test('the alarm is due by itself, once, while there is something to tell', () => {
  const scene = given('deploying/running');
  rollBack(scene);
  const at = inMinutes(scene, 2);
  expect(dueOf(scene)).toContain(at);
  scene.wait(2 * minute);
  expect(typesOf(advance(scene, third))).toEqual(['RollbackStalled']);

  expect(dueOf(scene)).not.toContain(at);
  expect(dueOf(scene)).toContain(inMinutes(scene, 60));
});

function dueOf(scene: Scene): readonly string[] {
  return dueIn(scene.lane).flatMap(({ work, at }) => ('release' in work && work.release === third ? [at] : []));
}

function inMinutes(scene: Scene, minutes: number): string {
  return new Date(Date.parse(scene.now) + minutes * minute).toISOString();
}
