import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY, NOT_ASKED } from '../../analysis/cell.ts';
import { column } from '../../analysis/testing/hand-made.ts';
import { copyText } from './values.ts';

/** Reads a cell as COPY does. */
function read(text: string): string | null {
  if (text === '\\N') return null;
  const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };
  return text.replace(/\\(.)/gs, (_, letter: string) => letters[letter] ?? letter);
}

test('COPY reads every text as it was written, within one line', () => {
  const text = copyText(column('a'), () => {
    throw new Error('changed');
  });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\\', 'N', '\n', '\r', '\t', '\b', 'é', '😀', '.') }),
      (answer) => {
        const copied = text(answer);
        expect(copied).not.toMatch(/[\n\r\t]/);
        expect(read(copied)).toBe(answer);
      },
    ),
  );
  expect(text(EMPTY)).toBe('\\N');
  expect(text(NOT_ASKED)).toBe('\\N');
  expect(text('\\N')).toBe('\\\\N');
});

test('a text that PostgreSQL cannot hold is changed, and counted', () => {
  let changes = 0;
  const text = copyText(column('a'), () => {
    changes += 1;
  });
  expect(text('a\0b')).toBe('a\uFFFDb');
  expect(text('a\ud800')).toBe('a\uFFFD');
  expect(text('😀')).toBe('😀');
  expect(changes).toBe(2);
});

test('numbers, flags and dates', () => {
  const of = (kind: Parameters<typeof column>[1], cell: number, role: 'answer' | 'choice' = 'answer') =>
    copyText(column('a', kind, { role }), () => {})(cell);
  expect(of('whole', -5)).toBe('-5');
  expect(of('number', 1e-7)).toBe('1e-7');
  expect(of('flag', 1)).toBe('t');
  expect(of('flag', 0)).toBe('f');
  expect(of('flag', 1, 'choice')).toBe('1');
  expect(of('date', -719_162)).toBe('0001-01-01');
  expect(of('time', 250)).toBe('00:00:00.250');
  expect(of('dateTime', -1)).toBe('1969-12-31T23:59:59.999');
});
