import { stringify } from 'node:querystring';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyKind, parseBody } from '../../../src/adapters/slack/request-body.ts';
import { formOf } from './support.ts';

test.each([
  ['application/x-www-form-urlencoded', 'form'],
  ['application/x-www-form-urlencoded; charset=utf-8', 'form'],
  ['APPLICATION/X-WWW-FORM-URLENCODED;charset=UTF-8', 'form'],
  ['application/json', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['text/plain', null],
  ['multipart/form-data; boundary=x', null],
  ['application/json2', null],
  ['', null],
  [undefined, null],
])('takes the content type %j for %j', (contentType, kind) => {
  expect(bodyKind(contentType)).toBe(kind);
});

test('reads every payload back as it was sent, whatever people wrote in it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
      const sent: unknown = JSON.parse(JSON.stringify(payload));
      expect(parseBody('form', Buffer.from(formOf(payload)))?.body).toEqual(sent);
      expect(parseBody('json', Buffer.from(JSON.stringify(payload)))?.body).toEqual(sent);
    }),
  );
});

test('reads a press without the message in which its button stood, and everything else of it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.object(), fc.jsonValue(), (before, message, actions) => {
      const press = { ...before, type: 'block_actions', message, actions };
      const sent = JSON.parse(JSON.stringify({ ...press, message: null })) as object;
      expect(parseBody('form', Buffer.from(formOf(press)))?.body).toEqual(sent);
    }),
  );
});

test.each([
  { type: 'block_actions', actions: [{ value: '"message":{"a":1}' }], user: { id: 'U0ANA' } },
  { type: 'block_actions', actions: [{ value: '\\"message\\":{' }] },
  { type: 'view_submission', message: { text: 'kept' } },
])('takes nothing that somebody wrote for the message of a press: %j', (payload) => {
  expect(parseBody('form', Buffer.from(formOf(payload)))?.body).toEqual(payload);
});

test('reads the fields of a slash command', () => {
  const fields = { command: '/release', text: 'status checkout & more+less 100%', user_id: 'U0ANA' };

  expect({ ...parseBody('form', Buffer.from(stringify(fields)))?.body }).toEqual(fields);
});

test('finds the payload among other fields', () => {
  const body = `ssl_check=0&${formOf({ type: 'block_actions' })}`;

  expect(parseBody('form', Buffer.from(body))?.body).toEqual({ type: 'block_actions' });
});

test.each([
  ['form', 'payload=%7B'],
  ['form', 'payload=%ZZ'],
  ['form', 'payload=[]'],
  ['form', 'payload=null'],
  ['form', 'payload=1&payload=2'],
  ['form', 'text=a&text=b'],
  ['json', ''],
  ['json', '[]'],
  ['json', 'null'],
  ['json', '"text"'],
  ['json', '{'],
] as const)('reads nothing from the %s body %j', (kind, body) => {
  expect(parseBody(kind, Buffer.from(body))).toBeNull();
});
