import { expect, test } from 'vitest';
import type { KindRow } from '../../electron/ipc/servers.ts';
import { kindNamed } from './server-kinds.ts';

const kinds: readonly KindRow[] = [
  { kind: 'ona', decryptsWhenAsked: false, hasTokenPage: true },
  { kind: 'central', decryptsWhenAsked: true, hasTokenPage: false },
];

test('a kind is named only where it is one that can be added', () => {
  expect(kindNamed({ kind: 'central' }, kinds)).toBe('central');
  expect(kindNamed({ kind: 'kobo' }, kinds)).toBeNull();
  expect(kindNamed({ kind: 7 }, kinds)).toBeNull();
  expect(kindNamed({}, kinds)).toBeNull();
});
