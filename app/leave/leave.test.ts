// Covers app/leave/exported-files.ts, app/leave/leave-context.ts, app/leave/plan-leave.ts,
// core/model/leave.ts, core/store/readable-in.ts, electron/engine/workspace.ts.
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { TestContext } from '../../electron/engine/testing/context.ts';
import { TestPlaces } from '../../electron/engine/testing/test-places.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { setBackupPlan } from '../backup/backup-state.ts';
import { inspectKeyFile } from '../keys/inspect-key-file.ts';
import { keepKeys } from '../keys/keep-keys.ts';
import { keyWork } from '../keys/key-work.ts';
import type { Keychain } from '../keys/keychain.ts';
import { addDraft } from '../servers/add-server.ts';
import { createEncrypted } from '../workspace/create-encrypted.ts';
import { leave } from './leave.ts';
import { planLeave } from './plan-leave.ts';

const places = new TestPlaces();
afterAll(() => places.close());

const KEY_FILE = fileURLToPath(
  new URL('../../fixtures/sample-project/keys/TEST-key-2023.pem', import.meta.url),
);

/** Everything that lies in the workspace's own files, as one text. */
function onDisk({ workspace }: TestContext): string {
  return readdirSync(workspace.folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(workspace.folder, name), 'latin1'))
    .join('');
}

async function keepKey(context: TestContext): Promise<string> {
  const work = keyWork(context, []);
  const found = await inspectKeyFile(work, KEY_FILE, null);
  if (found.outcome !== 'good') throw new Error('the key is good');
  await keepKeys(work, found.draftId, 'old', { kind: 'keychain' });
  const [sealed] = context.workspace.privateKeys.all();
  if (sealed === undefined) throw new Error('the key is kept');
  // One line from the middle of the encrypted key, as it is in the file.
  return sealed.sealedPem.split('\n')[10] ?? '';
}

async function addServer(context: TestContext): Promise<string> {
  const login = { kind: 'password', user: 'amina', password: 'c4nary' } as const;
  const address = 'https://example.org/amina';
  await addDraft(context, { kind: 'openrosa', name: 'mine', address, login, remember: true }, null);
  return context.workspace.sourceStates.protectedSecret('mine') ?? '';
}

const onPlain = onlyWhere('plain-workspaces');

describe('secrets', () => {
  onPlain(
    'are removed from every file of the workspace, from memory, and from the copy of an older format',
    async () => {
      const context = places.context({ keychain: testKeychain() });
      await places.fill(context, 20);
      const sealed = await keepKey(context);
      const secret = await addServer(context);
      expect(sealed).toHaveLength(64);
      expect(secret.length).toBeGreaterThan(10);
      const { folder } = context.workspace;
      // As the database stood before its format changed, with the key in it.
      context.workspace.leaving.scrub();
      copyFileSync(join(folder, 'attache.sqlite'), join(folder, 'attache.sqlite.before-format-2'));
      for (const text of [sealed, secret]) expect(onDisk(context)).toContain(text);

      const plan = await planLeave(context, 'test', []);
      expect(plan.rows.map(({ item, count }) => [item, count])).toEqual([
        ['sign-out', 0],
        ['passwords', 1],
        ['keys', 1],
        ['workspace', 20],
        ['exports', 0],
      ]);
      expect(plan.rows.filter(({ isChosenFirst }) => isChosenFirst).map(({ item }) => item)).toEqual([
        'sign-out',
        'passwords',
        'keys',
      ]);
      expect(plan).toMatchObject({
        workspaceName: 'test',
        stays: [{ what: 'key-file', path: 'TEST-key-2023.pem' }],
      });
      const report = leave(context, ['sign-out', 'passwords', 'keys']);
      expect(report).toEqual({
        done: [
          { item: 'sign-out', count: 0 },
          { item: 'passwords', count: 1 },
          { item: 'keys', count: 1 },
        ],
        failed: [],
        stays: plan.stays,
      });
      for (const text of [sealed, secret]) expect(onDisk(context)).not.toContain(text);
      expect(context.keys.all()).toEqual([]);
      expect(context.secrets.find('mine')).toBeNull();
      expect(context.workspace.privateKeys.proofs()).toEqual([]);
      expect(existsSync(KEY_FILE)).toBe(true);
      expect(
        context.workspace.submissionCounts.byForm().reduce((sum, form) => sum + form.submissions, 0),
      ).toBe(20);
    },
  );

  test('that are not chosen stay', async () => {
    const context = places.context({ keychain: testKeychain() });
    await keepKey(context);
    await addServer(context);
    leave(context, ['passwords']);
    expect(context.workspace.privateKeys.all()).toHaveLength(1);
    expect(context.keys.all()).toHaveLength(1);
    leave(context, ['keys']);
    expect(context.workspace.servers.find('mine')).not.toBeNull();
  });
});

describe('readable submissions', () => {
  onPlain('are counted, here and in the other workspaces of this computer', async () => {
    const keys = [testKey('sample-project/keys/TEST-key-2023.pem')];
    const context = places.context({ keys });
    await places.fill(context, 60);
    const other = places.context({ keys });
    await places.fill(other, 60);
    const { folder } = other.workspace;
    other.workspace.close();
    const damaged = join(places.root, 'damaged');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'attache.sqlite'), 'this is no database');
    const before = readFileSync(join(folder, 'attache.sqlite'));

    const plan = await planLeave(context, 'test', [folder, damaged, join(places.root, 'gone')]);
    const readable = context.workspace.submissionCounts
      .byForm()
      .reduce((sum, form) => sum + form.decrypted, 0);
    expect(readable).toBeGreaterThan(3);
    expect(plan.workspace).toEqual({ path: context.workspace.folder, readable });
    expect(plan.otherWorkspaces).toEqual([
      { path: folder, readable },
      { path: damaged, readable: null },
    ]);
    expect(readFileSync(join(folder, 'attache.sqlite')).equals(before)).toBe(true);
  });
});

test('backups stay, and are named', async () => {
  const context = places.context();
  const folder = join(places.root, 'backup-disk');
  setBackupPlan(context.workspace.folder, folder, { isNightly: true, at: '02:00' });
  const stays = [{ what: 'backup', path: folder }];
  expect((await planLeave(context, 'test', [])).stays).toEqual(stays);
  expect(leave(context, ['workspace']).stays).toEqual(stays);
  writeFileSync(join(context.workspace.folder, 'backups.json'), '{');
  expect(leave(context, ['workspace']).stays).toEqual([]);
});

test('an encrypted workspace counts as readable only where the keychain unlocks it', async () => {
  const context = places.context();
  const readable = async (keychain: Keychain | null): Promise<unknown> => {
    const folder = join(places.root, `encrypted-${keychain === null}`);
    const passphrase = keychain === null ? new Secret('a passphrase') : null;
    await createEncrypted({ folder, unlockedBy: { passphrase, keychain } });
    return (await planLeave(context, 'test', [folder])).otherWorkspaces.map((one) => one.readable);
  };
  expect(await readable(testKeychain())).toEqual([null]);
  expect(await readable(null)).toEqual([0]);
});

describe('exports', () => {
  function exportsOf(context: TestContext): {
    readonly own: string;
    readonly changed: string;
    readonly gone: string;
  } {
    const folder = join(places.root, randomUUID());
    mkdirSync(folder);
    const paths = {
      own: join(folder, 'own.csv'),
      changed: join(folder, 'changed.csv'),
      gone: join(folder, 'x'),
    };
    for (const path of Object.values(paths)) writeFileSync(path, 'a,b\n1,2\n');
    context.workspace.rememberFiles(Object.values(paths), 'a', new Date());
    writeFileSync(paths.changed, 'a,b,mine\n1,2,3\n');
    rmSync(paths.gone);
    return paths;
  }

  test('are removed when unchanged; a file that somebody has changed stays and is named', async () => {
    const context = places.context();
    const { own, changed } = exportsOf(context);
    const plan = await planLeave(context, 'test', []);
    expect(plan.rows.find(({ item }) => item === 'exports')).toMatchObject({ count: 1, bytes: 8 });
    expect(plan.stays).toEqual([{ what: 'changed-export', path: changed }]);
    const report = leave(context, ['exports']);
    expect(report).toEqual({ done: [{ item: 'exports', count: 1 }], failed: [], stays: plan.stays });
    expect([existsSync(own), existsSync(changed)]).toEqual([false, true]);
    expect(leave(context, ['exports']).done).toEqual([{ item: 'exports', count: 0 }]);
  });

  test('have media beside them that stay, and are named', async () => {
    const context = places.context();
    const { own } = exportsOf(context);
    const media = join(dirname(own), 'media');
    mkdirSync(media);
    const named = { what: 'exported-media', path: media };
    expect((await planLeave(context, 'test', [])).stays).not.toContainEqual(named);
    writeFileSync(join(media, 'photo.jpg'), 'a photo');
    expect((await planLeave(context, 'test', [])).stays).toContainEqual(named);
    expect(leave(context, ['exports']).stays).toContainEqual(named);
    expect(existsSync(join(media, 'photo.jpg'))).toBe(true);
  });

  test('whose folder has become a file count as gone, and stop nothing', async () => {
    const context = places.context();
    const { own } = exportsOf(context);
    rmSync(dirname(own), { recursive: true });
    writeFileSync(dirname(own), 'a file');
    const { rows, stays } = await planLeave(context, 'test', []);
    expect(rows.find(({ item }) => item === 'exports')).toMatchObject({ count: 0 });
    expect(stays).toEqual([]);
  });

  test('stay when they are not chosen', () => {
    const context = places.context();
    const { own } = exportsOf(context);
    leave(context, ['sign-out', 'passwords', 'keys', 'workspace']);
    expect(existsSync(own)).toBe(true);
    expect(existsSync(context.workspace.folder)).toBe(true);
  });
});
