import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowAt } from '../../src/domain/lane/windows.ts';
import { type LanePolicy, type WindowPolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Instant } from '../../src/domain/time.ts';
import { hour, minute } from '../support/lane.ts';
import { policyWith } from '../support/policy.ts';

const berlin = 'Europe/Berlin';

function shutFor(cron: string, hours: number, timezone = berlin): WindowPolicy {
  return { cron, forMs: hours * hour, reason: 'closed', timezone };
}

const weekend = shutFor('0 16 * * fri', 64);

function deny(...windows: readonly WindowPolicy[]): LanePolicy {
  return policyWith({ windows: { deny: windows, allow: [] } });
}

function allow(...windows: readonly WindowPolicy[]): LanePolicy {
  return policyWith({ windows: { deny: [], allow: windows } });
}

/** `open`, or until when it is shut. */
function at(policy: LanePolicy, time: string): string | null {
  const state = windowAt(policy, time as Instant);
  return state.kind === 'open' ? 'open' : state.opensAt;
}

describe('a weekend that is denied from Friday 16:00 for 64 hours, in Berlin', () => {
  const policy = deny(weekend);

  test.each([
    ['Friday 15:59:59', '2026-11-20T14:59:59.999Z', 'open'],
    ['Friday 16:00', '2026-11-20T15:00:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['Friday 16:59', '2026-11-20T15:59:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['Sunday night', '2026-11-22T22:30:00.000Z', '2026-11-23T07:00:00.000Z'],
    ['Monday 07:59:59', '2026-11-23T06:59:59.999Z', '2026-11-23T07:00:00.000Z'],
    ['Monday 08:00', '2026-11-23T07:00:00.000Z', 'open'],
    ['Wednesday noon', '2026-11-18T11:00:00.000Z', 'open'],
  ])('%s', (_, time, expected) => {
    expect(at(policy, time)).toBe(expected);
  });

  test('begins by the clock on the wall in summer, too', () => {
    expect(at(policy, '2026-07-03T13:59:59.000Z')).toBe('open');
    expect(at(policy, '2026-07-03T14:00:00.000Z')).toBe('2026-07-06T06:00:00.000Z');
  });

  test('lasts its 64 hours over the weekend on which the clocks go back, and ends an hour earlier by the wall', () => {
    expect(at(policy, '2026-10-23T14:00:00.000Z')).toBe('2026-10-26T06:00:00.000Z');
  });

  test('lasts its 64 hours over the weekend on which the clocks go forward, and ends an hour later by the wall', () => {
    expect(at(policy, '2026-03-27T15:00:00.000Z')).toBe('2026-03-30T07:00:00.000Z');
  });

  test('agrees with a calendar written by hand at every minute of a year', () => {
    const fridays = Array.from({ length: 53 }, (_, week) => Date.UTC(2026, 0, 2 + 7 * week));
    /** Summer time of 2026 in Berlin: from 29 March 01:00 to 25 October 01:00, both in UTC. */
    const summer = { from: Date.UTC(2026, 2, 29, 1), to: Date.UTC(2026, 9, 25, 1) };
    const begins = fridays.map((friday) => {
      const isSummer = friday >= summer.from && friday < summer.to;
      return friday + (isSummer ? 14 : 15) * hour;
    });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0, 5), max: Date.UTC(2026, 11, 28) }), (time) => {
        const isShut = begins.some((begin) => time >= begin && time < begin + 64 * hour);
        const state = windowAt(policy, new Date(time).toISOString() as Instant);
        expect(state.kind).toBe(isShut ? 'shut' : 'open');
      }),
      { numRuns: 400 },
    );
  });
});

describe('the times that the clock on the wall leaves out or has twice', () => {
  const nightly = deny(shutFor('30 2 * * *', 1));

  test('do not drop a window that begins in the hour that is left out', () => {
    const night = Array.from({ length: 180 }, (_, index) => Date.UTC(2026, 2, 29, 0) + index * minute);
    const shutMinutes = night.filter((time) => at(nightly, new Date(time).toISOString()) !== 'open');

    expect(shutMinutes).toHaveLength(60);
  });

  test('do not leave the lane open through the hour that comes twice', () => {
    expect(at(nightly, '2026-10-25T00:45:00.000Z')).not.toBe('open');
  });
});

describe('several windows', () => {
  test('that follow each other are one closed time', () => {
    const policy = deny(
      shutFor('0 8 * * *', 2, 'UTC'),
      shutFor('0 10 * * *', 2, 'UTC'),
      shutFor('30 11 * * *', 3, 'UTC'),
    );

    expect(at(policy, '2026-11-18T08:30:00.000Z')).toBe('2026-11-18T14:30:00.000Z');
  });

  test('that overlap end with the last of them', () => {
    const policy = deny(shutFor('0 8 * * *', 6, 'UTC'), shutFor('0 9 * * *', 1, 'UTC'));

    expect(at(policy, '2026-11-18T09:30:00.000Z')).toBe('2026-11-18T14:00:00.000Z');
  });

  test('of one rule that overlap itself close it for as long as any of them lasts', () => {
    const policy = deny(shutFor('0 8,9 * * *', 2, 'UTC'));

    expect(at(policy, '2026-11-18T08:30:00.000Z')).toBe('2026-11-18T11:00:00.000Z');
    expect(at(policy, '2026-11-18T10:30:00.000Z')).toBe('2026-11-18T11:00:00.000Z');
  });

  test('that never leave a gap say that no opening is known', () => {
    expect(at(deny(shutFor('0 * * * *', 2, 'UTC')), '2026-11-18T08:30:00.000Z')).toBeNull();
  });

  test('name the reason of the one that is shut now', () => {
    const policy = deny({ ...weekend, reason: 'weekend' }, { ...shutFor('0 8 * * *', 1, 'UTC'), reason: 'standup' });

    expect(windowAt(policy, '2026-11-18T08:30:00.000Z' as Instant)).toMatchObject({ reason: 'standup' });
  });
});

describe('allowed windows', () => {
  const officeHours = shutFor('0 9 * * mon-fri', 7);

  test.each([
    ['inside', '2026-11-18T12:00:00.000Z', 'open'],
    ['before work', '2026-11-18T05:00:00.000Z', '2026-11-18T08:00:00.000Z'],
    ['after work on Friday', '2026-11-20T16:00:00.000Z', '2026-11-23T08:00:00.000Z'],
    ['at the minute when it ends', '2026-11-18T15:00:00.000Z', '2026-11-19T08:00:00.000Z'],
    ['at the minute when it begins', '2026-11-18T08:00:00.000Z', 'open'],
  ])('let things start inside them only: %s', (_, time, expected) => {
    expect(at(allow(officeHours), time)).toBe(expected);
  });

  test('do not open what a deny window shuts', () => {
    const policy = policyWith({ windows: { deny: [shutFor('0 9 * * *', 3)], allow: [officeHours] } });

    expect(at(policy, '2026-11-18T09:00:00.000Z')).toBe('2026-11-18T11:00:00.000Z');
  });

  test('that are always denied say that no opening is known', () => {
    const policy = policyWith({ windows: { deny: [shutFor('0 0 * * *', 24)], allow: [officeHours] } });

    expect(at(policy, '2026-11-18T09:00:00.000Z')).toBeNull();
  });
});

test('a lane without windows is always open', () => {
  expect(at(policyWith(), '2026-12-24T23:59:59.999Z')).toBe('open');
});

test('what is said of the opening is true: a millisecond before it is shut, and then it is open', () => {
  const policies = [
    deny(weekend),
    deny(shutFor('0 8 * * *', 2), shutFor('0 10 * * *', 2)),
    allow(shutFor('0 9 * * mon-fri', 7)),
    policyWith({ windows: { deny: [weekend], allow: [shutFor('0 9 * * *', 9)] } }),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...policies),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 11, 31) }),
      (policy, time) => {
        const opens = at(policy, new Date(time).toISOString());
        const check = opens === null || opens === 'open' ? null : Date.parse(opens);
        const before = check === null ? 'shut' : windowAt(policy, new Date(check - 1).toISOString() as Instant).kind;
        const then = check === null ? 'open' : windowAt(policy, new Date(check).toISOString() as Instant).kind;
        expect([before, then]).toEqual(['shut', 'open']);
        expect(opens).not.toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});
