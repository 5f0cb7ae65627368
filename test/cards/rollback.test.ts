import { describe, expect, test } from 'vitest';
import { type InputBlock, type Modal } from '../../src/cards/block-kit.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { rollbackChoices, rollbackLoading, rollbackModal, rollbackProblem } from '../../src/cards/rollback-modal.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { type RollbackWarning } from '../../src/domain/release/terms.ts';
import { type RollbackDraft } from '../../src/domain/views.ts';
import {
  ana,
  at,
  backwards,
  checkout,
  liveSha,
  now,
  otherRelease,
  policy,
  production,
  releaseId,
  sha,
} from './fixtures.ts';
import { actionsOf, buttonsOf, textOf } from './reading.ts';
import { awaiting, ended, outcomes, preparing, ready, rollingBack, scheduled, view, watching } from './releases.ts';

const draft: RollbackDraft = {
  service: checkout,
  environment: production,
  policy,
  live: { kind: 'known', sha, version: 'v2.14.0', since: at('10:00'), how: { kind: 'verified', release: releaseId } },
  candidate: backwards,
  verifiedAt: at('08:00'),
  suspect: null,
  warnings: [],
  tookMs: [200_000, 240_000],
  occupant: null,
  of: releaseId,
  reason: '',
  now,
};

describe('the rollback form', () => {
  test('opens at once with nothing to send, and says that it is loading', () => {
    const modal = rollbackLoading(checkout, production, 'v2.13.0');
    expect(modal.submit).toBeUndefined();
    expect(textOf(modal)).toContain('Nothing is changed by that');
  });

  test('shows what is live, what it goes back to, and when that was verified', () => {
    const text = textOf(rollbackModal(draft));
    expect(text).toContain('*Live now:* `v2.14.0` (`4f2a91c`)');
    expect(text).toContain('*Goes back to:* `v2.13.0` (`9c8b7a6`) Show the total');
    expect(text).toContain('It was last verified here <!date^');
    expect(textOf(rollbackModal({ ...draft, verifiedAt: null }))).not.toContain('verified here');
  });

  test('shows what that undoes: commits by name, and what becomes of the schema', () => {
    const text = textOf(rollbackModal(draft));
    expect(text).toContain('*Undoes:* 12 commits:');
    expect(text).toContain('Change number 1 (eli)');
    expect(text).toContain('and 4 older commits');
    expect(text).toContain('1 migration lies in between, not proven reversible, so the schema stays as it is.');
  });

  test('says how long it took before, or that nobody knows', () => {
    expect(textOf(rollbackModal(draft))).toContain('about 4 min, as measured from 2 earlier releases');
    expect(textOf(rollbackModal({ ...draft, tookMs: [] }))).toContain('*How long:* not measured yet.');
  });

  test('says what happens to whatever is in the lane', () => {
    const occupant = { release: otherRelease, phase: 'deploying', sha, version: 'v2.14.0' } as const;
    expect(textOf(rollbackModal(draft))).toContain('*In the lane:* nothing. It starts at once.');
    expect(textOf(rollbackModal({ ...draft, occupant }))).toContain('Its run is cancelled');
    expect(textOf(rollbackModal({ ...draft, occupant: { ...occupant, phase: 'watching' } }))).toContain(
      'It ends as rolled back',
    );
  });

  test('asks for a reason, and for nothing else when there is nothing to be warned about', () => {
    expect(inputsOf(rollbackModal(draft)).map(({ block_id: id, optional }) => [id, optional])).toEqual([
      ['reason', false],
    ]);
  });

  const warnings: readonly (readonly [RollbackWarning, string])[] = [
    ['never-verified', 'It is none of the last ten versions that a watch saw work here'],
    ['breached-here', 'When it last ran here, its watch found it unhealthy.'],
    ['undone-here', 'When it last ran here, production was rolled back from it.'],
    ['unverified-here', 'When it last ran here, no watch could say that it works'],
    ['config-differs', 'another configuration'],
    ['migration-between', 'The database schema has changed since'],
    ['migration-undone', 'The workflow is asked to undo the migrations in between'],
    ['already-live', 'This is what production shows already'],
  ];

  test.each(warnings)('%s is said in a sentence, and wants a second confirm', (warning, words) => {
    const modal = rollbackModal({ ...draft, warnings: [warning] });
    expect(textOf(modal)).toContain(words);
    expect(inputsOf(modal).at(-1)).toMatchObject({
      block_id: 'warned',
      optional: false,
      element: { type: 'checkboxes', options: [{ text: { text: 'I have read this and want to go on' } }] },
    });
  });

  test('names the release that tells what was wrong with it when it last ran here', () => {
    const suspect = { sha: liveSha, why: 'undone', release: otherRelease, at: at('09:00') } as const;
    const text = textOf(rollbackModal({ ...draft, suspect, warnings: ['undone-here'] }));

    expect(text).toContain('It was last verified here <!date^');
    expect(text).toMatch(
      /What came of it when it last ran here, <!date[^>]+>: `\/release show checkout\.production\.e5f6a7b8`/,
    );
  });

  test('remembers the lane, the target, and what it warned about', () => {
    expect(JSON.parse(rollbackModal({ ...draft, warnings: ['never-verified'] }).private_metadata)).toEqual({
      step: 'confirm',
      service: 'checkout',
      environment: 'production',
      of: releaseId,
      target: liveSha,
      warned: ['never-verified'],
    });
  });

  test('offers the versions that could be meant, and takes none by itself', () => {
    const place = { service: checkout, environment: production, of: null, word: '9c8', reason: 'totals' };
    const modal = rollbackChoices(place, [
      { sha: liveSha, version: 'v2.13.0', verifiedAt: at('08:00'), suspect: 'undone' },
      { sha, version: null, verifiedAt: null, suspect: null },
    ]);
    expect(textOf(modal)).toContain('2 versions could be meant by `9c8`');
    const [select] = inputsOf(modal);
    expect(select?.element).toMatchObject({ type: 'static_select', options: [{ value: liveSha }, { value: sha }] });
    expect(JSON.stringify(select?.element)).toContain('verified here 2026-11-20 08:00 UTC; rolled back from since');
    expect(select?.element).not.toHaveProperty('initial_option');
    expect(JSON.parse(modal.private_metadata)).toMatchObject({ step: 'choose', reason: 'totals' });
  });

  test('is replaced by one sentence when there is nothing to go back to', () => {
    const modal = rollbackProblem('checkout', 'v2.13.0', 'Nobody knows its digests. Choose another version.');
    expect(modal.submit).toBeUndefined();
    expect(textOf(modal)).toContain('Nothing was rolled back');
  });
});

describe('the card of a rollback', () => {
  test('says from what to what, what it undoes, why, and who confirmed it', () => {
    const card = releaseCard(view(rollingBack(watching)));
    expect(card.text).toBe('◉ Rollback – Deployed, watching: checkout → production v2.13.0 (9c8b7a6)');
    const text = textOf(card);
    expect(text).toContain('Rollback confirmed by <@U0ANA>');
    expect(text).toContain('*From* `v2.14.0` (`4f2a91c`) *back to* `v2.13.0` (`9c8b7a6`)');
    expect(text).toContain(`It undoes \`${otherRelease}\`.`);
    expect(text).toContain('> totals are wrong');
    expect(text).toContain('*Undoes:* 12 commits');
    expect(text).toContain('1 migration lies in between');
  });

  test('says so while its facts are still being read', () => {
    const text = textOf(releaseCard(view(rollingBack(preparing))));
    expect(text).toContain('*back to* `9c8b7a6`');
    expect(text).toContain('> totals are wrong');
  });

  test('names what was read before it was confirmed', () => {
    const back = rollingBack(watching);
    const warned = { ...back, cause: { ...back.cause, warned: ['config-differs'] } } as typeof back;
    expect(textOf(releaseCard(view(warned)))).toContain(
      '<@U0ANA> had read that it was built for another configuration.',
    );
  });

  test('waits for what it cancels', () => {
    const waiting = { ...rollingBack(scheduled), waiting: { for: 'cancelled', behind: otherRelease } } as const;
    const card = releaseCard(view(waiting));
    expect(card.text).toContain('Rollback – Waiting for what it cancels');
    expect(textOf(card)).toContain(`\`${otherRelease}\` is being cancelled. This starts as soon as its run is over.`);
  });

  test('asks once more with what is new, on the card, in the dialog and in the thread', () => {
    const again = {
      ...rollingBack(ready),
      because: 'rollback-changed',
      detail: 'never-verified,migration-between',
    } as const;
    const card = releaseCard(view(again));
    expect(textOf(card)).toContain('△ It is none of the last ten versions that a watch saw work here');
    expect(textOf(card)).toContain('A deployer has to press Roll back before');
    const button = buttonsOf(card).find(({ action_id: id }) => id === 'release.deploy');
    expect(button?.text.text).toBe('Roll back');
    expect(button?.confirm?.text.text).toContain(
      'Note: it is none of the last ten versions that were seen to work here; the database schema has changed since.',
    );
    const note = { kind: 'ready-again', because: again.because, detail: again.detail, ask: [ana] } as const;
    expect(textOf(threadNote(note, view(again)))).toContain('Asked to press Roll back on the card: <@U0ANA>.');
  });

  test('that GitHub refused waits for Roll back, also in its thread: it has no Deploy', () => {
    const waits = view({ ...rollingBack(ready), because: 'dispatch-refused', detail: 'HTTP 403' });
    const refused = { kind: 'ready-again', because: 'dispatch-refused', detail: 'HTTP 403', ask: [ana] } as const;
    const { expiresAt } = ready.proposal.subject;
    const reminder = { kind: 'reminder', of: 'ready', expiresAt, who: [ana] } as const;
    const said = textOf(threadNote(refused, waits)) + textOf(threadNote(reminder, waits));

    expect(said).toContain('It waits for Roll back');
    expect(said).toContain('Asked to press Roll back: <@U0ANA>.');
    expect(said).toContain('Roll back is still to be pressed');
    expect(said).not.toMatch(/Deploy|approval/);
  });

  test('offers no way back to what it has undone, and no second request', () => {
    expect(actionsOf(releaseCard(view(rollingBack(watching))))).toEqual(['watch.accept', 'watch.chart']);
    const unsent = { ...ended(outcomes.withdrawn), dispatch: null, run: null };
    expect(actionsOf(releaseCard(view(rollingBack(unsent))))).toEqual([]);
  });
});

describe('a replay', () => {
  test('is called one, and says that nothing is built', () => {
    const card = releaseCard(view({ ...awaiting, kind: 'replay' }));
    expect(card.text).toBe('◇ Replay – Waiting for a decision: checkout → production v2.14.0 (4f2a91c)');
    expect(textOf(card)).toContain('*Replay of `v2.14.0 (4f2a91c)`:* the same images by digest, without a build.');
  });
});

test('a release that was rolled back says by what, and the lane can be opened again from its card', () => {
  const hold = {
    reason: 'rolled back to 9c8b7a6: totals',
    since: now,
    release: otherRelease,
    kind: 'rollback' as const,
  };
  const card = releaseCard(view(ended(outcomes['rolled-back']), { hold }));
  expect(card.text).toContain('Rolled back: checkout');
  expect(textOf(card)).toContain(`It was undone by the rollback \`${otherRelease}\`.`);
  expect(actionsOf(card)).toContain('lane.clear-hold');
});

function inputsOf(modal: Modal): readonly InputBlock[] {
  return modal.blocks.filter((block) => block.type === 'input');
}
