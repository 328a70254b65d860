import { expect, test } from 'vitest';
import { contract } from './contract.ts';
import { mainRequests } from './owners.ts';

test('the preload knows who answers what', () => {
  const owned = Object.entries(contract).flatMap(([name, { owner }]) => (owner === 'main' ? [name] : []));
  expect([...mainRequests].sort()).toEqual(owned.sort());
});
