import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardFormula } from './formula-guard.ts';

test.each([
  '=1+1',
  '+cmd',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '-',
  '-1.5.2',
  '--1',
  '+1-1',
  '=-1',
  '-1 a',
  '-1+1 2',
  '- rice\n- beans',
  '+254-700-123456',
  '+254 700 123456',
  '-5 -3',
  '-5 - 3',
  '-33.9 18.4 0 0',
  '-1 2;=1',
])('%j is guarded', (cell) => {
  expect(guardFormula(cell)).toBe(`'${cell}`);
});

test.each([
  '',
  'a=1',
  '-1.5',
  '+251911000000',
  '-.5',
  '-2.',
  '+1e9',
  '-33.9 18.4 0 0;-33.8 18.5 0 0',
  '-33.9 -18.4; -33.8 -18.5;',
  "'=1",
  ' =1',
])('%j is left as it is', (cell) => {
  expect(guardFormula(cell)).toBe(cell);
});

test('no guarded cell starts a formula, and the answer can be read from it', () => {
  const cell = fc
    .tuple(fc.constantFrom('', '=', '+', '-', '@', '\t', '\r'), fc.string())
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(cell, (text) => {
      const guarded = guardFormula(text);
      expect(guarded === text || guarded === `'${text}`).toBe(true);
      if (/^[=@\t\r]/.test(text)) expect(guarded).toBe(`'${text}`);
      if (/^[+-]/.test(guarded)) expect(guarded).toMatch(/^[+-][\d.eE+-]+$|;/);
    }),
  );
});
