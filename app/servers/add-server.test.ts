// Covers app/servers/draft-secret.ts, app/servers/drafted-server.ts, app/servers/find-source.ts,
// app/servers/free-name.ts, app/servers/login-draft.ts.
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { NetworkSettings } from '../../core/model/network-settings.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import type { Keychain } from '../keys/keychain.ts';
import { ServerSecrets } from '../sources/server-secrets.ts';
import { addPlace } from './add-place.ts';
import { addDraft, addServer } from './add-server.ts';
import { changeServer, takeForKind } from './change-server.ts';
import { signIn } from './keep-secret.ts';
import { keepTest, keptTest } from './kept-test.ts';
import { removeSource } from './remove-source.ts';
import { sourceRow, sourceRows } from './source-rows.ts';
import { takeDrafts } from './take-drafts.ts';
import { testSource } from './test-source.ts';
import { TestedDrafts } from './tested-drafts.ts';

/* The use cases that add, change and remove servers, without a shell and without a network. */

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const PASSWORD = 'c4nary-password';
const settings: NetworkSettings = { proxy: { kind: 'none' }, caFile: null, connections: 4, timeout: 20 };
const begin = (keychain: Keychain | null = null) => ({
  workspace: spaces.open(),
  secrets: new ServerSecrets(),
  keychain,
  clock: systemClock,
  settings: () => settings,
  systemProxy: () => Promise.resolve(null),
});

const draft = (address: string, changes: Partial<ServerDraft> = {}): ServerDraft => ({
  kind: 'openrosa',
  name: null,
  address,
  login: { kind: 'password', user: 'amina', password: PASSWORD },
  remember: false,
  ...changes,
});
const known = { kind: 'password', user: 'amina', password: null } as const;
const good: ServerTestResult = {
  at: '2026-11-22T09:14:03.000Z',
  isGood: true,
  lines: [{ check: 'address', state: 'ok', code: 'address.answers', params: {}, problem: null }],
  forms: 2,
  kind: 'openrosa',
};

describe('adding', () => {
  test('names a server by its host, with a number while the name is in use', async () => {
    const context = begin();
    expect(await addDraft(context, draft('https://data.example.org/'), good)).toBe('data.example.org');
    expect(await addDraft(context, draft('https://data.example.org'), null)).toBe('data.example.org (2)');
    expect(sourceRow(context, 'data.example.org')).toEqual({
      name: 'data.example.org',
      kind: 'openrosa',
      address: 'https://data.example.org',
      account: 'amina',
      login: 'password',
      isRemembered: false,
      isSignedIn: true,
      lastTest: good,
      lastContact: null,
      forms: 0,
      submissions: 0,
      layout: null,
      drafts: null,
    });
    const taken = draft('https://data.example.org', { name: 'data.example.org' });
    await expect(addDraft(context, taken, null)).rejects.toMatchObject({ code: 'usage.server_exists' });
  });

  test.each([
    ['a b c', 'source.url_invalid'],
    ['http://example.org', 'source.url_not_encrypted'],
  ])('refuses %s', async (address, code) => {
    const context = begin();
    await expect(addDraft(context, draft(address), null)).rejects.toMatchObject({ code });
    expect(sourceRows(context)).toEqual([]);
  });

  test('refuses to remember without a keychain, before anything is added', async () => {
    const context = begin();
    await expect(
      addDraft(context, draft('https://example.org', { remember: true }), null),
    ).rejects.toMatchObject({ code: 'engine.no_keychain' });
    expect(sourceRows(context)).toEqual([]);
  });

  test('a part of a server gets its login, and is added once; a part of another server is refused', async () => {
    const context = begin(testKeychain());
    const ona = { kind: 'ona', name: 'study', login: { kind: 'token', token: 'secret' } } as const;
    await addDraft(context, draft('https://ona.test/amina', { ...ona, remember: true }), null);
    const place = { address: 'https://ona.test/projects/7', name: 'Rec2' };
    expect(addPlace(context, 'study', place).name).toBe('study: Rec2');
    expect(addPlace(context, 'study', place).name).toBe('study: Rec2');
    expect(context.secrets.find('study: Rec2')?.reveal()).toBe('secret');
    expect(context.workspace.sourceStates.protectedSecret('study: Rec2')).not.toBeNull();
    const elsewhere = { ...place, address: 'https://elsewhere.test/projects/7' };
    expect(() => addPlace(context, 'study', elsewhere)).toThrow(
      expect.objectContaining({ code: 'engine.place_unknown' }),
    );
    expect(sourceRows(context)).toHaveLength(2);
  });
});

describe('changing', () => {
  test('renaming keeps everything that is known, and the password stays known', async () => {
    const context = begin(testKeychain());
    const { workspace } = context;
    await addDraft(context, draft('https://example.org', { name: 'before' }), good);
    workspace.transaction(() =>
      workspace.listings.putPage('before', 'a', [{ formId: 'a', locator: 'a', stamp: '' }], 'c'),
    );
    const typed = draft('https://example.org', { name: 'after', login: known, remember: true });
    expect(await changeServer(context, 'before', typed, null)).toBe('after');
    expect(workspace.listings.cursor('after', 'a')).toBe('c');
    expect(sourceRow(context, 'after')).toMatchObject({
      isSignedIn: true,
      isRemembered: true,
      lastTest: null,
    });
  });

  test('a known password is never used for another address', async () => {
    const context = begin();
    await addDraft(context, draft('https://mine.example.org', { name: 'mine' }), null);
    const typed = draft('https://other.example.org', { name: 'mine', login: known });
    await expect(
      testSource(
        context,
        new TestedDrafts(),
        { draft: typed, instead: 'mine' },
        () => undefined,
        AbortSignal.abort(),
      ),
    ).rejects.toMatchObject({ code: 'engine.sign_in_needed' });
    await changeServer(context, 'mine', typed, null);
    expect(sourceRow(context, 'mine').isSignedIn).toBe(false);
    expect(context.secrets.find('mine')).toBeNull();
  });

  test('a new kind keeps everything but the last test, which was of the old kind', async () => {
    const context = begin();
    await addDraft(context, draft('https://example.org', { name: 'mine' }), good);
    takeForKind(context.workspace, 'mine', 'ona');
    expect(sourceRow(context, 'mine')).toMatchObject({ kind: 'ona', isSignedIn: true, lastTest: null });
  });
});

test('removing forgets the password, the last test and the session, and keeps what was pulled', async () => {
  const context = begin(testKeychain());
  const { workspace, secrets } = context;
  await addDraft(context, draft('https://example.org', { name: 'mine', remember: true }), good);
  workspace.transaction(() =>
    workspace.listings.putPage('mine', 'a', [{ formId: 'a', locator: 'a', stamp: '' }], 'c'),
  );
  // As the command line does it, which has no session.
  removeSource(workspace, 'mine', null);
  expect(workspace.sourceStates.protectedSecret('mine')).toBeNull();
  expect(workspace.sourceStates.lastTest('mine')).toBeNull();
  expect(workspace.listings.cursor('mine', 'a')).toBe('c');
  expect(() => removeSource(workspace, 'mine', secrets)).toThrow(
    expect.objectContaining({ code: 'usage.server_unknown' }),
  );
});

test('the refusal of a login is forgotten when another login is given', async () => {
  const context = begin();
  const { sourceStates } = context.workspace;
  await addDraft(context, draft('https://example.org', { name: 'mine' }), null);
  sourceStates.notReached('mine', '2026-11-22T09:14:03.000Z', {
    code: 'net.login_refused',
    params: { host: 'example.org', user: 'amina' },
  });
  await signIn(context, 'mine', new Secret('another'), false);
  expect(sourceStates.allNotReached().size).toBe(0);
  await expect(signIn(context, 'nobody', new Secret('x'), false)).rejects.toMatchObject({
    code: 'usage.server_unknown',
  });
});

test('a stored test with a problem that this version does not know is ignored', () => {
  const { workspace } = begin();
  addServer(workspace, {
    name: 'mine',
    kind: 'openrosa',
    settings: { url: 'https://example.org', login: { kind: 'none' }, caFile: null, proxy: null },
  });
  keepTest(workspace, 'mine', good);
  expect(keptTest(workspace, 'mine')).toEqual(good);
  const line = { check: 'login', state: 'bad', code: 'problem', params: {} };
  const later = { ...good, lines: [{ ...line, problem: { code: 'net.of_later', params: {} } }] };
  workspace.sourceStates.setLastTest('mine', JSON.stringify(later));
  expect(keptTest(workspace, 'mine')).toBeNull();
});

test('only a folder has drafts to take', () => {
  const { workspace } = begin();
  workspace.servers.add({ name: 'folder', kind: 'folder', settings: { path: '/nowhere' } });
  takeDrafts(workspace, 'folder', true);
  expect(workspace.servers.find('folder')?.settings).toEqual({ path: '/nowhere', drafts: true });
  expect(() => takeDrafts(workspace, 'nobody', true)).toThrow(
    expect.objectContaining({ code: 'usage.server_unknown' }),
  );
});
