// Covers app/keys/read-key-asking.ts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { corpusKey, testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { type AvailableKeys, availableKeys, type KeySources } from './available-keys.ts';
import type { AskedFor, KeyNote } from './read-key-asking.ts';
import { sealInWorkspace } from './seal-in-workspace.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/sample-project/keys/${name}`, import.meta.url));
const SEALED_FILE = fixture('TEST-key-2025.pem');
const PASSPHRASE = readFileSync(fixture('TEST-key-2025.passphrase.txt'), 'utf8').trim();
const old = testKey('sample-project/keys/TEST-key-2023.pem');
const from = (text: string) => () => new Secret(text);

/** A workspace that keeps a key, sealed by `TEST`. */
async function withKept(): Promise<Workspace> {
  const workspace = spaces.open();
  const beside = { name: 'kept', file: 'kept.pem', format: 'PKCS#8' };
  await sealInWorkspace(workspace, corpusKey('A'), new Secret('TEST'), beside, '2026-01-01T00:00:00.000Z');
  return workspace;
}

/** Gets the keys, with a person who types these answers; null is nobody. */
async function get(
  workspace: Workspace,
  sources: Partial<KeySources>,
  typed: readonly string[] | null = null,
  wanted: 'unlocked' | 'names-only' = 'unlocked',
): Promise<{
  readonly found: AvailableKeys;
  readonly asked: readonly AskedFor[];
  readonly notes: readonly KeyNote[];
}> {
  const asked: AskedFor[] = [];
  const notes: KeyNote[] = [];
  const left = [...(typed ?? [])];
  const ask = (question: AskedFor): Promise<Secret> => {
    asked.push(question);
    return Promise.resolve(new Secret(left.shift() ?? ''));
  };
  const ports = { ask: typed === null ? null : ask, onNote: (said: KeyNote) => notes.push(said) };
  const found = await availableKeys(workspace, { files: [], passphrase: null, ...sources }, ports, wanted);
  return { found, asked, notes };
}

describe('key files that are named', () => {
  const file = { file: SEALED_FILE, passphrase: null };

  test('are unlocked with the given passphrase, and nobody is asked', async () => {
    const { found, asked } = await get(
      spaces.open(),
      { files: [{ file: SEALED_FILE, passphrase: from(PASSPHRASE) }] },
      [],
    );
    expect(found.keys).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  test('ask for their passphrase three times at most, and report each wrong one', async () => {
    const { found, asked, notes } = await get(spaces.open(), { files: [file] }, ['no', 'not', PASSPHRASE]);
    expect(found.keys).toHaveLength(1);
    expect(asked).toEqual(Array(3).fill({ kind: 'file', file: SEALED_FILE, hint: null }));
    expect(notes.map((one) => one.kind === 'wrong' && one.problem.code)).toEqual(
      Array(2).fill('key.passphrase_wrong'),
    );
    await expect(get(spaces.open(), { files: [file] }, ['a', 'b', 'c', PASSPHRASE])).rejects.toMatchObject({
      code: 'key.passphrase_wrong',
    });
  });

  test('cannot be used without a passphrase and with nobody to ask', async () => {
    await expect(get(spaces.open(), { files: [file] })).rejects.toMatchObject({
      code: 'key.passphrase_missing',
    });
  });

  test('that are damaged are reported at once', async () => {
    const damaged = fileURLToPath(new URL('../../fixtures/keys/truncated.pem', import.meta.url));
    await expect(
      get(spaces.open(), { files: [{ file: damaged, passphrase: null }] }, []),
    ).rejects.toMatchObject({ code: 'key.truncated' });
  });
});

describe('keys that the workspace keeps', () => {
  test('are unlocked with the one given passphrase, or with a typed one', async () => {
    const workspace = await withKept();
    const { fingerprint } = corpusKey('A');
    const given = await get(workspace, { passphrase: from('TEST') });
    expect(given.found.keys.map((key) => key.fingerprint)).toEqual([fingerprint]);
    const { found, asked } = await get(workspace, {}, ['TEST']);
    expect(found.keys.map((key) => key.fingerprint)).toEqual([fingerprint]);
    expect(asked).toEqual([{ kind: 'kept', name: 'kept' }]);
  });

  test('stay locked when the passphrase is wrong or missing; this is reported and stops nothing', async () => {
    const workspace = await withKept();
    const wrong = await get(workspace, { passphrase: from('other') }, []);
    expect(wrong.found.keys).toEqual([]);
    expect(wrong.notes).toEqual([{ kind: 'not-used', name: 'kept', why: 'wrong-passphrase' }]);
    const nobody = await get(workspace, {});
    expect(nobody.found.keys).toEqual([]);
    expect(nobody.notes).toEqual([{ kind: 'not-used', name: 'kept', why: 'no-passphrase' }]);
    expect([...nobody.found.fingerprints]).toEqual([corpusKey('A').fingerprint]);
  });

  test('need no passphrase when a named file has the same key', async () => {
    const workspace = spaces.open();
    const beside = { name: 'kept', file: null, format: null };
    await sealInWorkspace(workspace, old, new Secret('TEST'), beside, '2026-01-01T00:00:00.000Z');
    const files = [{ file: fixture('TEST-key-2023.pem'), passphrase: null }];
    const { found, asked } = await get(workspace, { files }, []);
    expect(found.keys.map(({ fingerprint }) => fingerprint)).toEqual([old.fingerprint]);
    expect(asked).toEqual([]);
  });
});

test('names only: nobody is asked, and locked keys are listed by fingerprint', async () => {
  const workspace = await withKept();
  const files = [
    { file: SEALED_FILE, passphrase: null },
    { file: fixture('TEST-key-2023.pem'), passphrase: null },
  ];
  const { found, asked } = await get(workspace, { files }, [], 'names-only');
  expect(asked).toEqual([]);
  expect([...found.fingerprints]).toEqual([old.fingerprint, corpusKey('A').fingerprint]);
});
