import { expect, test } from 'vitest';
import type { ExportPart } from '../../../electron/ipc/export.ts';
import type { Words } from '../../words/use-words.tsx';
import { partNames } from './part-name.ts';

const words = {
  t: (id: string, values: { form?: string; format?: string } = {}) =>
    values.form === undefined ? id.replace('export.format.', '') : `${values.form}: ${values.format}`,
} as unknown as Pick<Words, 't'>;

const part = (formId: string, format: ExportPart['format']): ExportPart => ({
  formId,
  format,
  title: formId.toUpperCase(),
  goesTo: 'folder',
  problem: null,
});
const [aCsv, aStata, bCsv, bStata] = [
  part('a', 'tidy'),
  part('a', 'stata'),
  part('b', 'tidy'),
  part('b', 'stata'),
];

test('a form of which all parts are meant is named once', () => {
  const all = [aCsv, aStata, bCsv, bStata];
  expect(partNames(words, [aCsv, aStata, bStata], all)).toEqual(['A', 'B: stata']);
  expect(partNames(words, all, all)).toEqual(['A', 'B']);
});

test('parts of one form are named by their formats, and those in one format by their forms', () => {
  expect(partNames(words, [aCsv, aStata], [aCsv, aStata])).toEqual(['tidy', 'stata']);
  expect(partNames(words, [aCsv], [aCsv, bCsv])).toEqual(['A']);
});
