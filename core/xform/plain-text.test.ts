import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test.each([
  ['**Name** of the _head_', 'Name of the head'],
  ['__Name__ of the *head*', 'Name of the head'],
  ['***Both***, ___both___', 'Both, both'],
  ['**a *small* one** and __a _small_ one__', 'a small one and a small one'],
  ['__the my_var field__', 'the my_var field'],
  ['## Part 2\n\n# Household\nWho lives here?', 'Part 2 Household Who lives here?'],
  ['# የቤተሰብ ኃላፊ', 'የቤተሰብ ኃላፊ'],
  ['Read [the guide](https://example.org/a_b_c) first', 'Read the guide first'],
  ['<span style="color:#f58a1f">Warning</span>: stop', 'Warning: stop'],
  ["<p style='text-align:center'>One</p><p>two</p>", 'One two'],
  ['First<br/>second<BR>third', 'First second third'],
  ['Area in m<sup>2</sup>', 'Area in m2'],
  ['<font color=red>Red</font>', 'Red'],
  ['Fish&nbsp;&amp; chips, &lt;b&gt;', 'Fish & chips, <b>'],
  [
    String.raw`Leave \*this\* and \_that\_ and \# and \\`,
    String.raw`Leave *this* and _that_ and # and \ `.trim(),
  ],
  ['**ስም**፣ _ዕድሜ_', 'ስም፣ ዕድሜ'],
  ['**الاسم** الكامل', 'الاسم الكامل'],
])('%j is shown as %j', (label, shown) => {
  expect(plainText(label)).toBe(shown);
});

test.each([
  '5*3*2',
  '5 * 3 * 2',
  '2**3 and 4**5',
  'Name *',
  '* Select all *',
  '*a, *b',
  '(*) see below (*)',
  'snake_case_name and a__b__c',
  '_other',
  '___',
  '**',
  '# of children',
  '#1 reason',
  'a < b and c > d',
  'x <b and c> y',
  '<5 years, >60 years',
  '<name> of <village>',
  'R&D; Q&A',
  'Dose [mg](total)',
  '[ ] yes',
  'C:\\temp',
  '<>',
  '<br>',
  'Option <a>',
])('%j stays as written', (label) => {
  expect(plainText(label)).toBe(label);
});

test('a text without marks only gets single spaces', () => {
  const words = fc.string({ unit: 'binary' }).map((text) => text.replace(/[*_#[<&\\]/g, ''));
  fc.assert(
    fc.property(words, (text) => {
      expect(plainText(text)).toBe(text.replace(/\s+/g, ' ').trim());
    }),
  );
});

const piece = fc.oneof(
  fc.constantFrom(...'*_#[]()<>&;\\/ \n'),
  fc.constantFrom('**', '__', '<b>', '</span>', '<p>', '&amp;', 'a', 'é', 'ስ', '1'),
);

test('any mixture of marks gives a text with the same words, and never none', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const plain = plainText(text);
      expect(plain === '').toBe(text.trim() === '');
      expect(plain.length).toBeLessThanOrEqual(text.length);
      expect(plain.replace(/[^éስ1]/g, '')).toBe(text.replace(/[^éስ1]/g, ''));
    }),
  );
});

test.each([
  '*a ',
  '**a ',
  '_a ',
  '__a ',
  '_a_b',
  '[a ',
  '<b ',
  '<span a=1 ',
  '# ',
  '\\',
  '*(',
  '&am',
  '](http:',
])('a long row of %j is read in no time', (mark) => {
  expect(plainText(mark.repeat(100_000)).length).toBeGreaterThan(0);
});
