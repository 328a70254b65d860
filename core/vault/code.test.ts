import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProblem } from '../ground/problem.ts';
import { Secret } from '../ground/secret.ts';
import { cleaned, codeText, lastGroup, newCode, readCode } from './code.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** What reading a code gives: its bytes, or the problem's code. */
function read(typed: string): string {
  try {
    return readCode(new Secret(typed), 'recovery').toString('hex');
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

test('a code is 14 groups of 4 capital letters and digits, and reads back as its bytes', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const code = codeText(value);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){13}$/);
      expect(read(code)).toBe(Buffer.from(value).toString('hex'));
    }),
  );
});

test('small letters, missing hyphens, spaces, other dashes and letters that look like digits do not matter', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const code = codeText(value);
      const known = Buffer.from(value).toString('hex');
      for (const typed of [
        code.toLowerCase(),
        code.replaceAll('-', ''),
        code.replaceAll('-', ' '),
        code.replaceAll('-', ' – '),
        code.replaceAll('-', '\u2011'),
        code.replaceAll('-', '\u2212'),
        code.replaceAll('-', '\u00a0'),
        `\ufeff ${code}\r\n`,
        code.replace(/(.{20})/, '$1\n'),
        code.replaceAll('0', 'O').replaceAll('1', 'l'),
        code.replaceAll('0', 'o').replaceAll('1', 'I'),
        code.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
      ]) {
        expect(read(typed)).toBe(known);
      }
    }),
    { numRuns: 30 },
  );
});

test('a wrong character, or two in each other’s place, is a typing error', () => {
  const characters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZU'];
  let unseen = 0;
  fc.assert(
    fc.property(bytes, fc.nat(55), fc.constantFrom(...characters), (value, at, other) => {
      const plain = codeText(value).replaceAll('-', '');
      if (plain[at] === other) return;
      const changed = plain.slice(0, at) + other + plain.slice(at + 1);
      const swapped = plain.slice(0, at) + (plain[at + 1] ?? '') + plain[at] + plain.slice(at + 2);
      for (const typed of [changed, swapped].filter((one) => one !== plain)) {
        if (read(typed) !== 'usage.code_mistyped') unseen += 1;
      }
    }),
    { numRuns: 2000 },
  );
  // 20 bits of checksum: one in a million stays unseen.
  expect(unseen).toBeLessThan(2);
});

test.each([
  ['nothing', ''],
  ['a character too few', codeText(Buffer.alloc(32, 7)).slice(0, -1)],
  ['a character too many', `${codeText(Buffer.alloc(32, 7))}0`],
  ['any text', 'correct horse battery staple'],
  [
    'bits after the last byte',
    codeText(Buffer.alloc(32)).replace(/^(.{63})0/, (_all, before) => `${before}1`),
  ],
  ['another alphabet', 'Ж'.repeat(56)],
  ['something very long', 'A'.repeat(1_000_000)],
])('%s is a typing error', (_what, typed) => {
  expect(read(typed)).toBe('usage.code_mistyped');
});

test('two spellings never give the same bytes', () => {
  const code = codeText(Buffer.alloc(32, 0xff)).replaceAll('-', '');
  // The last character of the body has four bits that belong to no byte.
  const others = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].filter((one) => one !== code[51]);
  for (const other of others) expect(read(code.slice(0, 51) + other + code.slice(52))).not.toMatch(/^ff/);
});

test('a new code is another each time, prints as nothing, and has a last group', () => {
  const [one, two] = [newCode(), newCode()];
  expect(one.reveal()).not.toBe(two.reveal());
  expect(`${one}`).toBe('[secret]');
  expect(one.reveal().endsWith(`-${lastGroup(one)}`)).toBe(true);
  expect(cleaned(` ${lastGroup(one).toLowerCase()} `)).toBe(lastGroup(one));
});
