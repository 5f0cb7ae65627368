import { describe, expect, test } from 'vitest';
import { parseButtonValue } from '../../src/cards/button-value.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { at, candidate, proposal, releaseId, stop, voteOfAna } from './fixtures.ts';
import { actionsOf, buttonsOf, textOf } from './reading.ts';
import {
  awaiting,
  deploying,
  ended,
  outcomes,
  ready,
  releases,
  scheduled,
  undone,
  unverified,
  view,
  watching,
} from './releases.ts';

describe('the buttons of a card are exactly what its phase allows', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    preparing: ['release.withdraw'],
    'awaiting-decision': ['release.approve', 'release.reject', 'release.withdraw'],
    scheduled: ['release.stop'],
    ready: ['release.deploy', 'release.stop'],
    'dispatching, rechecking': ['release.stop'],
    'dispatching, intended': ['release.stop'],
    'dispatching, calling': ['release.stop'],
    'dispatching, searching': ['release.stop'],
    'dispatching, asking-person': ['dispatch.adopt', 'dispatch.not-started', 'release.stop'],
    'dispatching, two-runs': ['dispatch.adopt', 'release.stop'],
    deploying: ['release.stop'],
    watching: ['watch.accept', 'release.rollback', 'watch.chart'],
    unverified: ['watch.extend', 'watch.accept', 'release.rollback'],
    succeeded: ['release.rollback', 'release.bundle'],
    'accepted-unverified': ['release.rollback', 'release.bundle'],
    failed: ['release.retry', 'release.rollback', 'release.bundle'],
    rejected: ['release.request-again', 'release.bundle'],
    expired: ['release.request-again', 'release.bundle'],
    withdrawn: ['release.request-again', 'release.bundle'],
    superseded: ['release.bundle'],
    'rolled-back': ['release.bundle'],
  };

  test.each(Object.entries(releases))('%s', (name, release) => {
    expect(decisionsOf(view(release))).toEqual(allowed[name]);
  });

  test('a failed run that may not be tried again has no button for it', () => {
    expect(decisionsOf(view(ended(outcomes.failed), { retryable: 'no' }))).toEqual([
      'release.rollback',
      'release.bundle',
    ]);
  });

  test.each(['rejected', 'expired', 'withdrawn', 'superseded'] as const)(
    'a release that was never dispatched has no bundle to offer: %s',
    (outcome) => {
      const never = { ...ended(outcomes[outcome]), dispatch: null, run: null };
      expect(decisionsOf(view(never))).not.toContain('release.bundle');
    },
  );

  test('a stop that was asked for is not offered again, and a no-go that came late leaves it', () => {
    expect(decisionsOf(view({ ...deploying, stop }))).toEqual([]);
    expect(decisionsOf(view({ ...deploying, stop: { ...stop, wants: 'no-go' } }))).toEqual(['release.stop']);
  });

  test('a run that is over cannot be stopped', () => {
    expect(decisionsOf(view({ ...deploying, status: 'completed' }))).toEqual([]);
  });

  test('an open blocker keeps the Approve button away, and never the Reject button', () => {
    const blocked = {
      ...awaiting,
      proposal: { ...proposal, blockers: [{ code: 'gates_not_evaluated', gates: ['tests'] }] },
    } as const;
    expect(decisionsOf(view(blocked))).toEqual(['release.reject', 'release.withdraw']);
  });

  test('nothing is recorded as live from the card of a release that failed its watch, or while it is deployed', () => {
    const cause = { code: 'watch-breached', trigger: 'health', finding: null, rollback: null } as const;
    const failed = ended({ kind: 'failed', cause, live: null });
    for (const release of [failed, deploying, watching, unverified]) {
      const card = releaseCard(view(release, { live: { kind: 'unknown' } }));
      expect(actionsOf(card)).not.toContain('lane.adopt');
      expect(textOf(card)).not.toContain('is not recorded yet');
    }
  });

  test('what was rolled back since has no Roll back button any more', () => {
    expect(decisionsOf(view(ended(outcomes.succeeded)))).toContain('release.rollback');
    expect(decisionsOf(view(ended(outcomes.succeeded), { undone }))).not.toContain('release.rollback');
    expect(decisionsOf(view(ended(outcomes.failed), { undone }))).not.toContain('release.rollback');
  });

  test('a lane whose version is seen but not recorded offers to record it', () => {
    expect(actionsOf(releaseCard(view(awaiting, { live: { kind: 'unknown' } })))).toContain('lane.adopt');
  });

  test('that what is live can be recorded is said once', () => {
    const first = { ...candidate, target: { kind: 'none', why: 'live-unknown' } } as const;
    for (const shown of [candidate, first]) {
      const asked = { ...awaiting, proposal: { ...proposal, candidate: shown } };
      expect(textOf(releaseCard(view(asked, { live: { kind: 'unknown' } }))).match(/can record it/g)).toHaveLength(1);
    }
  });

  test.each([
    ['in-lane', 'Once the release in the lane is verified or accepted, that is recorded by itself.', 'is not over'],
    ['breached', 'failed its watch, so it is not recorded.', 'which failed its watch'],
  ] as const)(
    'what is live is not offered to be recorded where that is nothing to go by, and why is said: %s',
    (recording, why, target) => {
      const first = {
        ...proposal,
        candidate: { ...candidate, target: { kind: 'none', why: 'live-unknown' } },
      } as const;
      for (const release of [awaiting, scheduled, ready].map((one) => ({ ...one, proposal: first }))) {
        const card = releaseCard(view(release, { live: { kind: 'unknown' }, recording }));
        expect(actionsOf(card)).not.toContain('lane.adopt');
        expect(textOf(card)).toContain(why);
        expect(textOf(card)).toContain(target);
        expect(textOf(card)).not.toContain('can record it');
      }
    },
  );

  test('a version that is not seen cannot be recorded', () => {
    const unseen = { ...candidate, live: { kind: 'unknown', reason: 'it answered 404' } } as const;
    const card = releaseCard(
      view({ ...awaiting, proposal: { ...proposal, candidate: unseen } }, { live: { kind: 'unknown' } }),
    );
    expect(actionsOf(card)).not.toContain('lane.adopt');
  });

  test('a held lane offers to clear the hold and says why it is held', () => {
    const card = releaseCard(
      view(awaiting, {
        hold: { reason: 'What is live is not known', since: at('10:00'), release: null, kind: 'doubt' },
      }),
    );
    expect(actionsOf(card)).toContain('lane.clear-hold');
    expect(textOf(card)).toContain('What is live is not known');
  });

  test('every button names the release, and the subject that the card shows', () => {
    for (const button of buttonsOf(releaseCard(view(awaiting)))) {
      if (button.action_id === 'checklist.show') continue;
      expect(parseButtonValue(button.value)).toEqual({
        kind: 'release',
        release: releaseId,
        shown: proposal.hash.slice(0, 16),
      });
    }
  });

  test('whatever starts, stops or accepts something asks first', () => {
    const asks = [
      'release.approve',
      'release.withdraw',
      'release.deploy',
      'release.stop',
      'release.retry',
      'dispatch.not-started',
      'watch.accept',
    ];
    for (const release of Object.values(releases)) {
      for (const button of buttonsOf(releaseCard(view(release)))) {
        expect([button.action_id, button.confirm !== undefined]).toEqual([
          button.action_id,
          asks.includes(button.action_id),
        ]);
      }
    }
  });
});

describe('the confirm dialog of Approve', () => {
  function approval(changes: Parameters<typeof view>[1], votes = proposal.votes): string {
    const card = releaseCard(view({ ...awaiting, proposal: { ...proposal, votes } }, changes));
    return buttonsOf(card).find((button) => button.action_id === 'release.approve')?.confirm?.text.text ?? '';
  }

  test('names service, environment, version and commit', () => {
    expect(approval({})).toContain('checkout → production v2.14.0 (4f2a91c)');
  });

  test('says when this go starts the deployment', () => {
    expect(approval({}, [voteOfAna])).toContain('the last go needed: the deployment starts at once');
    expect(approval({})).toContain('If it completes the rules, the deployment starts at once');
  });

  test('says that a deployer starts it where execution is separate', () => {
    expect(approval({ execution: 'separate' }, [voteOfAna])).toContain('a deployer presses Deploy after the last go');
  });

  test('promises no start while the lane is held', () => {
    const hold = { reason: 'rolled back', since: at('10:00'), release: null, kind: 'rollback' as const };
    expect(approval({ hold }, [voteOfAna])).toContain('as soon as lane and window allow it');
  });
});

/** What can be decided; the list that a checklist opens decides nothing by itself. */
function decisionsOf(one: ReturnType<typeof view>): readonly string[] {
  return actionsOf(releaseCard(one)).filter((action) => action !== 'checklist.show');
}
