import { describe, expect, test } from 'vitest';
import { adoptRunModal, rejectModal } from '../../src/cards/answer-modals.ts';
import { type InputBlock, type Modal } from '../../src/cards/block-kit.ts';
import { parseButtonValue } from '../../src/cards/button-value.ts';
import { rejectFields, requestFields } from '../../src/cards/ids-of-fields.ts';
import { requestLoading, requestModal, requestProblem } from '../../src/cards/request-modal.ts';
import { type RequestDraft } from '../../src/domain/views.ts';
import { candidate, checkout, now, policy, production, releaseId, sha } from './fixtures.ts';
import { advised, passing, red } from './gates-shown.ts';
import { textOf } from './reading.ts';
import { awaiting, dispatching, steps, view } from './releases.ts';

const draft: RequestDraft = {
  kind: 'deploy',
  service: checkout,
  environment: production,
  ref: 'main',
  candidate,
  policy,
  gates: [],
  checklist: [],
  summary: 'Round the total before tax',
  now,
};

describe('the request form', () => {
  test('opens at once with nothing to send, and says that it is loading', () => {
    const modal = requestLoading(checkout, production, 'main');
    expect(modal.submit).toBeUndefined();
    expect(textOf(modal)).toContain('Reading the commits');
  });

  test('can be sent as it opens: every required field has a value', () => {
    const required = inputsOf(requestModal(draft)).filter((input) => !input.optional);
    expect(required.map((input) => input.block_id)).toEqual(['summary', 'urgency', 'risk']);
    expect(required.map(initialOf)).toEqual(['Round the total before tax', 'Routine', 'Medium']);
  });

  test('has a summary even where the commit has none', () => {
    const [summary] = inputsOf(requestModal({ ...draft, summary: ' ' }));
    expect(summary === undefined ? null : initialOf(summary)).toBe('Deploy main');
  });

  test('asks for nothing that can be found out, and shows it instead', () => {
    const text = textOf(requestModal(draft));
    expect(text).toContain('12 commits ahead');
    expect(text).toContain('|Compare>');
    expect(text).toContain('*Authors:* eli, finn');
    expect(text).toContain('2 go votes from `approver`');
  });

  test('offers no emergency, and says how there is one', () => {
    const urgency = inputsOf(requestModal(draft)).find((input) => input.block_id === 'urgency');
    expect(urgency?.element).toMatchObject({ options: [{ value: 'Routine' }, { value: 'Urgent' }] });
    expect(urgency?.hint?.text).toContain('declared');
  });

  test('warns before it is sent when nobody could approve it', () => {
    const blocked = { ...draft, policy: { ...policy, blockingNotEvaluated: ['gate "scorecard" (scorecard)'] } };
    expect(textOf(requestModal(blocked))).toContain('It can be requested, but not approved yet');
  });

  test('says before it is sent which gates and items keep it from being approved', () => {
    const item = {
      id: 'breaking.guide',
      section: 'breaking-changes',
      text: { code: 'breaking-guide' },
      state: { kind: 'open', needs: { role: null, note: 'optional' } },
    } as const;
    const text = textOf(requestModal({ ...draft, gates: [passing, red, advised], checklist: [item] }));
    expect(text).toContain('*Not approvable before these gates pass:*');
    expect(text).toContain('|integration-gate> (workflow run): failed.');
    expect(text).not.toContain('|scorecard>');
    expect(text).toContain('1 open');
  });

  test('of a replay says that nothing is built, and is otherwise the same', () => {
    const modal = requestModal({ ...draft, kind: 'replay', summary: '' });
    expect(modal.title.text).toBe('Replay a release');
    expect(textOf(modal)).toContain('the same images by digest as before, without a build. `replay.yml` starts them.');
    expect(JSON.parse(modal.private_metadata)).toMatchObject({ kind: 'replay' });
    const [summary] = inputsOf(modal);
    expect(summary === undefined ? null : initialOf(summary)).toBe('Replay main');
  });

  test('remembers what it is about', () => {
    expect(JSON.parse(requestModal(draft).private_metadata)).toEqual({
      kind: 'deploy',
      service: 'checkout',
      environment: 'production',
      ref: 'main',
      sha,
    });
  });

  test('falls back to the commit for a ref that is too long to remember', () => {
    const metadata = JSON.parse(requestModal({ ...draft, ref: 'x'.repeat(4000) }).private_metadata) as { ref: string };
    expect(metadata.ref).toBe(sha);
  });

  test('the place of every field is known to those who read the answer', () => {
    const places = inputsOf(requestModal(draft)).map((input) => ({
      block: input.block_id,
      action: input.element.action_id,
    }));
    expect(places).toEqual(Object.values(requestFields));
  });

  test('is replaced by one clear sentence when there is nothing to request', () => {
    const modal = requestProblem('chekcout', 'main', 'There is no service chekcout. Did you mean checkout?');
    expect(modal.submit).toBeUndefined();
    expect(textOf(modal)).toContain('Did you mean checkout?');
  });
});

describe('the forms behind buttons', () => {
  test('a rejection wants a reason', () => {
    const modal = rejectModal(view(awaiting));
    expect(modal.callback_id).toBe('release.reject');
    expect(inputsOf(modal)).toMatchObject([{ block_id: rejectFields.reason.block, optional: false }]);
  });

  test('they remember the release that their button named', () => {
    for (const modal of [rejectModal(view(awaiting)), adoptRunModal(view(dispatching(steps['asking-person'])))]) {
      expect(parseButtonValue(modal.private_metadata)).toMatchObject({ kind: 'release', release: releaseId });
    }
  });

  test('linking a run shows the two that were found', () => {
    const modal = adoptRunModal(view(dispatching(steps['two-runs'])));
    expect(modal.callback_id).toBe('dispatch.adopt');
    expect(textOf(modal)).toContain('|run 7781234568>');
  });
});

function inputsOf(modal: Modal): readonly InputBlock[] {
  return modal.blocks.filter((block) => block.type === 'input');
}

function initialOf(input: InputBlock): string | null {
  const { element } = input;
  if (element.type === 'radio_buttons') return element.initial_option.value;
  return element.type === 'plain_text_input' ? (element.initial_value ?? null) : null;
}
