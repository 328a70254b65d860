import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isHere } from '../../fixtures/only-where.ts';
import { PART, writeDurably } from './write-durably.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-durably-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the new content takes the place of the old one, and nothing is left beside it', () => {
  const path = join(folder, 'state.json');
  writeDurably(path, 'old');
  writeDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test.skipIf(process.platform === 'win32')('only its owner can read the file', () => {
  const path = join(folder, 'state.json');
  writeDurably(path, 'text');
  if (isHere('modes')) expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the old content stays when the new one cannot be written', () => {
  const path = join(folder, 'state.json');
  writeDurably(path, 'old');
  mkdirSync(path + PART);
  expect(() => writeDurably(path, 'new')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readFileSync(path, 'utf8')).toBe('old');
});
