// Covers app/workspace/decrypt.ts.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { noteBackup } from '../../core/backup/known-backups.ts';
import { problemData } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { findTexts } from '../../fixtures/planted.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { decryptWorkspace } from './decrypt.ts';
import { type Encrypted, encryptWorkspace } from './encrypt.ts';
import type { FirstUnlock } from './new-workspace-key.ts';
import { openWorkspace } from './open-workspace.ts';
import { type UnlockBy, unlockWorkspace } from './unlock-workspace.ts';
import { workspaceKind } from './workspace-kind.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-encrypt-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A plain workspace with something in it. */
function plainWorkspace(): string {
  const folder = mkdtempSync(join(root, 'workspace-'));
  const workspace = new Workspace(folder);
  workspace.exportPresets.save('planted preset', '{}', '/exports');
  workspace.close();
  return folder;
}

interface Run {
  readonly folder: string;
  readonly unlockedBy: FirstUnlock;
  readonly codes: Secret[];
  /** Stops the run when it reaches this step. */
  readonly stopAt?: 'database' | 'checking';
  readonly saveCode?: () => void;
}

function encrypt({ folder, unlockedBy, codes, stopAt, saveCode }: Run): Promise<Encrypted> {
  const stop = new AbortController();
  return encryptWorkspace({
    folder,
    unlockedBy,
    saveCode: (code) => {
      expect(existsSync(join(folder, 'conversion', 'new', 'attache.sqlite.part'))).toBe(false);
      saveCode?.();
      codes.push(code);
    },
    signal: stop.signal,
    onProgress: ({ step }) => {
      if (step === stopAt) stop.abort(new Error('stopped'));
    },
  });
}

const decrypt = (folder: string, by: UnlockBy) =>
  decryptWorkspace({
    folder,
    unlock: () => Promise.resolve(by),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

async function presetsIn(folder: string, by: UnlockBy | null): Promise<string[]> {
  const workspace = await openWorkspace({ folder, unlock: () => Promise.resolve(by), opener: 'command' });
  const names = workspace.exportPresets.all().map(({ name }) => name);
  workspace.close();
  return names;
}

const passphrase = new Secret('planted passphrase');

test('a workspace is encrypted under a passphrase and a code, and decrypted by either', async () => {
  const folder = plainWorkspace();
  const codes: Secret[] = [];
  const { recoveryCode, report } = await encrypt({
    folder,
    unlockedBy: { passphrase, keychain: null },
    codes,
  });
  expect(codes).toEqual([recoveryCode]);
  expect(report).toMatchObject({ to: 'encrypted', submissions: 0 });
  const [code = passphrase] = codes;
  expect(findTexts(folder, ['planted preset', passphrase.reveal(), code.reveal()])).toEqual([]);
  expect(await presetsIn(folder, { by: 'passphrase', passphrase })).toEqual(['planted preset']);
  await expect(encrypt({ folder, unlockedBy: { passphrase, keychain: null }, codes })).rejects.toMatchObject({
    code: 'workspace.already_encrypted',
  });
  await expect(decrypt(folder, { by: 'passphrase', passphrase: new Secret('no') })).rejects.toMatchObject({
    code: 'workspace.wrong_key',
  });
  expect(await presetsIn(folder, { by: 'recovery', code })).toEqual(['planted preset']);
  expect(await decrypt(folder, { by: 'recovery', code })).toMatchObject({ to: 'plain' });
  expect(await presetsIn(folder, null)).toEqual(['planted preset']);
  expect(existsSync(join(folder, 'workspace.key.json'))).toBe(false);
  await expect(decrypt(folder, { by: 'recovery', code })).rejects.toMatchObject({
    code: 'workspace.not_encrypted',
  });
});

test('names of files that a check of a backup has noted are hidden before anything is encrypted', async () => {
  const folder = plainWorkspace();
  const file = 'files/ab/abcdef/0123456789ab-planted-photo.jpg';
  const finding = { ...problemData('store.file_missing', { file }), file };
  noteBackup(folder, '/backup', { findings: [finding] });
  const unlockedBy = { passphrase: null, keychain: testKeychain() };
  await expect(encrypt({ folder, unlockedBy, codes: [], stopAt: 'checking' })).rejects.toThrow('stopped');
  expect(findTexts(folder, ['planted-photo'])).toEqual([]);
});

test('a workspace whose key file is damaged or gone says so; it is not encrypted again, and no code is given', async () => {
  const folder = plainWorkspace();
  const codes: Secret[] = [];
  const unlockedBy = { passphrase: null, keychain: testKeychain() };
  await encrypt({ folder, unlockedBy, codes });
  const key = join(folder, 'workspace.key.json');
  const converts = async (code: string): Promise<void> => {
    await expect(encrypt({ folder, unlockedBy, codes })).rejects.toMatchObject({ code });
    await expect(decrypt(folder, { by: 'passphrase', passphrase })).rejects.toMatchObject({ code });
  };
  renameSync(key, join(root, 'key-elsewhere.json'));
  await converts('workspace.key_missing');
  writeFileSync(key, '{');
  await converts('workspace.key_damaged');
  writeFileSync(key, '{"format":99}');
  await converts('workspace.key_newer');
  expect(codes).toHaveLength(1);
  expect(existsSync(join(folder, 'conversion'))).toBe(false);
});

test('an encryption that is continued has the same key and the same code', async () => {
  const folder = plainWorkspace();
  const codes: Secret[] = [];
  const unlockedBy = { passphrase: null, keychain: testKeychain() };
  await expect(encrypt({ folder, unlockedBy, codes, stopAt: 'checking' })).rejects.toThrow('stopped');
  expect(codes).toHaveLength(1);
  const keyFile = readFileSync(join(folder, 'conversion', 'new', 'workspace.key.json'), 'utf8');
  expect(await presetsIn(folder, null)).toEqual(['planted preset']);
  expect((await encrypt({ folder, unlockedBy, codes })).recoveryCode).toBeNull();
  expect(codes).toHaveLength(1);
  expect(readFileSync(join(folder, 'workspace.key.json'), 'utf8')).toBe(keyFile);
  const [code = passphrase] = codes;
  expect(await presetsIn(folder, { by: 'recovery', code })).toEqual(['planted preset']);
  expect(await presetsIn(folder, { by: 'keychain', keychain: unlockedBy.keychain })).toEqual([
    'planted preset',
  ]);
});

test('an encryption that is continued under another passphrase starts over, with another code', async () => {
  const folder = plainWorkspace();
  const codes: Secret[] = [];
  const unlockedBy = { passphrase, keychain: null };
  await expect(encrypt({ folder, unlockedBy, codes, stopAt: 'database' })).rejects.toThrow('stopped');
  const other = { passphrase: new Secret('another one'), keychain: null };
  const { recoveryCode } = await encrypt({ folder, unlockedBy: other, codes });
  expect(codes).toHaveLength(2);
  expect(recoveryCode).toBe(codes[1]);
  expect(await presetsIn(folder, { by: 'passphrase', passphrase: other.passphrase })).toEqual([
    'planted preset',
  ]);
  await expect(presetsIn(folder, { by: 'recovery', code: codes[0] ?? passphrase })).rejects.toMatchObject({
    code: 'workspace.wrong_key',
  });
});

test('whoever looks at a workspace whose encryption was killed in its last steps finds it encrypted', async () => {
  const codes: Secret[] = [];
  const unlockedBy = { passphrase: null, keychain: testKeychain() };
  const folder = plainWorkspace();
  await expect(encrypt({ folder, unlockedBy, codes, stopAt: 'checking' })).rejects.toThrow('stopped');
  // The state as it was written when the copy was whole.
  const part = join(folder, 'conversion', 'new', 'attache.sqlite');
  renameSync(`${part}.part`, part);
  const state = join(folder, 'conversion', 'state.json');
  const whole = { ...JSON.parse(readFileSync(state, 'utf8')), phase: 'swap', report: { to: 'encrypted' } };
  writeFileSync(state, JSON.stringify(whole));
  const [code = passphrase] = codes;
  const looks: readonly ((of: string) => unknown)[] = [
    (of) => expect(workspaceKind(of)).toBe('encrypted'),
    async (of) => expect(await presetsIn(of, { by: 'recovery', code })).toEqual(['planted preset']),
    (of) => unlockWorkspace(of, { by: 'recovery', code }),
    async (of) => expect((await encrypt({ folder: of, unlockedBy, codes })).recoveryCode).toBeNull(),
  ];
  for (const look of looks) {
    const copy = mkdtempSync(join(root, 'killed-'));
    cpSync(folder, copy, { recursive: true });
    await look(copy);
    expect(await presetsIn(copy, { by: 'recovery', code })).toEqual(['planted preset']);
    expect(existsSync(join(copy, 'conversion'))).toBe(false);
  }
  expect(codes).toHaveLength(1);
});

test('without its recovery code stored, nothing is encrypted and nothing is left', async () => {
  const folder = plainWorkspace();
  const run = { folder, unlockedBy: { passphrase: null, keychain: testKeychain() }, codes: [] };
  const saveCode = (): void => {
    throw new Error('the stick is full');
  };
  await expect(encrypt({ ...run, saveCode })).rejects.toThrow('the stick is full');
  expect(readdirSync(folder)).not.toContain('conversion');
  expect(await presetsIn(folder, null)).toEqual(['planted preset']);
  const empty = { passphrase: new Secret(''), keychain: null };
  await expect(encrypt({ ...run, unlockedBy: empty })).rejects.toMatchObject({
    code: 'workspace.passphrase_empty',
  });
  expect(readdirSync(folder)).not.toContain('conversion');
});
