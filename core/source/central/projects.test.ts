// Covers core/source/central/api.ts, core/source/central/documents.ts.
import { expect, test } from 'vitest';
import { projectNames } from './projects.ts';

test('projects of one name are told apart by their numbers, and one without a name is its number', () => {
  const names = projectNames([
    { id: 1, name: 'North' },
    { id: 2, name: 'South' },
    { id: 3, name: 'North' },
    { id: 4, name: '' },
    { id: 5 },
  ]);
  expect(Object.fromEntries(names)).toEqual({
    1: 'North (1)',
    2: 'South',
    3: 'North (3)',
    4: '4',
    5: '5',
  });
});
