// Covers core/ground/server-kinds.ts.
import { expect, test } from 'vitest';
import { isServerKind, keptKind, serverKinds } from './server-kind.ts';

test('"another OpenRosa server" is offered last', () => {
  expect(serverKinds.at(-1)).toBe('openrosa');
  expect(new Set(serverKinds).size).toBe(serverKinds.length);
});

test('only a kind of the list is a kind, not a property of every object', () => {
  expect(isServerKind('kobo')).toBe(true);
  expect(isServerKind('auto')).toBe(false);
  expect(isServerKind('constructor')).toBe(false);
});

test('a kind that a newer version has kept is read as the protocol alone', () => {
  expect(keptKind('central')).toBe('central');
  expect(keptKind('auto')).toBe('auto');
  expect(keptKind('surveycto')).toBe('openrosa');
});
