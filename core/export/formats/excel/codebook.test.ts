// Covers core/export/other-treatments.ts.
import { expect, test } from 'vitest';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { codebook } from './codebook.ts';

test('a question that has several columns is not named once more as one without a column', () => {
  const question = {
    ...({ path: 'home', type: 'geopoint', labels: {}, hints: {}, versions: null } as const),
    ...{ relevant: null, constraint: null, required: null },
  };
  const parts = ['latitude', 'longitude'].map((part) =>
    column(`home_${part}`, 'number', { original: `home/${part}`, question }),
  );
  const table = handMade([column('key'), ...parts], [['a', 1, 2]]);
  const grid = 'places moved to a grid';
  const sheet = codebook([{ name: 'Form', table }], { treatments: new Map([['home', grid]]) });
  const note = sheet.columns.findIndex(({ name }) => name === 'note');
  expect([...sheet.rows()].map((row) => row[note]).slice(1)).toEqual([
    `De-identified: ${grid}`,
    `De-identified: ${grid}`,
  ]);
});

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
