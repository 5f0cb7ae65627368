import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buttonValue, historyButtonValue, laneButtonValue, parseButtonValue } from '../../src/cards/button-value.ts';
import { checkout, production, proposal, releaseId } from './fixtures.ts';
import { hostile } from './hostile.ts';

test('a release’s button names the release and the start of the subject that its card shows', () => {
  const value = buttonValue(releaseId, proposal.hash);

  expect(JSON.parse(value)).toEqual({ r: releaseId, s: proposal.hash.slice(0, 16) });
  expect(parseButtonValue(value)).toEqual({ kind: 'release', release: releaseId, shown: proposal.hash.slice(0, 16) });
});

test('before there is a subject the button names the release alone', () => {
  expect(parseButtonValue(buttonValue(releaseId))).toEqual({ kind: 'release', release: releaseId, shown: null });
});

test('a history’s button says what was asked for', () => {
  const query = 'service:checkout status:failed';
  expect(parseButtonValue(historyButtonValue(query))).toEqual({ kind: 'history', query });
  expect(parseButtonValue('{"h":1}')).toBeNull();
});

test('a lane’s button names the lane', () => {
  expect(parseButtonValue(laneButtonValue(checkout, production))).toEqual({
    kind: 'lane',
    service: checkout,
    environment: production,
  });
});

test.each([
  '',
  'approve',
  'null',
  '[]',
  '"checkout"',
  '{}',
  '{"r":1}',
  '{"r":"../../etc"}',
  `{"r":"${releaseId}","s":"short"}`,
  `{"r":"${releaseId}","s":"0123456789ABCDEF"}`,
  `{"r":"${releaseId}","x":"more"}`,
  `{"r":"${releaseId}","l":"checkout.production"}`,
  '{"s":"0123456789abcdef"}',
  '{"l":"checkout"}',
  '{"l":"checkout.production.more"}',
  '{"l":"Checkout.production"}',
  `{"r":"${releaseId}","__proto__":{}}`,
])('a value that we did not write is nobody’s: %s', (text) => {
  expect(parseButtonValue(text)).toBeNull();
});

test('no text at all is mistaken for a button of ours, and none breaks the parser', () => {
  fc.assert(
    fc.property(fc.oneof(hostile(), fc.json()), (text) => {
      const value = parseButtonValue(text);
      return value === null || (value.kind === 'release' && text === buttonValue(value.release));
    }),
  );
});
