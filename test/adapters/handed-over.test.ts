import { expect, test } from 'vitest';
import { createHandedOver } from '../../src/adapters/handed-over.ts';

test('what waits in the queue is not put in again', () => {
  const handedOver = createHandedOver(3000, () => 0);

  expect(handedOver.take('card-1')).toBe(true);
  expect(handedOver.take('card-1')).toBe(false);
  expect(handedOver.take('card-2')).toBe(true);
});

test('what somebody has begun is put in again, for it may have begun on an older state', () => {
  const handedOver = createHandedOver(3000, () => 0);
  handedOver.take('card-1');
  handedOver.begun('card-1');

  expect(handedOver.take('card-1')).toBe(true);
});

test('a job that was lost is put in again after a while', () => {
  let now = 0;
  const handedOver = createHandedOver(3000, () => now);
  handedOver.take('card-1');
  now = 2999;
  expect(handedOver.take('card-1')).toBe(false);
  now = 3000;

  expect(handedOver.take('card-1')).toBe(true);
});

test('no more than a few wait in the queue at a time; a further one has its turn when one of them was begun or lost', () => {
  let now = 0;
  const handedOver = createHandedOver(3000, () => now, 2);
  handedOver.take('card-1');
  handedOver.take('card-2');
  expect(handedOver.take('card-3')).toBe(false);
  handedOver.begun('card-1');
  expect(handedOver.take('card-3')).toBe(true);
  expect(handedOver.take('card-4')).toBe(false);
  now = 3000;

  expect(handedOver.take('card-4')).toBe(true);
});
