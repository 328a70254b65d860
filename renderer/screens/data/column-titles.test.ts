import { expect, test } from 'vitest';
import type { ColumnInfo, Wording } from '../../../electron/ipc/data.ts';
import type { Words } from '../../words/use-words.tsx';
import { usualWidth } from './column-titles.ts';

const words = { stamp: (text: string) => text } as unknown as Words;
const wording = { show: 'labels', language: '' } as Wording;
const column: ColumnInfo = {
  id: 'x',
  name: 'x',
  type: 'integer',
  labels: {},
  groups: [],
  hasChoices: false,
  hasAnswers: true,
};
const width = (title: string): number => usualWidth(words, { ...column, labels: { '': title } }, wording);

test('a column of numbers is just wide enough for its title in two lines', () => {
  expect(width('Age')).toBe(88);
  expect(width('')).toBe(88);
  expect(width('Arm circumference (mm)')).toBe(width('Arm_circumference'));
  expect(width('Weight of the child')).toBe(width('the_child'));
  expect(width('w'.repeat(100))).toBe(176);
});
