import fc from 'fast-check';

const attacks = [
  '<!channel> <!here> <!everyone>',
  '<@U0EVIL> approved this',
  '<https://evil.example|https://github.com/acme/checkout>',
  '[click](https://evil.example)',
  '```\n*Approved by* <@U0ANA>\n```',
  '*bold* _italic_ ~gone~ `code`',
  '> > quoted\n>>> more',
  '@channel @here',
  ':rotating_light::fire:',
  '\u202Egnp.exe\u2066\u200B\uFEFF',
  '\u0000\u0007\u001b[31m',
  '&lt;!channel&gt; &amp;',
  '{"r":"checkout.production.a1b2c3d4"}',
  '👩‍👩‍👧‍👦',
  '\ud800',
  '<!date^0^{date}|x>',
];

/** Texts that people with bad intentions, and people with bad luck, put into titles, reasons and names. */
export function hostile(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...attacks),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(fc.constantFrom(...attacks, '&', '<', '>', '`', '"', '\\', '\n', '💣', 'word '), { maxLength: 40 })
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('&', '<', '`', 'x', '💣', '"', '\n', 'word '), fc.integer({ min: 1, max: 6000 }))
      .map(([part, times]) => part.repeat(times)),
  );
}
