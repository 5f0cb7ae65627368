import { expect, test } from 'vitest';
import { verifyBundle } from '../../src/evidence/bundle-verify.ts';
import { readOlder } from '../support/older.ts';

const { bundles } = readOlder();

test.each(Object.keys(bundles))('the bundle that an older version exported of %s is still genuine', (name) => {
  expect(verifyBundle(Buffer.from(bundles[name] ?? ''), null)).toMatchObject({ kind: 'sound' });
});
