import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areBlocksTooLong, checkBlocks, checkFields } from '../../sandbox/slack/block-check.ts';
import { isList, isObject, type Json, objectsOf } from '../../sandbox/slack/json.ts';
import { viewFields } from '../../sandbox/slack/limits.ts';
import { type Block, type Button, type Message, type Modal } from '../../src/cards/block-kit.ts';
import { message } from '../../src/cards/blocks.ts';
import { parseButtonValue } from '../../src/cards/button-value.ts';
import { checklistBlocks } from '../../src/cards/checklist-card.ts';
import { checklistExport } from '../../src/cards/checklist-export.ts';
import { checklistMarkdown } from '../../src/cards/checklist-markdown.ts';
import { checklistModal } from '../../src/cards/checklist-modal.ts';
import { itemName } from '../../src/cards/checklist-names.ts';
import { itemText } from '../../src/cards/checklist-sentences.ts';
import { limits } from '../../src/cards/limits.ts';
import { prose } from '../../src/cards/text.ts';
import { verifyModal } from '../../src/cards/verify-modal.ts';
import { openItems } from '../../src/domain/checklist/checklist.ts';
import { checklistLine } from '../../src/domain/checklist/line.ts';
import { type GithubLogin } from '../../src/domain/ids.ts';
import { ana, checklist, now, policy, sha, tick } from '../domain/checklist/facts.ts';
import { candidateFrom, eventful, items, lane, release, requestedBy, shown, texts } from './checklist-samples.ts';
import { hostile } from './hostile.ts';
import { textsOfBlock } from './reading.ts';

describe('each item', () => {
  test.each(texts.map((text) => [text.code, text] as const))('%s: is one short line of its own', (_code, text) => {
    const { mrkdwn } = itemText(text);
    expect(mrkdwn).toMatch(/^[A-Z0-9]/);
    expect(mrkdwn).not.toMatch(/\n|undefined|null|\.$/);
    expect(mrkdwn.length).toBeLessThanOrEqual(130);
  });

  test('says of breaking changes that are not known why, what that means, and what to do', () => {
    const { mrkdwn } = itemText({ code: 'breaking-not-searched' });
    expect(mrkdwn).toMatch(
      /not known, for .*could not be read\. It blocks nothing: ask the authors before you approve/,
    );
  });

  test('says something that no other says', () => {
    expect(new Set(texts.map((text) => itemText(text).mrkdwn)).size).toBe(texts.length);
  });

  test('has a name for people where only its id is at hand', () => {
    for (const { id } of checklistLine(items)) expect(itemName(id).mrkdwn).not.toMatch(/:[0-9a-f]{16}|^the item/);
    expect(itemName('dependencies.@acme/forms@2.0.0.licence').mrkdwn).toBe('the licence of `@acme/forms@2.0.0`');
    expect(itemName('tests.unit.failed:811-of-812').mrkdwn).toBe('the unit tests');
  });
});

describe('the card', () => {
  test('says of a routine patch that nothing is open', () => {
    const [block] = checklistBlocks(release, checklist(), policy);
    expect(textIn(block)).toBe('*Checklist:* 10 settled, none open.');
  });

  test('names each open item and who can settle it', () => {
    const text = textIn(checklistBlocks(release, items, lane)[0]);
    expect(text).toContain('☐ Unit tests: 811/812 passed\n');
    expect(text).toContain('☐ QA verification in `staging` (takes the role `qa`: <@U0QUINN>)');
    expect(text).not.toContain('Backup verified');
  });

  test('counts the open items that it has no room to name', () => {
    const text = textIn(checklistBlocks(release, items, lane)[0]);
    expect(openItems(items)).toHaveLength(8);
    expect(text.split('\n')).toHaveLength(9);
    const more = checklist({ candidate: candidateFrom('x', 30), policy: lane });
    expect(textIn(checklistBlocks(release, more, lane)[0])).toContain(`and ${openItems(more).length - 8} more.`);
  });

  test('says when nobody has the role that an item takes', () => {
    const nobody = { ...lane, people: policy.people.filter(({ roles }) => !roles.includes('qa')) };
    expect(textIn(checklistBlocks(release, items, nobody)[0])).toContain(
      '(takes the role `qa`: `gonogo.yaml` gives it to nobody)',
    );
  });

  test('leads to the full list with one click', () => {
    const [block] = checklistBlocks(release, items, lane);
    expect(buttonsIn(block === undefined ? [] : [block])).toMatchObject([{ action_id: 'checklist.show' }]);
  });

  test('of a rollback, which has no checklist, shows none', () => {
    expect(checklistBlocks(release, [], policy)).toEqual([]);
  });
});

const anas = { login: 'ana' as GithubLogin, name: 'Ana', email: 'ana@example.com' };
const pushedByAna = { kind: 'known', who: anas, from: 'push' } as const;

describe('the full list', () => {
  const modal = checklistModal(shown);
  const text = modal.blocks.flatMap(textsOfBlock).join('\n');

  test('has the eight sections in their order', () => {
    expect(text.match(/^\*[A-Z][a-z ]+\*$/gm)).toEqual([
      '*Changes included*',
      '*Tests passed*',
      '*Database changes*',
      '*Dependencies*',
      '*Breaking changes*',
      '*Rollback plan*',
      '*Monitoring*',
      '*Staging*',
    ]);
  });

  test('shows what settled an item: its source, or the person with date and note', () => {
    expect(text).toContain('☑ E2E tests: 12/12 passed · <https://github.com/acme/checkout/actions/runs/7001|Source>');
    expect(text).toMatch(/☑ Backup verified · <@U0ANA>, <!date\^\d+\^[^>]+>: Restored into staging at 09:00\./);
  });

  test('has a Verify button for each open item, and for what may be recorded once for the lane', () => {
    const verify = buttonsIn(modal.blocks).filter((button) => button.action_id === 'checklist.verify');
    expect(verify.map(({ value }) => parseButtonValue(value))).toEqual(
      [...openItems(items).map(({ id }) => id), 'monitoring.dashboards']
        .toSorted((a, b) => place(a) - place(b))
        .map((item) => ({ kind: 'item', release, item, sha })),
    );
  });

  test('has no Verify button once nothing can be verified any more', () => {
    const closed = checklistModal({ ...shown, verifying: 'closed' });
    expect(buttonsIn(closed.blocks).map((button) => button.action_id)).toEqual(['checklist.export']);
  });

  test('can only be closed, and be exported', () => {
    expect(modal.submit).toBeUndefined();
    expect(buttonsIn(modal.blocks).at(-1)).toMatchObject({ action_id: 'checklist.export' });
  });
});

describe('the form for one item', () => {
  const [first] = openItems(items);
  const qa = items.find(({ text }) => text.code === 'qa-verified');

  test('wants a note where one is wanted, and takes one otherwise', () => {
    const optional = [first, qa].map((item) => {
      const blocks = item === undefined ? [] : verifyModal({ ...shown, sha, item }).blocks;
      return blocks.find((block) => block.type === 'input')?.optional;
    });
    expect(optional).toEqual([false, true]);
  });

  test('carries the release, the item and the commit that the person saw', () => {
    const modals = openItems(items).map((item) => verifyModal({ ...shown, sha, item }));
    expect(new Set(modals.map((modal) => modal.callback_id))).toEqual(new Set(['checklist.verify']));
    expect(modals.map((modal) => parseButtonValue(modal.private_metadata))).toEqual(
      openItems(items).map(({ id }) => ({ kind: 'item', release, item: id, sha })),
    );
  });
});

test.each([
  `{"r":"${release}","i":"tests.unit"}`,
  `{"r":"${release}","i":"tests unit","c":"${sha}"}`,
  `{"r":"${release}","i":"","c":"${sha}"}`,
  `{"r":"${release}","i":"tests.unit","c":"abc1234"}`,
  `{"r":"../../etc","i":"tests.unit","c":"${sha}"}`,
  `{"r":"${release}","i":["tests.unit"],"c":"${sha}"}`,
])('a value that we did not write names no item: %s', (text) => {
  expect(parseButtonValue(text)).toBeNull();
});

describe('whatever the texts are', () => {
  test('Slack takes the card, the list, the forms and the export', () => {
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 0, max: 40 }), (text, many) => {
        const all = surfacesFrom(text, many);
        for (const modal of all.modals) {
          const json = asJson(modal);
          expect(checkBlocks(asJson(modal.blocks), 'modal')).toEqual([]);
          expect(isObject(json) ? checkFields(json, viewFields.modal, '/view') : ['no']).toEqual([]);
        }
        for (const one of all.messages) {
          expect(checkBlocks(asJson(one.blocks), 'message')).toEqual([]);
          expect(areBlocksTooLong(objectsOf(asJson(one.blocks)))).toBe(false);
          expect(JSON.stringify(one.blocks).length).toBeLessThanOrEqual(limits.messageCharacters);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('nobody is mentioned whom we did not mean, and no code block is left open', () => {
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 0, max: 40 }), (text, many) => {
        const all = surfacesFrom(text, many);
        for (const block of [...all.modals, ...all.messages].flatMap((surface) => surface.blocks)) {
          if (block.type !== 'section' && block.type !== 'context') continue;
          for (const mrkdwn of textsOfBlock(block)) {
            expect(mrkdwn.match(/<@(?!U0(?:ANA|QUINN)>)|<!(?!date\^)|<#/g)).toBeNull();
            expect(mrkdwn.split('```').length % 2).toBe(1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['nobody who had a part in it', {}, requestedBy, '<@U0ANA>, <!date'],
    ['its author', { authors: [anas] }, requestedBy, '<@U0ANA> (its author), <!date'],
    ['a co-author', { coAuthors: [anas] }, requestedBy, '<@U0ANA> (a co-author of it), <!date'],
    ['the last pusher', { lastPusher: pushedByAna }, requestedBy, '<@U0ANA> (who pushed it last), <!date'],
    ['the requester', {}, ana, '<@U0ANA> (who asked for it), <!date'],
  ] as const)('says on the line that an item was verified by %s', (_who, change, by, words) => {
    const modal = checklistModal({ ...shown, candidate: { ...eventful, ...change }, requestedBy: by });
    expect(modal.blocks.map(textIn).join('\n')).toContain(words);
  });

  test('every button of the list names its item', () => {
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 0, max: 40 }), (text, many) => {
        const list = checklist({ candidate: candidateFrom(text, many), policy: lane });
        const values = buttonsIn(checklistModal({ ...shown, items: list }).blocks)
          .filter((button) => button.action_id === 'checklist.verify')
          .map(({ value }) => parseButtonValue(value));
        expect(values.filter((value) => value?.kind === 'item')).toHaveLength(openItems(list).length + 1);
      }),
      { numRuns: 60 },
    );
  });
});

function surfacesFrom(
  text: string,
  many: number,
): { readonly modals: readonly Modal[]; readonly messages: readonly Message[] } {
  const candidate = candidateFrom(text, many);
  const untouched = checklist({ candidate, policy: lane });
  const ticks = untouched.map(({ id }) => tick(id, { note: text }));
  const list = many % 3 === 0 ? checklist({ candidate, policy: lane, ticks }) : untouched;
  const named = { ...shown, title: prose(text, 100), items: list };
  const markdown = checklistMarkdown({ items: list, candidate, policy: lane, requestedBy, preparedBy: text, now });
  return {
    modals: [checklistModal(named), ...list.slice(0, 5).map((item) => verifyModal({ ...named, sha, item }))],
    messages: [message(text, checklistBlocks(release, list, lane)), checklistExport(text, markdown)],
  };
}

function place(id: string): number {
  return items.findIndex((item) => item.id === id);
}

function textIn(block: Block | undefined): string {
  return block === undefined ? '' : textsOfBlock(block).join('\n');
}

function buttonsIn(blocks: readonly Block[]): readonly Button[] {
  return blocks.flatMap((block) => {
    if (block.type === 'actions') return block.elements.filter((element) => element.type === 'button');
    return block.type === 'section' && 'text' in block && block.accessory !== undefined ? [block.accessory] : [];
  });
}

/** As it goes over the wire. */
function asJson(value: unknown): Json {
  const json: unknown = JSON.parse(JSON.stringify(value));
  return isList(json) || isObject(json) ? json : null;
}
