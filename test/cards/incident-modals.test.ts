import { describe, expect, test } from 'vitest';
import { type InputBlock, type Modal } from '../../src/cards/block-kit.ts';
import { callbackIds } from '../../src/cards/ids-of-fields.ts';
import { finishActionModal, reviewModal, takeActionModal } from '../../src/cards/incident-after-modals.ts';
import {
  declareModal,
  noteModal,
  resolveModal,
  roleModal,
  severityModal,
  updateModal,
} from '../../src/cards/incident-modals.ts';
import { type ServiceId } from '../../src/domain/ids.ts';
import { ana } from '../support/people.ts';
import { breached, does, incident, resolvedByAna, scene, services, viewOf } from './incident-samples.ts';
import { textOf } from './reading.ts';

const { rules } = scene().policy;
const fresh = { incident, severity: null, title: '', services, service: null, rules } as const;

function inputs(modal: Modal): readonly InputBlock[] {
  return modal.blocks.filter((block): block is InputBlock => block.type === 'input');
}

function elementOf(modal: Modal, block: string): InputBlock['element'] {
  const found = inputs(modal).find(({ block_id }) => block_id === block);
  if (found === undefined) throw new Error(`The form has no ${block}.`);
  return found.element;
}

describe('declaring', () => {
  test('shows each severity in plain words with the time to respond', () => {
    expect(elementOf(declareModal(fresh), 'severity')).toMatchObject({
      options: [
        { value: 'P1', text: { text: 'P1: complete outage' }, description: { text: 'Somebody responds at once' } },
        { value: 'P2', description: { text: 'Somebody responds within 1 h' } },
        { value: 'P3', description: { text: 'Somebody responds within 4 h' } },
        {
          value: 'P4',
          text: { text: 'P4: cosmetic, or not urgent' },
          description: { text: 'Somebody responds by 10:00 on the next working day' },
        },
      ],
      initial_option: { value: 'P2' },
    });
  });

  test('promises a page only where there is one, and says that everybody hears in the end', () => {
    const text = textOf(declareModal(fresh));
    expect(text).toContain(
      'Of P1, P2 and P3 level 1 of the ladder is paged at once as well, of a P4 only by 10:00 on the next working day.',
    );
    expect(JSON.stringify(declareModal(fresh))).toContain(
      'one level more after 30 min and 45 min, and everybody in it after 1 h.',
    );
  });

  test('is filled with what was typed', () => {
    const modal = declareModal({ ...fresh, severity: 'P1', title: 'Nobody can pay', service: services[1] });
    expect(elementOf(modal, 'severity')).toMatchObject({ initial_option: { value: 'P1' } });
    expect(elementOf(modal, 'title')).toMatchObject({ initial_value: 'Nobody can pay' });
    expect(elementOf(modal, 'service')).toMatchObject({ initial_option: { value: 'billing' } });
    expect(modal).toMatchObject({
      callback_id: callbackIds.declare,
      private_metadata: JSON.stringify({ n: incident }),
    });
  });

  test('is about no service unless one is named', () => {
    expect(elementOf(declareModal(fresh), 'service')).toMatchObject({ initial_option: { value: '_' } });
  });

  test('always offers the service that is named, however many there are', () => {
    const many = Array.from({ length: 300 }, (_, index) => `service-${index}` as ServiceId);
    const last = many[299] ?? null;
    expect(elementOf(declareModal({ ...fresh, services: many, service: last }), 'service')).toMatchObject({
      initial_option: { value: 'service-299' },
    });
  });

  test('says the times of the config, not those of the book', () => {
    const slow = { ...rules, P1: { ...rules.P1, repeatEvery: 120_000 }, P2: { ...rules.P2, breach: 1_800_000 } };
    const modal = declareModal({ ...fresh, rules: slow });
    expect(JSON.stringify(modal)).toContain('one level more every 2 min');
    expect(JSON.stringify(modal)).toContain('Somebody responds within 30 min');
  });
});

describe('the other forms', () => {
  const open = viewOf(breached());
  const over = viewOf(resolvedByAna());
  const [document] = over.incident.actions;
  if (document === undefined) throw new Error('A rollback leaves actions.');

  test.each([
    ['resolve', resolveModal(open), callbackIds.resolve, ['how']],
    ['severity', severityModal(open), callbackIds.changeSeverity, ['severity', 'reason']],
    ['role', roleModal(open), callbackIds.giveRole, ['role', 'to']],
    ['note', noteModal(open), callbackIds.note, ['text']],
    ['update', updateModal(open), callbackIds.update, ['text']],
    ['review', reviewModal(over), callbackIds.review, ['impact', 'causes', 'follow-ups']],
    ['take an action', takeActionModal(over, document), callbackIds.takeAction, ['owner']],
    ['finish an action', finishActionModal(over, document), callbackIds.finishAction, ['note']],
  ] as const)('%s: names the incident and asks for what it needs', (_name, modal, callback, blocks) => {
    expect(modal.callback_id).toBe(callback);
    expect(JSON.parse(modal.private_metadata)).toMatchObject({ n: incident });
    expect(textOf(modal)).toContain('*P1* · checkout → production: The health check fails');
    expect(inputs(modal).map(({ block_id }) => block_id)).toEqual(blocks);
  });

  test('of an action carries its name, and whoever has it', () => {
    const modal = takeActionModal(over, document);
    expect(JSON.parse(modal.private_metadata)).toEqual({ n: incident, d: 'document' });
    expect(elementOf(modal, 'owner')).toEqual({ type: 'users_select', action_id: 'owner', initial_user: ana.slack });
  });

  test('a role that nobody has is proposed first', () => {
    expect(elementOf(roleModal(open), 'role')).toMatchObject({ initial_option: { value: 'lead' } });
    const s = breached();
    s.when(ana, does.acknowledge());
    expect(elementOf(roleModal(viewOf(s)), 'role')).toMatchObject({ initial_option: { value: 'communications' } });
  });

  test('the severity that it has is chosen', () => {
    expect(elementOf(severityModal(open), 'severity')).toMatchObject({ initial_option: { value: 'P1' } });
  });

  test('resolving what nobody has says that it acknowledges as well', () => {
    expect(textOf(resolveModal(open))).toContain('That acknowledges it as well.');
    const s = breached();
    s.when(ana, does.acknowledge());
    expect(textOf(resolveModal(viewOf(s)))).not.toContain('acknowledges it as well');
  });

  test('a review can be changed', () => {
    const s = resolvedByAna();
    s.when(ana, does.review('A missing index.'));
    expect(elementOf(reviewModal(viewOf(s)), 'causes')).toMatchObject({ initial_value: 'A missing index.' });
  });
});
