import { describe, expect, test } from 'vitest';
import { releaseCard } from '../../src/cards/release-card.ts';
import { requestModal } from '../../src/cards/request-modal.ts';
import { sightText } from '../../src/cards/watch-sight.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { Trigger } from '../../src/domain/policy/watch.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type Rehearsed } from '../../src/domain/watch/telemetry.ts';
import { candidate, checkout, now, policy, production, proposal } from './fixtures.ts';
import { textOf } from './reading.ts';
import { awaiting, deploying, view } from './releases.ts';

type Watch = NonNullable<LanePolicy['watch']>;

function seeing(change: Partial<Watch> = {}): LanePolicy {
  const base = policy.watch;
  const watch = base === null ? null : { ...base, sources: Trigger.options, hasTelemetry: true, ...change };
  return { ...policy, watch };
}

function textFor(change: Partial<Candidate> = {}, lane: LanePolicy = seeing()): string {
  return sightText(lane, { ...candidate, ...change })?.mrkdwn ?? '';
}

const sight = { requestsPerMinute: 6, points: 30 } as const;

function blindIn(query: string, triggers: Rehearsed['triggers'] = ['memory']): Rehearsed {
  return {
    source: 'prometheus',
    query,
    fields: ['memoryPercent'],
    triggers,
    outcome: { kind: 'blind', code: 'empty', reason: 'Prometheus has no such series' },
  };
}

const answered: Rehearsed = { ...blindIn('requests', ['errors']), outcome: { kind: 'answered', newest: now } };

describe('what the watch can see', () => {
  test('stands on the card before the vote: how long, for what, and how much it takes', () => {
    const lane = seeing();
    const release = { ...awaiting, proposal: { ...proposal, candidate: { ...candidate, sight } } };

    expect(textOf(releaseCard(view(release, { policy: lane })))).toContain(
      '*Watch:* 30 min for health, errors, latency, memory, cpu. At 6 requests a minute it detects about +30 points of errors.',
    );
  });

  test('stands in the request form, too', () => {
    const draft = { kind: 'deploy', service: checkout, environment: production, ref: 'main', now } as const;
    const facts = { candidate: { ...candidate, sight }, policy: seeing(), gates: [], checklist: [], summary: 'Tax' };

    expect(textOf(requestModal({ ...draft, ...facts }))).toContain('it detects about +30 points of errors');
  });

  test('is no question any more once the run has started', () => {
    expect(textOf(releaseCard(view(deploying, { policy: seeing() })))).not.toContain('*Watch:*');
  });

  test('is not claimed by a lane that only looks at health', () => {
    expect(sightText(policy, candidate)).toBeNull();
    expect(sightText({ ...policy, watch: null }, candidate)).toBeNull();
  });

  test('says that an outage would go unnoticed, where traffic is that low', () => {
    expect(textFor({ sight: { requestsPerMinute: 1, points: null } })).toContain(
      'At 1 request a minute it would not even notice an outage by its errors.',
    );
  });

  test('is said to be unknown where nothing is known to compare with', () => {
    expect(textFor()).toContain('How much it would notice is not known: there is nothing to compare with yet.');
  });

  test('says nothing of errors where they are not looked at', () => {
    expect(textFor({}, seeing({ sources: ['health', 'cpu'] }))).toBe('*Watch:* 30 min for health, cpu.');
  });

  test('keeps apart what acts and what is on trial', () => {
    expect(textFor({ sight }, seeing({ advisory: ['latency', 'cpu'] }))).toContain(
      '30 min for health, errors, memory; on trial: latency, cpu.',
    );
    expect(textFor({ sight }, seeing({ advisory: Trigger.options }))).toContain('30 min, in which no trigger acts; on');
  });

  test('names what has no source', () => {
    expect(textFor({}, seeing({ sources: ['health', 'errors'], withoutSource: ['memory', 'cpu'] }))).toContain(
      'Without a source, so never seen: memory, cpu.',
    );
  });
});

describe('the rehearsal', () => {
  test('names each query that cannot answer, with the trigger that is blind and the reason', () => {
    expect(textFor({ rehearsal: [answered, blindIn('memory_used')] })).toContain(
      '△ *Blind now:* memory (memory_used: Prometheus has no such series).',
    );
  });

  test('has nothing to say where every query answered', () => {
    expect(textFor({ rehearsal: [answered] })).not.toContain('Blind');
  });

  test('counts what it does not name', () => {
    const rehearsal = ['one', 'two', 'three', 'four', 'five', 'six'].map((query) => blindIn(query));
    const text = textFor({ rehearsal });

    expect(text).toContain('(four: ');
    expect(text).not.toContain('(five: ');
    expect(text).toContain('; and 2 more queries.');
  });

  test('quotes a query and a reason without letting them format anything', () => {
    expect(textFor({ rehearsal: [blindIn('sum(*rate*) <!channel>')] })).not.toContain('<!channel>');
  });
});

describe('the health check before the vote', () => {
  const url = 'https://checkout.example.com/heathz';
  function check(outcome: Rehearsed['outcome']): Rehearsed {
    return { source: 'health-check', query: url, fields: [], triggers: ['health'], outcome };
  }
  const failing = check({ kind: 'failing', reason: 'it answered 404' });

  test('that fails is named with its address and what it means for the watch', () => {
    expect(textFor({ rehearsal: [failing] })).toContain(
      `△ *The health check fails now* (${url}: it answered 404). If that goes on after the deployment, its watch breaches.`,
    );
  });

  test('that fails and is only tried out says nothing of a breach', () => {
    expect(textFor({ rehearsal: [failing] }, seeing({ advisory: ['health'] }))).not.toContain('breaches');
  });

  test('that nobody can read is blind, in a lane without telemetry as well', () => {
    const blind = check({ kind: 'blind', code: 'not-answered', reason: 'the name is not known' });
    expect(textFor({ rehearsal: [blind] }, seeing({ hasTelemetry: false }))).toBe(
      `△ *Blind now:* health (${url}: the name is not known).`,
    );
  });

  test('that is well is no news', () => {
    const well = check({ kind: 'answered', newest: null });
    expect(textFor({ rehearsal: [well] }, seeing({ hasTelemetry: false }))).toBe('');
  });
});
