import { expect, test } from 'vitest';
import { answerOf, LedgerDamaged, LedgerUnavailable, ledgerError } from '../../../src/adapters/ledger/errors.ts';

test.each([
  { said: "OOM command not allowed when used memory > 'maxmemory'.", reason: 'memory limit' },
  { said: 'MISCONF Errors writing to the AOF file: No space left on device', reason: 'cannot write to its disk' },
  { said: "READONLY You can't write against a read only replica.", reason: 'replica' },
  { said: 'LOADING Redis is loading the dataset in memory', reason: 'reading its data' },
  { said: 'NOAUTH Authentication required.', reason: 'password' },
])('a write that Redis refused beforehand is known not to have happened: $said', ({ said, reason }) => {
  const error = ledgerError('confirm a commit', new Error(said));

  expect(error).toBeInstanceOf(LedgerUnavailable);
  expect(error).toMatchObject({ outcome: 'nothing-written' });
  expect(error.message).toMatch(/^Redis did not confirm a commit: .* Nothing was written\.$/);
  expect(error.message).toContain(reason);
});

test.each(['Command timed out', 'Connection is closed.', "Stream isn't writeable", 'read ECONNRESET', 'ERR something'])(
  'any other failure leaves the outcome open, and says that trying again is safe: %s',
  (said) => {
    expect(ledgerError('confirm a commit', new Error(said))).toMatchObject({
      outcome: 'unknown',
      message: `Redis did not confirm a commit (${said}). Whether it was done is not known; trying again is safe.`,
    });
  },
);

test('foreign content is damage, which trying again does not mend', () => {
  const wrongType = new Error('WRONGTYPE Operation against a key holding the wrong kind of value');

  expect(ledgerError('read', wrongType)).toBeInstanceOf(LedgerDamaged);
});

test('what was said once is not said again around itself', async () => {
  const first = new LedgerUnavailable('Redis did not answer.', 'unknown');

  await expect(answerOf('outer', Promise.reject(first))).rejects.toBe(first);
});
