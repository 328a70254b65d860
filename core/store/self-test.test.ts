import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { connect } from './connect.ts';
import { databaseSelfTest } from './self-test.ts';

const leftOvers = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('attache-self-test-'));

test('this SQLite encrypts, and the test leaves nothing', () => {
  const before = leftOvers();
  expect(databaseSelfTest()).toEqual([]);
  expect(leftOvers()).toEqual(before);
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
