import { expect, test } from 'vitest';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { codebook } from './codebook.ts';

test('of a de-identified export, the notes say what was done, at last to what has no column and to all of it', () => {
  const table = handMade([column('key'), column('born')], [['a', '1990']]);
  const lines = ['Keys are replaced.', 'By born: 1 row in 1 group, the smallest has 1.'];
  const sheet = codebook([{ name: 'Form', table }], {
    treatments: new Map([
      ['born', 'dates cut to the year'],
      ['phone', 'left out'],
    ]),
    deidentified: () => ({ lines, kAnonymity: null }),
  });
  const place = (name: string): number => sheet.columns.findIndex((one) => one.name === name);
  const read = [...sheet.rows()].map((row) => [row[place('question')], row[place('note')]]);
  expect(read.slice(1)).toEqual([
    ['born', 'De-identified: dates cut to the year'],
    ['phone', 'De-identified: left out'],
    ...lines.map((line) => [expect.anything(), `De-identified: ${line}`]),
  ]);
  const plain = codebook([{ name: 'Form', table }]);
  expect(plain.count).toBe(2);
  expect(plain.columns.map(({ name }) => name)).not.toContain('note');
});
