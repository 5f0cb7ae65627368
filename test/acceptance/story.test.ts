import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const run = promisify(execFile);

test('the demo tells its story in the terminal, and exits with 0 because the bot did what it says', async () => {
  const env = { ...process.env, REDIS_URL: inject('redisUrl') };
  const { stdout } = await run(process.execPath, ['sandbox/demo.ts', '--story'], { env });
  const chapters = [
    'Redis: the one that REDIS_URL names',
    'Finn asks for a release',
    '[ Approve ]  [ Reject ]  [ Withdraw ]',
    'You wrote some of these commits',
    'v2.14.0 is live',
    'Succeeded: checkout',
    'Errors rose after a deployment',
    'had authorised one rollback',
    'Rollback – Succeeded: checkout',
    'That was the story',
  ];
  const places = chapters.map((chapter) => stdout.indexOf(chapter));
  expect(chapters.filter((_, at) => places[at] === -1)).toEqual([]);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
