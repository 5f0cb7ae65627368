import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';

describe('the canonical form of JSON', () => {
  test('is that of RFC 8785, as others write it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 5000 },
    );
  });

  test('does not depend on the order in which keys were added', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const turned = Object.fromEntries(Object.entries(fields).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(fields));
      }),
    );
  });

  test.each([
    ['keys by their UTF-16 code units', { '\u20ac': 1, '\r': 2, '1': 3, '10': 4, '9': 5, '\u{1f600}': 6, '\ufb33': 7 }],
    ['numbers as JavaScript writes them', [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0, 1e21]],
    ['nested lists and texts', { a: [[], {}, [null, true, 'a "quoted" \\ \u0007 text']], '': '' }],
    ['keys without a value, as JSON leaves them out', { kept: 1, left: undefined }],
  ])('%s', (_, value) => {
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  test('writes half of a surrogate pair as readers show it, in texts and in keys', () => {
    expect(canonicalJson({ '\ud83d': ['\ude00 half'], b: 1 })).toBe('{"b":1,"\ufffd":["\ufffd half"]}');
  });

  test.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [[{ deep: Number.NaN }]]])(
    'refuses %s, which JSON does not have',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );
});
