import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ownTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { temporaryFolder } from '../export/testing/temporary.ts';
import { connect } from './connect.ts';
import { databaseSelfTest } from './self-test.ts';

test('this SQLite encrypts, and the test leaves nothing', () => {
  const temporary = ownTemporaryFolder(temporaryFolder());
  const made = new Set<string>();
  const open: typeof connect = (...asked) => {
    for (const name of readdirSync(temporary)) made.add(name);
    return connect(...asked);
  };
  expect(databaseSelfTest(open)).toEqual([]);
  expect(made.size).toBe(1);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a SQLite that takes no notice of keys is found out', () => {
  expect(databaseSelfTest((path, options) => connect(path, { ...options, key: null }))).toEqual([
    'SQLCipher',
  ]);
});

test('one that cannot be loaded, too', () => {
  const failing = (): never => {
    throw new Error('no such binary');
  };
  expect(databaseSelfTest(failing)).toEqual(['SQLCipher']);
});
