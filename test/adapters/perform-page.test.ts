import { describe, expect, test } from 'vitest';
import { type PagerEvent, type PerformParts } from '../../src/adapters/perform-parts.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { type LadderStep } from '../../src/domain/incident/ladder.ts';
import { alarm, breached } from '../domain/incident/alarms.ts';
import { createIncidentScene, does, incident } from '../domain/incident/scene.ts';
import { ben } from '../support/people.ts';
import { performed } from './perform-bench.ts';
import { declared } from './perform-incident-bench.ts';

const step: LadderStep = { does: 'page', severity: 'P1', round: 1, level: 1, at: createIncidentScene().now };
const page: Effect = { type: 'PagePerson', incident, page: `r1.1.P1.1.${ben.slack}`, user: ben.slack, step };
const out: Effect = { type: 'PageOut', incident, page: 'r1.1.P1.1.out', step };

describe('a page', () => {
  test('is claimed first and then sent to the person', async () => {
    const order: string[] = [];
    const { parts } = declared({
      slack: {
        async page({ user, key }) {
          order.push(`${user} ${key}`);
          return { kind: 'said' };
        },
      },
    });
    const watched: PerformParts = {
      ...parts,
      async submitIncident(command, claim) {
        order.push(command.type);
        return await parts.submitIncident(command, claim);
      },
    };

    expect(await performed(watched, page)).toEqual({ kind: 'done' });
    expect(order).toEqual(['ClaimPage', `${ben.slack} page-${incident}-r1.1.P1.1.${ben.slack}`]);
  });

  test.each([page, out])(
    'is not sent once somebody has acknowledged, however long it waited ($type)',
    async (effect) => {
      const sent: string[] = [];
      const { scene, parts } = declared({
        slack: {
          async page({ user }) {
            sent.push(user);
            return { kind: 'later', afterMs: 30_000, reason: 'Slack is away' };
          },
        },
      });
      const { pager, heard } = pagerThat(takesNoTrigger);
      await performed({ ...parts, pager }, effect);
      expect([...sent, ...heard]).toHaveLength(1);
      scene.when(ben, does.acknowledge());

      expect(await performed({ ...parts, pager }, effect, 1)).toEqual({ kind: 'done' });
      expect([...sent, ...heard.filter(({ action }) => action === 'trigger')]).toHaveLength(1);
    },
  );

  test('that cannot reach somebody is told to operators, with what they can do', async () => {
    const { parts, troubles } = declared({ slack: { page: async () => ({ kind: 'lost', reason: 'user_disabled' }) } });

    expect(await performed(parts, page)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([expect.stringMatching(/could not page <@U0BEN>.*\(user_disabled\).*Tell them yourself/)]);
  });

  test('goes out by webhook as a trigger that names the incident', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat();
    await performed({ ...parts, pager }, out);
    scene.when(ben, does.acknowledge());
    await performed({ ...parts, pager }, { type: 'SettlePager', incident, id: 'r1-acknowledge', as: 'acknowledge' });

    expect(heard).toMatchObject([
      { action: 'trigger', key: incident, severity: 'critical', source: 'checkout production', at: step.at },
      { action: 'acknowledge', key: incident },
    ]);
  });

  test('by webhook that arrives after the acknowledgement is followed by the acknowledgement', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat(({ action }) => {
      if (action === 'trigger') scene.when(ben, does.acknowledge());
      return { kind: 'accepted' };
    });

    await performed({ ...parts, pager }, out);
    expect(heard.map(({ action }) => action)).toEqual(['trigger', 'acknowledge']);
  });

  test('by webhook whose fate is not known is followed by the acknowledgement that came meanwhile', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat(takesNoTrigger);

    await performed({ ...parts, pager }, out);
    scene.when(ben, does.acknowledge());
    await performed({ ...parts, pager }, out, 1);
    expect(heard.map(({ action }) => action)).toEqual(['trigger', 'acknowledge']);
  });

  test('of an incident that was opened again is not silenced by the acknowledgement from before', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat();
    scene.when(ben, does.acknowledge());
    scene.when(ben, does.resolve('rolled back'));
    scene.fact(alarm(breached('health')));

    expect(scene.incident.phase).toBe('open');
    const late: Effect = { type: 'SettlePager', incident, id: 'r1-acknowledge', as: 'acknowledge' };
    expect(await performed({ ...parts, pager }, late, 7)).toEqual({ kind: 'done' });
    expect(heard).toEqual([]);
  });

  test('of what got worse closes what was acknowledged there, so that it rings again, under the same key', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat();
    scene.when(ben, does.change('P3'));
    scene.when(ben, does.acknowledge());
    scene.fact(alarm(breached('health')));
    await performed({ ...parts, pager }, pageOutOf(1));
    await performed({ ...parts, pager }, pageOutOf(2));

    expect(heard).toMatchObject([
      { action: 'resolve', key: incident },
      { action: 'trigger', key: incident, severity: 'critical' },
      { action: 'trigger', key: incident },
    ]);
  });

  test('of what got worse is not sent before what was acknowledged there is closed', async () => {
    const { scene, parts } = declared();
    const { pager, heard } = pagerThat(() => ({ kind: 'later', afterMs: 1, reason: 'HTTP 503', keyRefused: 0 }));
    scene.when(ben, does.change('P3'));
    scene.when(ben, does.acknowledge());
    scene.fact(alarm(breached('health')));

    expect(await performed({ ...parts, pager }, pageOutOf(1))).toMatchObject({ kind: 'later' });
    expect(heard).toMatchObject([{ action: 'resolve' }]);
  });

  test('that the paging service refuses for good is told to operators and not repeated', async () => {
    const { parts, troubles } = declared();
    const reason = 'the paging service answered 400 (invalid routing key)';
    const { pager } = pagerThat(() => ({ kind: 'lost', reason }));

    expect(await performed({ ...parts, pager }, out)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([
      expect.stringMatching(/answered 400 \(invalid routing key\).*paged in Slack all the same/),
    ]);
  });

  test('whose key is refused goes on being sent, and operators are told from the third refusal in a row on', async () => {
    const { parts, troubles } = declared();
    const reason = 'the paging service answered 403 (Forbidden)';
    async function refused(keyRefused: number): Promise<void> {
      const { pager } = pagerThat(() => ({ kind: 'later', afterMs: 1000, reason, keyRefused }));
      expect(await performed({ ...parts, pager }, out)).toEqual({ kind: 'later', afterMs: 1000, reason });
    }

    await refused(1);
    await refused(2);
    expect(troubles).toEqual([]);

    await refused(3);
    expect(troubles).toEqual([expect.stringMatching(/refuses Gonogo: .* 403 .*routing key.*goes on trying/)]);
  });

  test('by webhook is nothing where none is configured', async () => {
    const { parts, told } = declared();

    expect(await performed(parts, out)).toEqual({ kind: 'done' });
    expect(await performed(parts, { type: 'SettlePager', incident, id: 'a1', as: 'resolve' })).toEqual({
      kind: 'done',
    });
    expect(told).toEqual([]);
  });
});

/** Of the ladder that began when it got worse. */
function pageOutOf(round: number): Effect {
  return { type: 'PageOut', incident, page: `r2.3.P1.${round}.out`, step: { ...step, round } };
}

type Pager = NonNullable<PerformParts['pager']>;
type Answer = Awaited<ReturnType<Pager['send']>>;

/** A paging service that answers so, and all that it was sent. */
function pagerThat(answerTo: (event: PagerEvent) => Answer = () => ({ kind: 'accepted' })): {
  readonly pager: Pager;
  readonly heard: readonly PagerEvent[];
} {
  const heard: PagerEvent[] = [];
  async function send(event: PagerEvent): Promise<Answer> {
    heard.push(event);
    return answerTo(event);
  }
  return { pager: { send }, heard };
}

function takesNoTrigger({ action }: PagerEvent): Answer {
  if (action !== 'trigger') return { kind: 'accepted' };
  return { kind: 'later', afterMs: 1, reason: 'no answer in time', keyRefused: 0 };
}
