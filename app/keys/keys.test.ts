// Covers core/store/private-keys.ts.
import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../core/ground/clock.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { ForgottenKey, InspectedKey } from '../../core/model/known-key.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { testKey as fixtureKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import { HeldKeys } from './held-keys.ts';
import { inspectKeyFile } from './inspect-key-file.ts';
import { keepKeys, keepOtherwise } from './keep-keys.ts';
import type { KeyWork } from './key-work.ts';
import { keyWork } from './key-work.ts';
import type { Keychain } from './keychain.ts';
import { sessionKeys } from './known-keys.ts';
import { listKeyNames, listKeys } from './list-keys.ts';
import { makeKey, saveNewKey } from './new-key.ts';
import { testKey } from './prove-key.ts';
import { publicKeyOf } from './public-key-of.ts';
import { unlockKey } from './unlock-key.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const SEALED_FILE = fixture('sample-project/keys/TEST-key-2025.pem');
const PLAIN_FILE = fixture('sample-project/keys/TEST-key-2023.pem');
const PASSPHRASE = readFileSync(fixture('sample-project/keys/TEST-key-2025.passphrase.txt'), 'utf8').trim();
const old = fixtureKey('sample-project/keys/TEST-key-2023.pem');

/** Work with keys over a new workspace, with these keys open. */
function begin(
  options: {
    readonly clock?: Clock;
    readonly keychain?: Keychain;
    readonly open?: readonly UnlockedKey[];
    readonly forgotten?: readonly ForgottenKey[];
  } = {},
): KeyWork & { readonly workspace: Workspace } {
  const { clock = systemClock, keychain = null, open = [], forgotten = [] } = options;
  const workspace = spaces.open();
  const keys = new HeldKeys(() => undefined);
  for (const key of open) keys.hold({ key, name: 'key', file: null, format: null });
  return { ...keyWork({ workspace, keys, clock, keychain }, forgotten), workspace };
}

const fill = ({ workspace, keys }: ReturnType<typeof begin>, count: number): Promise<void> =>
  spaces.fill(workspace, keys.unlocked(), count);

async function inspect(
  work: KeyWork,
  path: string,
  passphrase: string | null = null,
): Promise<Extract<InspectedKey, { outcome: 'good' }>> {
  const found = await inspectKeyFile(work, path, passphrase === null ? null : new Secret(passphrase));
  if (found.outcome !== 'good') throw new Error(`not good: ${found.outcome}`);
  return found;
}

async function keyIn(path: string, passphrase: string): Promise<UnlockedKey> {
  const [key] = await readKeyFile(path, new Secret(passphrase));
  if (key === undefined) throw new Error(`no key in ${path}`);
  return key;
}

const sealed = (passphrase: string) => ({ kind: 'sealed', passphrase: new Secret(passphrase) }) as const;
const byPassphrase = (passphrase: string) =>
  ({ kind: 'passphrase', passphrase: new Secret(passphrase) }) as const;
const newKey = (work: KeyWork, passphrase: string | null = 'TEST passphrase') =>
  makeKey(work, 2048, 'new', passphrase === null ? null : new Secret(passphrase));

describe('inspecting a key file', () => {
  test('shows which forms the key decrypts, each tried on a real submission, before anything is kept', async () => {
    const it = begin();
    await fill(it, 60);
    const asked = await inspectKeyFile(it, SEALED_FILE, null);
    expect(asked).toEqual({ outcome: 'passphrase-needed', file: 'TEST-key-2025.pem', hint: null });
    const found = await inspect(it, SEALED_FILE, PASSPHRASE);
    expect(found).toMatchObject({
      file: 'TEST-key-2025.pem',
      suggestedName: 'TEST-key-2025',
      keys: [{ bits: 2048, format: 'PKCS#8, encrypted', alreadyHere: null }],
    });
    expect(found.opens.map(({ formId, proof }) => [formId, proof]).sort()).toEqual([
      ['child_health', 'opened'],
      ['facility', 'opened'],
      ['household', 'opened'],
    ]);
    expect(it.workspace.privateKeys.proofs()).toEqual([]);
    const { keys, without } = listKeys(it);
    expect(keys).toEqual([]);
    expect(without.map(({ form }) => form.formId).sort()).toEqual(['child_health', 'facility', 'household']);
  });

  test('finds by trying that the key fits an older version whose definition is not here', async () => {
    const it = begin();
    await fill(it, 60);
    const { opens } = await inspect(it, PLAIN_FILE);
    expect(opens.map(({ formId, proof, versions }) => [formId, proof, versions])).toEqual([
      ['household', 'opened', ['2023041201']],
    ]);
    expect(opens[0]?.fits).toBeGreaterThan(0);
    expect(opens[0]?.fits).toBeLessThan(30);
  });

  test('counts the waiting submissions that the key decrypts, even if another version of the form names another key', async () => {
    const it = begin();
    await fill(it, 60);
    const older = await inspect(it, PLAIN_FILE);
    const newer = await inspect(it, SEALED_FILE, PASSPHRASE);
    const sealed = sampleProject(60).all.filter(
      ({ formId, damage }) => formId === 'household' && damage !== 'not encrypted',
    );
    const waiting = sealed.length;
    const ofVersion = (version: string): number =>
      sealed.filter((one) => one.version === version && one.damage !== 'unknown key').length;
    const [byOld] = older.opens;
    const byNew = newer.opens.find(({ formId }) => formId === 'household');
    expect(byOld).toMatchObject({ fits: ofVersion('2023041201'), waiting, isExact: true });
    expect(byNew).toMatchObject({ fits: ofVersion('2025060301'), waiting, opened: 0 });
    expect(newer.waiting).toBe(older.waiting);
    expect(newer.waiting).toBeGreaterThan(waiting);
  });

  test('submissions that a key does not decrypt are shown for their form, in the list of keys and of forms without a key', async () => {
    const key = keyIn(SEALED_FILE, PASSPHRASE);
    const it = begin({ open: [await key] });
    await fill(it, 60);
    const { fingerprint } = await key;
    const shut = sampleProject(60).all.filter(
      ({ formId, version, damage }) =>
        formId === 'household' && (version === '2023041201' || damage === 'unknown key'),
    ).length;
    const listed = listKeys(it);
    const household = listed.keys[0]?.opens.find(({ formId }) => formId === 'household');
    expect(household).toMatchObject({ fits: 0, waiting: shut });
    expect(listed.without).toMatchObject([{ form: { formId: 'household' }, submissions: shut }]);
    // The key that the newest version names is unlocked, but these submissions need another key.
    expect(listed.without[0]?.fingerprint).not.toBe(fingerprint);
  });

  test('a key that a form names but that does not decrypt it is reported as refused', async () => {
    const it = begin();
    await fill(it, 40);
    const made = await newKey(it, null);
    const path = join(spaces.root, 'other.pem');
    await saveNewKey(it, made.draftId, path);
    const { forms } = it.workspace;
    const [form] = forms.of('facility');
    if (form === undefined) throw new Error('no form');
    const renamed = Buffer.from(tinyForm('facility', 'facility', made.publicKey));
    const run = { id: 99, at: '2026-01-01T00:00:00.000Z' };
    it.workspace.transaction(() => forms.put(renamed, form.model, made.fingerprint, run));
    const { opens } = await inspect(it, path);
    expect(opens).toMatchObject([{ formId: 'facility', proof: 'refused' }]);
  });

  test.each([
    ['keys/public.pem', 'key.public_key'],
    ['keys/truncated.pem', 'key.truncated'],
    ['keys/ec.pem', 'key.not_rsa'],
    ['keys/document.docx', 'key.document'],
  ])('%s is told apart: %s', async (file, code) => {
    const it = begin();
    const found = await inspectKeyFile(it, fixture(file), null);
    expect(found).toMatchObject({ outcome: 'wrong', problem: { code } });
  });

  test('a key that is already here is shown with its name', async () => {
    const it = begin({ open: [old] });
    expect((await inspect(it, PLAIN_FILE)).keys[0]?.alreadyHere).toBe('key');
  });
});

describe('keeping', () => {
  test('for the session: in memory only, and the next engine knows its name', async () => {
    const it = begin();
    const { draftId } = await inspect(it, PLAIN_FILE);
    await keepKeys(it, draftId, 'field 2023', { kind: 'session' });
    const { keys } = listKeys(it);
    expect(keys).toMatchObject([
      { name: 'field 2023', state: 'open', kept: 'session', file: 'TEST-key-2023.pem', hasCopy: false },
    ]);
    expect(it.workspace.privateKeys.all()).toEqual([]);
    const forgotten = sessionKeys(it);
    expect(forgotten).toEqual([
      { fingerprint: old.fingerprint, name: 'field 2023', bits: 2048, file: 'TEST-key-2023.pem' },
    ]);

    const next = begin({ forgotten });
    expect(listKeys(next)).toMatchObject({
      keys: [{ name: 'field 2023', state: 'locked', kept: 'session' }],
    });
    const { fingerprint } = old;
    const other = fixture('keys/rsa3072.pem');
    await expect(
      unlockKey(next, fingerprint, { kind: 'file', path: other, passphrase: null }),
    ).rejects.toMatchObject({ code: 'key.another', params: { name: 'field 2023' } });
    const right = PLAIN_FILE;
    await unlockKey(next, fingerprint, { kind: 'file', path: right, passphrase: null });
    expect(next.keys.find(fingerprint)?.name).toBe('field 2023');
  });

  test('with a passphrase: unlocked again with it, proved, and never stored unencrypted', async () => {
    const it = begin();
    await fill(it, 30);
    const { draftId } = await inspect(it, PLAIN_FILE);
    const kept = sealed('TEST sealing');
    await keepKeys(it, draftId, 'old', kept);
    const [row] = it.workspace.privateKeys.all();
    expect(row).toMatchObject({ name: 'old', protectedPassphrase: null, file: 'TEST-key-2023.pem' });
    expect(row?.sealedPem).toContain('ENCRYPTED PRIVATE KEY');
    it.keys.forget(old.fingerprint);
    const { fingerprint } = old;
    await expect(unlockKey(it, fingerprint, byPassphrase('wrong'))).rejects.toMatchObject({
      code: 'key.passphrase_wrong',
    });
    await unlockKey(it, fingerprint, byPassphrase('TEST sealing'));
    const { keys } = listKeys(it);
    expect(keys).toMatchObject([
      { state: 'open', kept: 'sealed', opens: [{ formId: 'household', proof: 'opened' }] },
    ]);
    expect(keys[0]?.lastTried).not.toBeNull();
    await expect(keepKeys(it, draftId, 'old', { kind: 'session' })).rejects.toMatchObject({
      code: 'key.draft_gone',
    });
  });

  test('by the keychain: its passphrase is not in the database, and a lost keychain is reported', async () => {
    const keychain = testKeychain();
    const it = begin({ keychain });
    const { draftId } = await inspect(it, PLAIN_FILE);
    await keepKeys(it, draftId, 'old', { kind: 'keychain' });
    const [row] = it.workspace.privateKeys.all();
    const revealed = await keychain.reveal(row?.protectedPassphrase ?? '');
    expect(Buffer.from(revealed ?? '', 'base64')).toHaveLength(32);
    const { fingerprint } = old;
    it.keys.forget(fingerprint);
    await unlockKey(it, fingerprint, { kind: 'keychain' });
    const { keys } = listKeys(it);
    expect(keys).toMatchObject([{ state: 'open', kept: 'keychain' }]);
    keychain.forget();
    it.keys.forget(fingerprint);
    await expect(unlockKey(it, fingerprint, { kind: 'keychain' })).rejects.toMatchObject({
      code: 'key.keychain_lost',
    });
  });

  test('by the keychain is refused when there is none, and nothing is kept', async () => {
    const it = begin();
    const { draftId } = await inspect(it, PLAIN_FILE);
    await expect(keepKeys(it, draftId, 'old', { kind: 'keychain' })).rejects.toMatchObject({
      code: 'engine.no_keychain',
    });
    expect(it.keys.all()).toEqual([]);
  });

  test('can be changed, renamed and marked as copied; only an unlocked key can be changed', async () => {
    const it = begin({ keychain: testKeychain() });
    const { draftId } = await inspect(it, PLAIN_FILE);
    const { fingerprint } = old;
    await keepKeys(it, draftId, 'old', sealed('one'));
    it.known.setHasCopy(fingerprint, true);
    it.known.rename(fingerprint, 'older');
    const kinds: string[] = [];
    for (const kept of [{ kind: 'keychain' }, { kind: 'session' }, sealed('two')] as const) {
      await keepOtherwise(it, fingerprint, kept);
      const { keys } = listKeys(it);
      kinds.push(...keys.map((key) => `${key.name} ${key.kept} ${key.hasCopy}`));
    }
    expect(kinds).toEqual(['older keychain true', 'older session true', 'older sealed true']);
    it.keys.forget(fingerprint);
    await expect(keepOtherwise(it, fingerprint, { kind: 'session' })).rejects.toMatchObject({
      code: 'key.locked',
    });
    expect(it.workspace.privateKeys.all()).toHaveLength(1);
  });

  test('ends when the key is removed; the file that it came from stays', async () => {
    const it = begin();
    const file = join(spaces.root, 'mine.pem');
    copyFileSync(PLAIN_FILE, file);
    const { draftId } = await inspect(it, file);
    await keepKeys(it, draftId, 'old', sealed('one'));
    it.known.remove(old.fingerprint);
    const { keys } = listKeys(it);
    expect(keys).toEqual([]);
    expect(it.keys.all()).toEqual([]);
    expect(readFileSync(file)).toEqual(readFileSync(PLAIN_FILE));
    expect(() => it.known.remove(old.fingerprint)).toThrow(
      expect.objectContaining({ code: 'usage.key_unknown' }),
    );
  });
});

describe('guessing passphrases', () => {
  function withClock() {
    let now = Date.UTC(2026, 0, 1);
    const clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
    return {
      it: begin({ clock }),
      pass: (seconds: number) => {
        now += seconds * 1000;
      },
    };
  }

  test('pauses after three wrong ones, for 2 s doubling up to 60 s, also for the right one and for tries at the same time', async () => {
    const { it, pass } = withClock();
    const { draftId } = await inspect(it, PLAIN_FILE);
    await keepKeys(it, draftId, 'old', sealed('right'));
    const { fingerprint } = old;
    const unlock = async (passphrase: string): Promise<string> => {
      try {
        await unlockKey(it, fingerprint, byPassphrase(passphrase));
        return 'opened';
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && 'params' in error)) throw error;
        const { seconds } = error.params as { seconds?: number };
        return seconds === undefined ? String(error.code) : `${error.code} ${seconds}`;
      }
    };
    const wrong = 'key.passphrase_wrong';
    expect(await Promise.all(['a', 'b', 'c', 'd', 'right'].map(unlock))).toEqual([
      wrong,
      wrong,
      wrong,
      'key.try_later 2',
      'key.try_later 2',
    ]);
    const pauses: string[] = [];
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      pass(seconds - 1);
      expect(await unlock('right')).toBe('key.try_later 1');
      pass(1);
      expect(await unlock('wrong')).toBe(wrong);
      pauses.push(await unlock('wrong'));
    }
    expect(pauses.map((pause) => pause.split(' ')[1])).toEqual(['4', '8', '16', '32', '60', '60', '60']);
    pass(60);
    expect(await unlock('right')).toBe('opened');
    expect(await unlock('wrong')).toBe(wrong);
    expect(await unlock('wrong')).toBe(wrong);
  });

  test('counts for key files too', async () => {
    const { it } = withClock();
    const path = SEALED_FILE;
    for (const code of [...Array(3).fill('key.passphrase_wrong'), 'key.try_later']) {
      const found = await inspectKeyFile(it, path, new Secret('wrong'));
      expect(found).toMatchObject({ outcome: 'wrong', problem: { code } });
    }
  });
});

describe('a new pair', () => {
  test('is saved, read back and only then kept', async () => {
    const it = begin();
    const made = await newKey(it);
    const keep = () => keepKeys(it, made.draftId, 'new', { kind: 'session' });
    await expect(keep()).rejects.toMatchObject({ code: 'key.not_saved' });
    const path = join(spaces.root, 'new.pem');
    writeFileSync(path, 'what the dialog was told may be replaced');
    await saveNewKey(it, made.draftId, path);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const [read] = await readKeyFile(path, new Secret('TEST passphrase'));
    expect(read).toMatchObject({ fingerprint: made.fingerprint, publicKey: made.publicKey });
    await keep();
    const { keys } = listKeys(it);
    expect(keys).toMatchObject([{ name: 'new', file: 'new.pem', format: 'PKCS#8, encrypted' }]);
    expect(publicKeyOf(it, made.fingerprint)).toBe(made.publicKey);
  });

  test('without a passphrase is a plain key file, readable by its owner alone', async () => {
    const it = begin();
    const made = await newKey(it, null);
    const path = join(spaces.root, 'plain.pem');
    await saveNewKey(it, made.draftId, path);
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that cannot be saved is reported, and can be saved elsewhere', async () => {
    const it = begin();
    const { draftId } = await newKey(it);
    const nowhere = join(spaces.root, 'no', 'where.pem');
    await expect(saveNewKey(it, draftId, nowhere)).rejects.toMatchObject({
      code: 'key.not_written',
    });
    const path = join(spaces.root, 'somewhere.pem');
    await saveNewKey(it, draftId, path);
  });

  test('is gone when it is discarded', async () => {
    const it = begin();
    const { draftId } = await newKey(it);
    it.drafts.discard(draftId);
    const path = join(spaces.root, 'late.pem');
    await expect(saveNewKey(it, draftId, path)).rejects.toMatchObject({
      code: 'key.draft_gone',
    });
    await expect(keepKeys(it, randomUUID(), 'x', { kind: 'session' })).rejects.toMatchObject({
      code: 'key.draft_gone',
    });
  });
});

test('a pull that decrypts submissions with a key counts as a try of the key', async () => {
  const it = begin({ open: [old] });
  const lastTried = () => listKeys(it).keys[0]?.lastTried;
  expect(lastTried()).toBeNull();
  await fill(it, 30);
  expect(lastTried()).not.toBeNull();
});

test('a new test of a key includes submissions that arrived since', async () => {
  const it = begin({ open: [old] });
  expect((await testKey(it, old.fingerprint)).opens).toEqual([]);
  const [listed] = listKeys(it).keys;
  expect(listed?.lastTried).not.toBeNull();
  await fill(it, 30);
  const tested = await testKey(it, old.fingerprint);
  expect(tested.opens).toMatchObject([{ formId: 'household', proof: 'opened' }]);
  it.keys.forget(old.fingerprint);
  await expect(testKey(it, old.fingerprint)).rejects.toMatchObject({
    code: 'usage.key_unknown',
  });
});

test('the Locked screen names no form', async () => {
  const it = begin({ open: [old] });
  await fill(it, 30);
  expect(JSON.stringify(listKeyNames(it))).not.toContain('ousehold');
});
