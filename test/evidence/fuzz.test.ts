import { expect, test } from 'vitest';
import { randomFrom } from '../../bench/parts/figures.ts';
import { makeHeavy } from '../../fuzz/parts/heavy-zips.ts';
import { makeJsonCase } from '../../fuzz/parts/json-cases.ts';
import { readCase } from '../../fuzz/parts/read-case.ts';
import { makeZipCase } from '../../fuzz/parts/zip-cases.ts';

test('of a thousand files none is believed that should not be, and none refused that should be believed', async () => {
  const random = randomFrom(11);
  const heavy = await makeHeavy();
  const wrong: string[] = [];
  for (let index = 0; index < 1000; index += 1) {
    const one = makeZipCase(random, heavy);
    const { outcome, detail } = await readCase(one);
    if (outcome !== 'right') wrong.push(`${one.name}: ${detail}`);
  }

  expect(wrong).toEqual([]);
});

test('the files that are made to be believed are about one in four', () => {
  const random = randomFrom(1);
  const good = Array.from({ length: 400 }, () => makeJsonCase(random)).filter((one) => one.good === 'good');

  expect(good.length).toBeGreaterThan(60);
  expect(good.length).toBeLessThan(160);
});
