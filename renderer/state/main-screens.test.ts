import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mainScreens as ofTheContract } from '../../electron/ipc/app.ts';
import { mainScreens } from './main-screens.ts';

test('the rail has the screens of the contract, in the same order', () => {
  expect(mainScreens.map(({ screen }) => screen)).toEqual(ofTheContract);
});

test('the window specs walk through every screen', () => {
  const tour = readFileSync(join(import.meta.dirname, '..', '..', 'e2e', 'tour.ts'), 'utf8');
  for (const { screen } of mainScreens) expect(tour).toContain(`{ screen: '${screen}'`);
});
