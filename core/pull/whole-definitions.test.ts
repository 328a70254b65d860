import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import { wholeDefinitions } from './whole-definitions.ts';

const form: FormRef = { formId: 'f', version: '1', name: 'f', locator: 'f', mediaLocator: null };
const right = Buffer.from('<h:html>right</h:html>');
const listed = { algorithm: 'md5', hex: hash('md5', right) } as const;

/** Fetches from a source that gives these bytes one after the other. */
async function fetched(...bytes: readonly string[]) {
  let asked = 0;
  const fetchForm: Source['fetchForm'] = () => {
    const next = Buffer.from(bytes[asked] ?? '');
    asked += 1;
    return Promise.resolve([{ ref: form, bytes: next, hash: listed }]);
  };
  const source = { fetchForm } as unknown as Source;
  const { files, isOneDamaged } = await wholeDefinitions(
    source,
    form,
    () => false,
    new AbortController().signal,
  );
  return { files: files.map((file) => Buffer.from(file.bytes).toString()), isOneDamaged, asked };
}

test('a definition that is as it is listed is taken at once', async () => {
  expect(await fetched(right.toString())).toEqual({
    files: [right.toString()],
    isOneDamaged: false,
    asked: 1,
  });
});

test('a definition that was damaged in transit is downloaded once more', async () => {
  expect(await fetched('<h:html>ri', right.toString())).toMatchObject({
    files: [right.toString()],
    asked: 2,
  });
});

test('a definition that comes twice with the same other hash is right, and its list is wrong', async () => {
  expect(await fetched('<other/>', '<other/>')).toEqual({
    files: ['<other/>'],
    isOneDamaged: false,
    asked: 2,
  });
});

test('a definition that comes with two different hashes, neither as listed, is not kept', async () => {
  expect(await fetched('<a/>', '<b/>')).toEqual({ files: [], isOneDamaged: true, asked: 2 });
});
