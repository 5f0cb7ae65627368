import { describe, expect, test } from 'vitest';
import { type InputBlock, type Modal } from '../../src/cards/block-kit.ts';
import { emergencyLoading, emergencyModal, emergencyProblem } from '../../src/cards/emergency-modal.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { statusMessage } from '../../src/cards/status.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { emptyLane } from '../../src/domain/lane/lane.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { type LaneRow, type StatusView } from '../../src/domain/views.ts';
import { emergency, emergencyDraft, outage, owed, urgent } from './emergency-samples.ts';
import { at, cara, checkout, now, policy, production } from './fixtures.ts';
import { textOf } from './reading.ts';
import { awaiting, ended, outcomes, ready, view } from './releases.ts';

const declared = { ...awaiting, request: urgent, requestedBy: cara };
const review: Gate = { id: 'review', kind: 'review', mode: 'blocking' };
const guarded = { ...policy, gates: [review] };

describe('the card of an emergency', () => {
  const text = textOf(releaseCard(viewOf(emptyLane(checkout, production), declared, guarded, now)));

  test('says for which incident it is, and who declared it', () => {
    expect(text).toContain('*Emergency* for the P1 `inc-checkout.outage00`, declared by <@U0CARA>.');
    expect(text).toContain('*Urgency*\nEmergency');
  });

  test('says that it skips staging, and that a go approves that', () => {
    expect(text).toContain('*Skips staging:*');
    const usual = { ...urgent, emergency: { ...emergency, skipStaging: 'no' } as const };
    expect(textOf(releaseCard(view({ ...declared, request: usual })))).not.toContain('kips staging');
  });

  test('names the gates that are not asked, and what they would do otherwise', () => {
    expect(text).toContain('Not asked in an emergency, only shown and recorded: `review`.');
    expect(text).toContain('It would block; it is not asked in an emergency.');
    expect(text).not.toContain('Advisory: it would have blocked');
  });

  test('says how close the watch is', () => {
    expect(text).toContain('The watch is closer: a look every');
    expect(text).toContain(`for ${2 * (policy.watch?.minutes ?? 0)} min`);
  });

  test('says from the start on what it owes, and by when', () => {
    expect(text).toContain('It leaves a review, due 48 h after the start');
    const after = view({ ...ended(outcomes.succeeded), request: urgent }, { debt: owed, now: at('10:00') });
    expect(textOf(releaseCard(after))).toContain(
      'owed by <@U0CARA>, on the message of `inc-checkout.outage00` once that is resolved.',
    );
  });

  test('says that a rollback’s hold does not keep it back, and calls nothing held', () => {
    const hold = { reason: 'rollback to 9c8b7a6: totals', since: now, release: null, kind: 'rollback' } as const;
    const held = textOf(releaseCard(view(declared, { hold })));
    expect(held).toContain('does not keep an emergency back');
    expect(held).not.toContain('*The lane is held*');
    expect(textOf(releaseCard(view(declared, { hold: { ...hold, kind: 'doubt' } })))).toContain('*The lane is held*');
  });

  test('is a card like any other for what is none', () => {
    expect(textOf(releaseCard(view(awaiting)))).not.toMatch(/emergenc/i);
  });
});

test('whoever approves or deploys an emergency is told in the confirm that it is one, and that it skips staging', () => {
  expect(JSON.stringify(releaseCard(view(declared)))).toContain(
    'your go covers exactly what this card shows, as an emergency that skips staging.',
  );
  expect(JSON.stringify(releaseCard(view({ ...ready, request: urgent })))).toContain(
    'as an emergency that skips staging: everything is checked once more',
  );
  expect(JSON.stringify(releaseCard(view(awaiting)))).not.toMatch(/emergenc/i);
});

describe('the form of an emergency', () => {
  test('opens at once with nothing to send', () => {
    expect(emergencyLoading(checkout, production, 'main').submit).toBeUndefined();
    expect(textOf(emergencyProblem('checkout', 'main', 'There is no such branch.'))).toContain('no such branch');
  });

  test('asks how bad it is and what is broken where no incident is open, and says that one is declared', () => {
    const modal = emergencyModal(emergencyDraft);
    expect(blocksOf(modal)).toEqual([
      'severity',
      'title',
      'skip-staging',
      'summary',
      'impact',
      'mitigation',
      'mandate',
    ]);
    expect(JSON.stringify(modal)).toContain('is declared along with this');
  });

  test('offers the open incidents where there are some', () => {
    const incidents = [{ id: outage, severity: 'P1', title: 'Nobody can pay' } as const];
    const modal = emergencyModal({ ...emergencyDraft, incidents });
    expect(blocksOf(modal)).toEqual(['incident', 'skip-staging', 'summary', 'impact', 'mitigation', 'mandate']);
    expect(JSON.stringify(modal)).toContain('P1 Nobody can pay');
  });

  test('says what is not asked and what is, and that staging is skipped only when somebody ticks it', () => {
    const modal = emergencyModal(emergencyDraft);
    expect(textOf(modal)).toContain('Not asked: checks, review');
    expect(textOf(modal)).toContain('Evidence of what was built is asked for as always');
    expect(textOf(modal)).toContain('a deployer presses Deploy after it');
    const skip = inputsOf(modal).find(({ block_id: id }) => id === 'skip-staging');
    expect(skip).toMatchObject({ optional: true, element: { type: 'checkboxes', options: [{ value: 'yes' }] } });
    expect(skip?.element).not.toHaveProperty('initial_options');
  });

  test('carries the commit that it shows, and the incident that it would declare', () => {
    expect(JSON.parse(emergencyModal(emergencyDraft).private_metadata ?? '')).toEqual({
      service: 'checkout',
      environment: 'production',
      ref: 'hotfix/totals',
      sha: emergencyDraft.candidate.sha,
      incident: 'inc-checkout.newnew0001',
    });
  });
});

describe('a review that is owed', () => {
  const status: StatusView = {
    service: null,
    lanes: [{ service: checkout, environment: production, live: { kind: 'unknown' }, hold: null, debts: [owed] }],
    open: [],
    recent: [],
    incidents: [],
    warnings: [],
    now: at('10:00'),
  };

  test('stands in the status with its time and who owes it', () => {
    const text = textOf(statusMessage(status));
    expect(text).toMatch(/Review of the emergency `checkout\.production\.[a-z0-9]+`: due <!date/);
    expect(text).toContain('owed by <@U0CARA>');
    expect(text).not.toContain('routine request');
  });

  test('says what it blocks once it is overdue', () => {
    expect(textOf(statusMessage({ ...status, now: at('11:00') }))).toContain(
      'Until it is filled in, no routine request is taken here.',
    );
  });

  test('is not missed in lines that were kept before there were any', () => {
    const line: LaneRow = { service: checkout, environment: production, live: { kind: 'unknown' }, hold: null };
    expect(textOf(statusMessage({ ...status, lanes: [line] }))).not.toContain('Review');
  });

  test.each([
    ['before', 'no', 'still to be filled in', 'After that time this lane takes no routine request'],
    ['after', 'yes', 'is overdue', 'rollbacks and emergencies go on'],
  ] as const)('is reminded of in the thread, and says what follows, %s its time', (_, overdue, title, follows) => {
    const note = { kind: 'review-due', incident: outage, owner: cara, dueAt: at('11:00'), overdue } as const;
    const said = threadNote(note, view(ended(outcomes.succeeded)));
    expect(said.text).toContain(title);
    expect(textOf(said)).toContain(follows);
    expect(textOf(said)).toContain('is still open, resolve it first. Then press Fill in the review on its message');
  });
});

function inputsOf({ blocks }: Modal): readonly InputBlock[] {
  return blocks.filter((block) => block.type === 'input');
}

function blocksOf(modal: Modal): readonly (string | undefined)[] {
  return inputsOf(modal).map(({ block_id: id }) => id);
}
