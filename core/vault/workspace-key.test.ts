import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../ground/secret.ts';
import {
  checkOfGroup,
  checkOfKey,
  deriveKeys,
  keychainText,
  keyOfKeychainText,
  newWorkspaceKey,
  secretKey,
} from './workspace-key.ts';

test('every derived key is another, of 32 bytes, and the same each time', () => {
  const workspaceKey = newWorkspaceKey();
  const all = (): string[] => {
    const { database, files, backup } = deriveKeys(workspaceKey);
    return [workspaceKey, database, files.content, files.names, backup].map((key) =>
      key.export().toString('hex'),
    );
  };
  expect(new Set(all()).size).toBe(5);
  expect(all().every((hex) => hex.length === 64)).toBe(true);
  expect(all()).toEqual(all());
  expect(newWorkspaceKey().equals(workspaceKey)).toBe(false);
});

test('no key shows when it is printed, turned into JSON or put into a message', () => {
  const workspaceKey = secretKey(Buffer.from('0123456789abcdef0123456789abcdef'));
  const keys = deriveKeys(workspaceKey);
  const shown = [
    inspect({ workspaceKey, keys }, { depth: 9, showHidden: true }),
    JSON.stringify({ workspaceKey, keys }),
    `${workspaceKey} ${keychainText(workspaceKey)}`,
  ].join('\n');
  for (const key of [workspaceKey, keys.database, keys.files.content, keys.files.names, keys.backup]) {
    for (const form of ['hex', 'base64', 'latin1'] as const) {
      expect(shown).not.toContain(key.export().toString(form));
    }
  }
});

test('the bytes that a key was made of are overwritten', () => {
  const bytes = Buffer.alloc(32, 9);
  const key = secretKey(bytes);
  expect(bytes).toEqual(Buffer.alloc(32));
  expect(key.export()).toEqual(Buffer.alloc(32, 9));
});

test('the checks tell keys, workspaces and groups apart', () => {
  const [one, two] = [newWorkspaceKey(), newWorkspaceKey()];
  expect(checkOfKey(one, 'a')).toBe(checkOfKey(createSecretKey(one.export()), 'a'));
  expect(new Set([checkOfKey(one, 'a'), checkOfKey(two, 'a'), checkOfKey(one, 'b')]).size).toBe(3);
  const group = (key: typeof one, id: string, text: string) => checkOfGroup(deriveKeys(key), id, text);
  expect(
    new Set([
      group(one, 'a', '1234'),
      group(two, 'a', '1234'),
      group(one, 'b', '1234'),
      group(one, 'a', '1235'),
    ]).size,
  ).toBe(4);
});

test('a keychain keeps the key as a text', () => {
  const key = newWorkspaceKey();
  expect(keyOfKeychainText(keychainText(key))?.equals(key)).toBe(true);
  for (const other of ['', 'AAAA', `${keychainText(key).reveal()}AAAA`]) {
    expect(keyOfKeychainText(new Secret(other))).toBeNull();
  }
});
