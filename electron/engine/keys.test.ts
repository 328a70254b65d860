// Covers app/servers/folder-layout.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { formRows } from '../../app/forms/form-rows.ts';
import { Secret } from '../../core/ground/secret.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import { keysHandlers } from './keys.ts';
import { TestPlaces } from './testing/test-places.ts';

// The use cases behind these requests are tested in `app/keys`.

const places = new TestPlaces();
afterAll(() => places.close());

const folder = fileURLToPath(new URL('../../fixtures/sample-project/keys/', import.meta.url));
const PLAIN_FILE = join(folder, 'TEST-key-2023.pem');
const SEALED_FILE = join(folder, 'TEST-key-2025.pem');
const PASSPHRASE = readFileSync(join(folder, 'TEST-key-2025.passphrase.txt'), 'utf8').trim();
const old = testKey('sample-project/keys/TEST-key-2023.pem');

test('a key is looked at, kept and unlocked again; what waits for it is told to be tried each time', async () => {
  const context = places.context();
  let added = 0;
  const onKeysAdded = (): void => {
    added += 1;
  };
  const ask = keysHandlers(context, { forgotten: [], onKeysAdded, isHidden: () => false });
  const found = await ask['keys.inspect']({ placeId: places.place(PLAIN_FILE), passphrase: null });
  if (found.outcome !== 'good') throw new Error(found.outcome);
  const kept = { kind: 'sealed', passphrase: 'TEST' } as const;
  await ask['keys.keep']({ draftId: found.draftId, name: 'old', kept });
  const { fingerprint } = old;
  context.keys.forget(fingerprint);
  const wrong = { kind: 'passphrase', passphrase: 'no' } as const;
  await expect(ask['keys.unlock']({ fingerprint, by: wrong })).rejects.toMatchObject({
    code: 'key.passphrase_wrong',
  });
  const { keys } = await ask['keys.unlock']({ fingerprint, by: { ...wrong, passphrase: 'TEST' } });
  expect(keys).toMatchObject([{ name: 'old', state: 'open', kept: 'sealed' }]);
  expect(added).toBe(2);
  expect(context.events).toEqual([{ type: 'keys-changed' }, { type: 'keys-changed' }]);
});

test('a file that cannot be used is told in words', async () => {
  const ask = keysHandlers(places.context(), {
    forgotten: [],
    onKeysAdded: () => undefined,
    isHidden: () => false,
  });
  const file = fileURLToPath(new URL('../../fixtures/keys/public.pem', import.meta.url));
  const found = await ask['keys.inspect']({ placeId: places.place(file), passphrase: null });
  expect(found).toMatchObject({
    outcome: 'wrong',
    problem: { code: 'key.public_key', action: expect.stringMatching(/\S/) },
  });
});

test('while the Locked screen is shown, no form is named', async () => {
  const context = places.context({ keys: [old] });
  await places.fill(context, 30);
  const ask = keysHandlers(context, { forgotten: [], onKeysAdded: () => undefined, isHidden: () => true });
  expect(JSON.stringify(ask['keys.list']({}))).not.toContain('ousehold');
});

test('the list of forms says how much of a form waits for another key', async () => {
  const [key] = await readKeyFile(SEALED_FILE, new Secret(PASSPHRASE));
  if (key === undefined) throw new Error('no key');
  const context = places.context({ keys: [key] });
  await places.fill(context, 60);
  const waiting = sampleProject(60).all.filter(
    ({ formId, version, damage }) =>
      formId === 'household' && (version === '2023041201' || damage === 'unknown key'),
  ).length;
  const rows = formRows(context);
  expect(rows.find(({ formId }) => formId === 'household')?.key).toMatchObject({ kind: 'some', waiting });
  expect(rows.find(({ formId }) => formId === 'facility')?.key).toMatchObject({ kind: 'open' });
});
