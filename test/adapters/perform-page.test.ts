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
      const withPager: PerformParts = {
        ...parts,
        pager: pagerThat(sent, { kind: 'later', afterMs: 1000, reason: '503', keyRefused: 0 }),
      };
      await performed(withPager, effect);
      expect(sent).toHaveLength(1);
      scene.when(ben, does.acknowledge());

      expect(await performed(withPager, effect, 1)).toEqual({ kind: 'done' });
      expect(sent).toHaveLength(1);
    },
  );

  test('that cannot reach somebody is told to operators, with what they can do', async () => {
    const { parts, troubles } = declared({ slack: { page: async () => ({ kind: 'lost', reason: 'user_disabled' }) } });

    expect(await performed(parts, page)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([expect.stringMatching(/could not page <@U0BEN>.*\(user_disabled\).*Tell them yourself/)]);
  });

  test('goes out by webhook as a trigger that names the incident', async () => {
    const events: PagerEvent[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send(event: PagerEvent): Promise<{ kind: 'accepted' }> {
        events.push(event);
        return { kind: 'accepted' };
      },
    };
    await performed({ ...parts, pager }, out);
    scene.when(ben, does.acknowledge());
    await performed({ ...parts, pager }, { type: 'SettlePager', incident, id: 'r1-acknowledge', as: 'acknowledge' });

    expect(events).toMatchObject([
      { action: 'trigger', key: incident, severity: 'critical', source: 'checkout production', at: step.at },
      { action: 'acknowledge', key: incident },
    ]);
  });

  test('by webhook that arrives after the acknowledgement is followed by the acknowledgement', async () => {
    const heard: string[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send({ action }: PagerEvent): Promise<{ kind: 'accepted' }> {
        if (action === 'trigger') scene.when(ben, does.acknowledge());
        heard.push(action);
        return { kind: 'accepted' };
      },
    };

    await performed({ ...parts, pager }, out);
    expect(heard).toEqual(['trigger', 'acknowledge']);
  });

  test('by webhook whose fate is not known is followed by the acknowledgement that came meanwhile', async () => {
    const heard: string[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send({
        action,
      }: PagerEvent): Promise<{ kind: 'accepted' } | { kind: 'later'; afterMs: 1; reason: string; keyRefused: 0 }> {
        heard.push(action);
        return action === 'trigger'
          ? { kind: 'later', afterMs: 1, reason: 'no answer in time', keyRefused: 0 }
          : { kind: 'accepted' };
      },
    };

    await performed({ ...parts, pager }, out);
    scene.when(ben, does.acknowledge());
    await performed({ ...parts, pager }, out, 1);
    expect(heard).toEqual(['trigger', 'acknowledge']);
  });

  test('of an incident that was opened again is not silenced by the acknowledgement from before', async () => {
    const sent: PagerEvent[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send(event: PagerEvent): Promise<{ kind: 'accepted' }> {
        sent.push(event);
        return { kind: 'accepted' };
      },
    };
    scene.when(ben, does.acknowledge());
    scene.when(ben, does.resolve('rolled back'));
    scene.fact(alarm(breached('health')));

    expect(scene.incident.phase).toBe('open');
    const late: Effect = { type: 'SettlePager', incident, id: 'r1-acknowledge', as: 'acknowledge' };
    expect(await performed({ ...parts, pager }, late, 7)).toEqual({ kind: 'done' });
    expect(sent).toEqual([]);
  });

  test('of what got worse closes what was acknowledged there, so that it rings again, under the same key', async () => {
    const sent: PagerEvent[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send(event: PagerEvent): Promise<{ kind: 'accepted' }> {
        sent.push(event);
        return { kind: 'accepted' };
      },
    };
    scene.when(ben, does.change('P3'));
    scene.when(ben, does.acknowledge());
    scene.fact(alarm(breached('health')));
    await performed({ ...parts, pager }, pageOutOf(1));
    await performed({ ...parts, pager }, pageOutOf(2));

    expect(sent).toMatchObject([
      { action: 'resolve', key: incident },
      { action: 'trigger', key: incident, severity: 'critical' },
      { action: 'trigger', key: incident },
    ]);
  });

  test('of what got worse is not sent before what was acknowledged there is closed', async () => {
    const heard: string[] = [];
    const { scene, parts } = declared();
    const pager = {
      async send({ action }: PagerEvent): Promise<{ kind: 'later'; afterMs: 1; reason: string; keyRefused: 0 }> {
        heard.push(action);
        return { kind: 'later', afterMs: 1, reason: 'HTTP 503', keyRefused: 0 };
      },
    };
    scene.when(ben, does.change('P3'));
    scene.when(ben, does.acknowledge());
    scene.fact(alarm(breached('health')));

    expect(await performed({ ...parts, pager }, pageOutOf(1))).toMatchObject({ kind: 'later' });
    expect(heard).toEqual(['resolve']);
  });

  test('that the paging service refuses for good is told to operators and not repeated', async () => {
    const { parts, troubles } = declared();
    const pager = pagerThat([], { kind: 'lost', reason: 'the paging service answered 400 (invalid routing key)' });

    expect(await performed({ ...parts, pager }, out)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([
      expect.stringMatching(/answered 400 \(invalid routing key\).*paged in Slack all the same/),
    ]);
  });

  test('whose key is refused goes on being sent, and operators are told from the third refusal in a row on', async () => {
    const { parts, troubles } = declared();
    const reason = 'the paging service answered 403 (Forbidden)';
    async function refused(keyRefused: number): Promise<void> {
      const pager = pagerThat([], { kind: 'later', afterMs: 1000, reason, keyRefused });
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

function pagerThat(
  sent: string[],
  answer: Awaited<ReturnType<NonNullable<PerformParts['pager']>['send']>>,
): NonNullable<PerformParts['pager']> {
  return {
    async send({ action, key }) {
      if (action !== 'trigger') return { kind: 'accepted' };
      sent.push(key);
      return answer;
    },
  };
}
