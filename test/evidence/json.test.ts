import { describe, expect, test } from 'vitest';
import { mostJsonBytes, readJson } from '../../src/evidence/json.ts';

function outcomeOf(file: string | Buffer): unknown {
  const read = readJson(Buffer.from(file));
  return read.kind === 'json' ? read.value : read.problem.code;
}

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

describe('JSON of 200 MB, 100,000 deep, `__proto__`, duplicate keys, NaN and a byte-order mark', () => {
  test.each([
    ['more than 2 MB', ' '.repeat(mostJsonBytes + 1), 'file-too-large'],
    ['100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 'json-refused'],
    ['65 deep', '['.repeat(65) + ']'.repeat(65), 'json-refused'],
    ['more values than anybody needs', `[${'0,'.repeat(150_000)}0]`, 'json-refused'],
    ['__proto__', '{"__proto__":{}}', 'json-refused'],
    ['__proto__ in escapes', '{"\\u005F_proto__":{}}', 'json-refused'],
    ['__proto__ in a list', '[{"a":[{"__proto__":1}]}]', 'json-refused'],
    ['constructor', '{"constructor":1}', 'json-refused'],
    ['prototype', '{"a":{"prototype":1}}', 'json-refused'],
    ['a key twice', '{"a":1,"b":2,"a":3}', 'json-refused'],
    ['a key twice, once in escapes', '{"a":1,"\\u0061":3}', 'json-refused'],
    ['NaN', '{"a":NaN}', 'not-json'],
    ['Infinity', '[Infinity]', 'not-json'],
    ['a number that is larger than a number can be', '[1e400]', 'json-refused'],
    ['half of a character', '"\\ud800"', 'json-refused'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not-json'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'not-json'],
    ['two byte-order marks', Buffer.concat([mark, mark, Buffer.from('{}')]), 'not-json'],
    ['a text that does not end', '{"a":"b', 'not-json'],
    ['a comma too many', '[1,]', 'not-json'],
    ['a comment', '{} // fine', 'not-json'],
    ['nothing', '', 'not-json'],
  ])('is refused: %s', (_, file, code) => {
    expect(outcomeOf(file)).toBe(code);
  });

  test('is read safely when it begins with a byte-order mark', () => {
    expect(outcomeOf(Buffer.concat([mark, Buffer.from('{"a":1}')]))).toEqual({ a: 1 });
  });

  test('is refused within 2 seconds, however deep or long', () => {
    const start = performance.now();
    outcomeOf('{"a":'.repeat(400_000));
    outcomeOf('"\\u0061'.repeat(200_000));
    outcomeOf(`{${Array.from({ length: 99_000 }, (_, index) => `"k${index}":1`).join(',')}}`);
    outcomeOf('1'.repeat(2_000_000));

    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test.each([
  ['a key once in each of two objects', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  ['a text that is also a key', '{"a":"a","b":["a","a"]}', { a: 'a', b: ['a', 'a'] }],
  ['a word of the language as a text', '["__proto__","constructor"]', ['__proto__', 'constructor']],
  ['signs of the language inside of a text', '{"a":"{\\"a\\":[,]}"}', { a: '{"a":[,]}' }],
  ['64 levels', `${'['.repeat(63)}{}${']'.repeat(63)}`, JSON.parse(`${'['.repeat(63)}{}${']'.repeat(63)}`)],
  ['a whole character in escapes', '"\\ud83d\\ude00"', '😀'],
  ['numbers as they are written', '[-0.5e-3,0,12]', [-0.0005, 0, 12]],
])('reads %s', (_, file, value) => {
  expect(outcomeOf(file)).toEqual(value);
});
