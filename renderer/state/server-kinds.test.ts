import { expect, test } from 'vitest';
import type { KindRow } from '../../electron/ipc/servers.ts';
import { kindNamed } from './server-kinds.ts';

const kinds: readonly KindRow[] = [
  { kind: 'ona', decryptsWhenAsked: false, hasTokenPage: true },
  { kind: 'central', decryptsWhenAsked: true, hasTokenPage: false },
];

test('kindNamed returns a kind only if it can be added', () => {
  expect(kindNamed({ kind: 'central' }, kinds)).toBe('central');
  expect(kindNamed({ kind: 'kobo' }, kinds)).toBeNull();
  expect(kindNamed({ kind: 7 }, kinds)).toBeNull();
  expect(kindNamed({}, kinds)).toBeNull();
});
