import { describe, expect, test } from 'vitest';
import { type RecordShown, recordPage } from '../../src/cards/record-page.ts';
import { watchResult } from '../../src/cards/record-watch.ts';
import { incidentOfRelease } from '../../src/domain/ids.ts';
import { type IncidentView } from '../../src/domain/incident/views.ts';
import { type Watch } from '../../src/domain/watch/watch.ts';
import { createIncidentScene, does } from '../domain/incident/scene.ts';
import { ben as byBen } from '../support/people.ts';
import { at, cara, card, now, policy, releaseId, voteOfAna } from './fixtures.ts';
import { actionsOf, textOf } from './reading.ts';
import { awaiting, ended, outcomes, preparing, ready, releases, rollingBack, view, watching } from './releases.ts';

function page(changes: Partial<RecordShown> = {}): ReturnType<typeof recordPage> {
  const shown = { view: view(ended(outcomes.succeeded)), incident: null, undoneBy: null, undid: null, others: [] };
  return recordPage({ ...shown, ...changes });
}

const looked: Extract<Watch, { stage: 'looking' }> = {
  ...(watching.watch.stage === 'looking' ? watching.watch : neverLooked()),
  trail: 'ooffu',
  blind: ['errors', 'latency'],
  problems: ['Azure Monitor answered 403'],
};

function neverLooked(): never {
  throw new Error('The sample does not look.');
}

describe('the page of record', () => {
  test('has the bundle of what ran, and the checklist', () => {
    expect(actionsOf(page())).toEqual(['release.bundle', 'checklist.show']);
    expect(actionsOf(page({ view: view(awaiting) }))).toEqual(['checklist.show']);
  });

  test('says so where nothing was ever put to the vote', () => {
    const neverRead = { ...ended(outcomes.withdrawn), proposal: null };

    expect(textOf(page({ view: view(neverRead) }))).toContain('nothing was put to the vote');
  });

  test('of a rollback says who confirmed it and what it undid', () => {
    const text = textOf(page({ view: view(rollingBack(ended(outcomes.succeeded))) }));
    expect(text).toContain('Confirmed by <@U0ANA>');
    expect(text).toContain('*Confirmed by:*');
    expect(text).toContain('> totals are wrong');
  });

  test('links its incident, with who leads it and how it was resolved', () => {
    const { policy, incident } = sampleIncident();
    const shown: IncidentView = {
      incident: {
        ...incident,
        id: incidentOfRelease(releaseId),
        severity: 'P2',
        phase: 'resolved',
        title: 'Totals are *wrong*',
        card,
        roles: { ...incident.roles, lead: cara },
        resolved: { by: cara, at: at('12:30'), how: 'put back to v2.13.0.' },
      },
      policy,
      release: null,
      toUndo: null,
      now,
    };
    const text = textOf(page({ incident: shown }));
    expect(text).toMatch(/\*Incident:\* <https:[^|]+\|P2 incident>, resolved, led by <@U0CARA>: Totals are ∗wrong∗\./);
    expect(text).toMatch(/Resolved <!date[^>]+>: put back to v2\.13\.0\./);
  });
});

describe('the page of a release that is open', () => {
  const open = Object.entries(releases).filter(([, release]) => release.phase !== 'ended');

  test.each(open)('tells nothing that is still to come as if it were over: %s', (_, release) => {
    const shown = page({ view: view(release) });

    expect(shown.text).toMatch(/ as it stands now$/);
    expect(textOf(shown)).toContain('As of ');
    expect(textOf(shown)).not.toMatch(/was never|were never|by nobody|there was none|nothing was put/);
  });

  test.each(open)('says what is awaited and from whom, or that it goes on by itself: %s', (_, release) => {
    const text = textOf(page({ view: view(release) }));

    expect(text).toMatch(/Can still decide: <@|Who can settle it: <@|It waits for nobody: it goes on by itself\./);
  });

  test('before a decision says what it needs, who has approved so far, and what a go covers', () => {
    const halfway = { ...awaiting, proposal: { ...awaiting.proposal, votes: [voteOfAna] } };
    const text = textOf(page({ view: view(halfway) }));

    expect(text).toMatch(
      /\*Needed until .*\n• `approver`: 1 of 2, from <@U0ANA>\. Can still decide: <@U0BEN> or <@U0CARA>/,
    );
    expect(text).toContain('*Approved so far by:*\n• <@U0ANA> as approver, deployer');
    expect(text).toContain('*What a go covers:* commit');
    expect(text).toContain('12 commits ahead of what is live');
  });

  test('says why nobody can approve it yet, and what holds the lane', () => {
    const held = { kind: 'doubt', reason: 'two runs', since: at('11:00'), release: null } as const;
    const blocked = {
      ...awaiting,
      proposal: { ...awaiting.proposal, blockers: [{ code: 'ref_not_allowed', ref: 'x', allowed: ['main'] } as const] },
    };
    const text = textOf(page({ view: view(blocked, { hold: held }) }));

    expect(text).toContain('*Nobody can approve this yet:*');
    expect(text).toMatch(/\*The lane is held\* since .*two runs/);
  });

  test('names a deployer’s press that nobody can give', () => {
    const nobody = { ...policy, people: [] };

    expect(textOf(page({ view: view(ready, { policy: nobody }) }))).toContain('nobody whom `gonogo.yaml` names');
  });

  test('of a rollback that is being read says that nothing was started yet', () => {
    expect(textOf(page({ view: view(rollingBack(preparing)) }))).toContain('Nothing was started yet');
  });
});

describe('the result of a watch', () => {
  test('counts what was seen, and what could not be read', () => {
    const text = watchResult(looked).mrkdwn;
    expect(text).toContain('5 looks of 30 since');
    expect(text).toContain('2 healthy, 2 failed, 1 could not be read.');
    expect(text).toContain('Nothing was known of errors, latency.');
    expect(text).toContain('Telemetry could not be read in full: Azure Monitor answered 403.');
  });

  test('says what was seen where the new version never was', () => {
    const awaited: Watch = {
      stage: 'awaiting-version',
      since: at('11:50'),
      until: at('12:20'),
      lookAt: at('12:00'),
      lastSeen: 'v2.13.0',
      strangers: 0,
      failures: null,
    };
    expect(watchResult(awaited).mrkdwn).toContain('Seen last: v2.13.0.');
    expect(watchResult(null).mrkdwn).toBe('*Watch:* there was none.');
  });
});

/** One that was declared by hand. */
function sampleIncident(): Pick<IncidentView, 'incident' | 'policy'> {
  const scene = createIncidentScene();
  scene.when(byBen, does.declare('P2'));
  return { incident: scene.incident, policy: scene.policy };
}
