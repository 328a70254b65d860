// Covers core/source/http/part-sink.ts.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { readWhole } from '../../model/content.ts';
import { PartSink } from './part-sink.ts';
import { TemporaryFile } from './temporary-file.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-temporary-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const { content: KEY } = testWorkspaceKeys().files;
const ANSWER = Buffer.from('the answer of a patient, '.repeat(8000));

async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test.each([
  ['as it is', null],
  ['encrypted', KEY],
])('%s: what was written is read back, and kept under its own name', async (_, key) => {
  const path = join(root, 'photo');
  const file = await TemporaryFile.beside(path, key);
  for (let at = 0; at < ANSWER.length; at += 50_001) file.append(ANSWER.subarray(at, at + 50_001));
  expect(readdirSync(root)).toEqual(['photo.part']);
  expect((await wholeOf(file.read())).equals(ANSWER)).toBe(true);
  const content = await file.keep();
  await file.discard();
  expect(content).toEqual({ kind: 'file', path, size: ANSWER.length, ...(key === null ? {} : { key }) });
  expect(readdirSync(root)).toEqual(['photo']);
  expect(Buffer.from(readWhole(content)).equals(ANSWER)).toBe(true);
  expect(readFileSync(path).includes('answer of a patient')).toBe(key === null);
});

test('nothing of an encrypted file is on the disk as it is at any moment, nor of one that was discarded', async () => {
  const sink = new PartSink({ inlineLimit: 1000, path: () => join(root, 'photo'), key: KEY });
  for (let at = 0; at < ANSWER.length; at += 999) {
    await sink.write(ANSWER.subarray(at, at + 999));
    if (at % 9990 === 0 && existsSync(join(root, 'photo.part'))) {
      expect(readFileSync(join(root, 'photo.part')).includes('patient')).toBe(false);
    }
  }
  expect((await wholeOf(sink.read())).equals(ANSWER)).toBe(true);
  await sink.discard();
  expect(readdirSync(root)).toEqual([]);
});

test('what an interrupted run left is written over, and what cannot be written is a problem', async () => {
  const path = join(root, 'photo');
  writeFileSync(`${path}.part`, 'left over, and longer than what comes');
  const file = await TemporaryFile.beside(path, null);
  file.append(Buffer.from('new'));
  await file.keep(join(root, 'other'));
  expect(readFileSync(join(root, 'other'), 'utf8')).toBe('new');
  await expect(TemporaryFile.beside(join(root, 'no', 'photo'), KEY)).rejects.toMatchObject({
    code: 'store.unusable',
  });
});
