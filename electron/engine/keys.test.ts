import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import type { InspectedKey, KeysOverview } from '../ipc/keys.ts';
import { formRows } from './form-rows.ts';
import { keysHandlers } from './keys.ts';
import { sessionKeys } from './known-keys.ts';
import type { TestContext } from './testing/context.ts';
import { TestPlaces, testKeychain } from './testing/test-places.ts';

const places = new TestPlaces();
afterAll(() => places.close());

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const SEALED_FILE = fixture('sample-project/keys/TEST-key-2025.pem');
const PLAIN_FILE = fixture('sample-project/keys/TEST-key-2023.pem');
const PASSPHRASE = readFileSync(fixture('sample-project/keys/TEST-key-2025.passphrase.txt'), 'utf8').trim();
const old = testKey('sample-project/keys/TEST-key-2023.pem');

function room(context: TestContext, forgotten: Parameters<typeof keysHandlers>[1]['forgotten'] = []) {
  let added = 0;
  const ask = keysHandlers(context, {
    forgotten,
    onKeysAdded: () => {
      added += 1;
    },
    isHidden: () => false,
  });
  return { context, ask, added: () => added };
}

type Room = ReturnType<typeof room>;

async function inspect(
  { ask }: Room,
  path: string,
  passphrase: string | null = null,
): Promise<Extract<InspectedKey, { outcome: 'good' }>> {
  const found = await ask['keys.inspect']({ placeId: places.place(path), passphrase });
  if (found.outcome !== 'good') throw new Error(`not good: ${found.outcome}`);
  return found;
}

async function testKeyOf(path: string, passphrase: string): Promise<UnlockedKey> {
  const [key] = await readKeyFile(path, new Secret(passphrase));
  if (key === undefined) throw new Error(`no key in ${path}`);
  return key;
}

async function newKey(from: Room, passphrase: string | null = 'TEST passphrase') {
  const made = await from.ask['keys.generate']({ bits: 2048, name: 'new', passphrase });
  return made;
}

describe('looking at a key file', () => {
  test('says which forms it opens, each tried on a real submission, before anything is kept', async () => {
    const context = places.context();
    await places.fill(context, 60);
    const it = room(context);
    const asked = await it.ask['keys.inspect']({ placeId: places.place(SEALED_FILE), passphrase: null });
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
    expect(context.workspace.privateKeys.proofs()).toEqual([]);
    const { keys, without } = it.ask['keys.list']({}) as Awaited<ReturnType<Room['ask']['keys.keep']>>;
    expect(keys).toEqual([]);
    expect(without.map(({ form }) => form.formId).sort()).toEqual(['child_health', 'facility', 'household']);
  });

  test('finds the older version, whose definition is not here, by trying', async () => {
    const context = places.context();
    await places.fill(context, 60);
    const { opens } = await inspect(room(context), PLAIN_FILE);
    expect(opens.map(({ formId, proof, versions }) => [formId, proof, versions])).toEqual([
      ['household', 'opened', ['2023041201']],
    ]);
    expect(opens[0]?.fits).toBeGreaterThan(0);
    expect(opens[0]?.fits).toBeLessThan(30);
  });

  test('says how many of those that wait it opens, also of a form whose other version asks for another key', async () => {
    const context = places.context();
    await places.fill(context, 60);
    const it = room(context);
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

  test('what stays shut to a key is said of its form: in the list of forms, of keys, and of what lacks one', async () => {
    const key = testKeyOf(SEALED_FILE, PASSPHRASE);
    const context = places.context({ keys: [await key] });
    await places.fill(context, 60);
    const { fingerprint } = await key;
    const shut = sampleProject(60).all.filter(
      ({ formId, version, damage }) =>
        formId === 'household' && (version === '2023041201' || damage === 'unknown key'),
    ).length;
    const rows = formRows(context);
    expect(rows.find(({ formId }) => formId === 'household')?.key).toMatchObject({
      kind: 'some',
      waiting: shut,
    });
    expect(rows.find(({ formId }) => formId === 'facility')?.key).toMatchObject({ kind: 'open' });
    const listed = (await room(context).ask['keys.list']({})) as KeysOverview;
    const household = listed.keys[0]?.opens.find(({ formId }) => formId === 'household');
    expect(household).toMatchObject({ fits: 0, waiting: shut });
    expect(listed.without).toMatchObject([{ form: { formId: 'household' }, submissions: shut }]);
    // The key that the newest version names is open: it is not what these ask for.
    expect(listed.without[0]?.fingerprint).not.toBe(fingerprint);
  });

  test('a key that a form names but that does not open it is told as refused', async () => {
    const context = places.context();
    await places.fill(context, 40);
    const it = room(context);
    const made = await newKey(it, null);
    const path = join(places.root, 'other.pem');
    await it.ask['keys.saveGenerated']({ draftId: made.draftId, placeId: places.place(path) });
    const { forms } = context.workspace;
    const [form] = forms.of('facility');
    if (form === undefined) throw new Error('no form');
    const renamed = Buffer.from(tinyForm('facility', 'facility', made.cell));
    const run = { id: 99, at: '2026-01-01T00:00:00.000Z' };
    context.workspace.transaction(() => forms.put(renamed, form.model, made.fingerprint, run));
    const { opens } = await inspect(it, path);
    expect(opens).toMatchObject([{ formId: 'facility', proof: 'refused' }]);
  });

  test.each([
    ['keys/public.pem', 'key.public_key'],
    ['keys/truncated.pem', 'key.truncated'],
    ['keys/ec.pem', 'key.not_rsa'],
    ['keys/document.docx', 'key.document'],
  ])('%s is told apart: %s', async (file, code) => {
    const it = room(places.context());
    const found = await it.ask['keys.inspect']({ placeId: places.place(fixture(file)), passphrase: null });
    expect(found).toMatchObject({ outcome: 'wrong', problem: { code } });
  });

  test('what is here already is told by its name', async () => {
    const it = room(places.context({ keys: [old] }));
    expect((await inspect(it, PLAIN_FILE)).keys[0]?.alreadyHere).toBe('key');
  });
});

describe('keeping', () => {
  test('for the session: in memory only, and the next engine knows its name', async () => {
    const it = room(places.context());
    const { draftId } = await inspect(it, PLAIN_FILE);
    const { keys } = await it.ask['keys.keep']({ draftId, name: 'field 2023', kept: { kind: 'session' } });
    expect(keys).toMatchObject([
      { name: 'field 2023', state: 'open', kept: 'session', file: 'TEST-key-2023.pem', hasCopy: false },
    ]);
    expect(it.added()).toBe(1);
    expect(it.context.workspace.privateKeys.all()).toEqual([]);
    const forgotten = sessionKeys(it.context);
    expect(forgotten).toEqual([
      { fingerprint: old.fingerprint, name: 'field 2023', bits: 2048, file: 'TEST-key-2023.pem' },
    ]);

    const next = room(places.context(), forgotten);
    expect(next.ask['keys.list']({})).toMatchObject({
      keys: [{ name: 'field 2023', state: 'locked', kept: 'session' }],
    });
    const { fingerprint } = old;
    const other = places.place(fixture('keys/rsa3072.pem'));
    await expect(
      next.ask['keys.unlock']({ fingerprint, by: { kind: 'file', placeId: other, passphrase: null } }),
    ).rejects.toMatchObject({ code: 'key.another', params: { name: 'field 2023' } });
    const right = places.place(PLAIN_FILE);
    await next.ask['keys.unlock']({ fingerprint, by: { kind: 'file', placeId: right, passphrase: null } });
    expect(next.context.keys.find(fingerprint)?.name).toBe('field 2023');
    expect(next.added()).toBe(1);
  });

  test('sealed: opened again by its passphrase, proved, and never kept in clear', async () => {
    const context = places.context();
    await places.fill(context, 30);
    const it = room(context);
    const { draftId } = await inspect(it, PLAIN_FILE);
    const kept = { kind: 'sealed', passphrase: 'TEST sealing' } as const;
    await it.ask['keys.keep']({ draftId, name: 'old', kept });
    const [sealed] = context.workspace.privateKeys.all();
    expect(sealed).toMatchObject({ name: 'old', protectedPassphrase: null, file: 'TEST-key-2023.pem' });
    expect(sealed?.sealedPem).toContain('ENCRYPTED PRIVATE KEY');
    context.keys.forget(old.fingerprint);
    const { fingerprint } = old;
    await expect(
      it.ask['keys.unlock']({ fingerprint, by: { kind: 'passphrase', passphrase: 'wrong' } }),
    ).rejects.toMatchObject({ code: 'key.passphrase_wrong' });
    const { keys } = await it.ask['keys.unlock']({
      fingerprint,
      by: { kind: 'passphrase', passphrase: 'TEST sealing' },
    });
    expect(keys).toMatchObject([
      { state: 'open', kept: 'sealed', opens: [{ formId: 'household', proof: 'opened' }] },
    ]);
    expect(keys[0]?.lastTried).not.toBeNull();
    await expect(
      it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'session' } }),
    ).rejects.toMatchObject({ code: 'key.draft_gone' });
  });

  test('by the keychain: its passphrase is not in the database, and a lost keychain is told', async () => {
    const keychain = testKeychain();
    const it = room(places.context({ keychain }));
    const { draftId } = await inspect(it, PLAIN_FILE);
    await it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'keychain' } });
    const [sealed] = it.context.workspace.privateKeys.all();
    const revealed = await keychain.reveal(sealed?.protectedPassphrase ?? '');
    expect(Buffer.from(revealed ?? '', 'base64')).toHaveLength(32);
    const { fingerprint } = old;
    it.context.keys.forget(fingerprint);
    const { keys } = await it.ask['keys.unlock']({ fingerprint, by: { kind: 'keychain' } });
    expect(keys).toMatchObject([{ state: 'open', kept: 'keychain' }]);
    keychain.forget();
    it.context.keys.forget(fingerprint);
    await expect(it.ask['keys.unlock']({ fingerprint, by: { kind: 'keychain' } })).rejects.toMatchObject({
      code: 'key.keychain_lost',
    });
  });

  test('without a keychain that is refused, and nothing is kept', async () => {
    const it = room(places.context());
    const { draftId } = await inspect(it, PLAIN_FILE);
    await expect(
      it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'keychain' } }),
    ).rejects.toMatchObject({ code: 'engine.no_keychain' });
    expect(it.context.keys.all()).toEqual([]);
  });

  test('is changed, renamed and noted to have a copy; changing asks for an open key', async () => {
    const it = room(places.context({ keychain: testKeychain() }));
    const { draftId } = await inspect(it, PLAIN_FILE);
    const { fingerprint } = old;
    await it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'sealed', passphrase: 'one' } });
    await it.ask['keys.setHasCopy']({ fingerprint, hasCopy: true });
    await it.ask['keys.rename']({ fingerprint, name: 'older' });
    const kinds: string[] = [];
    for (const kept of [
      { kind: 'keychain' },
      { kind: 'session' },
      { kind: 'sealed', passphrase: 'two' },
    ] as const) {
      const { keys } = await it.ask['keys.setKept']({ fingerprint, kept });
      kinds.push(...keys.map((key) => `${key.name} ${key.kept} ${key.hasCopy}`));
    }
    expect(kinds).toEqual(['older keychain true', 'older session true', 'older sealed true']);
    it.context.keys.forget(fingerprint);
    await expect(it.ask['keys.setKept']({ fingerprint, kept: { kind: 'session' } })).rejects.toMatchObject({
      code: 'key.locked',
    });
    expect(it.context.workspace.privateKeys.all()).toHaveLength(1);
  });

  test('ends with removing: the file that it came from stays', async () => {
    const it = room(places.context());
    const file = join(places.root, 'mine.pem');
    copyFileSync(PLAIN_FILE, file);
    const { draftId } = await inspect(it, file);
    await it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'sealed', passphrase: 'one' } });
    const { keys } = await it.ask['keys.remove']({ fingerprint: old.fingerprint });
    expect(keys).toEqual([]);
    expect(it.context.keys.all()).toEqual([]);
    expect(readFileSync(file)).toEqual(readFileSync(PLAIN_FILE));
    expect(() => it.ask['keys.remove']({ fingerprint: old.fingerprint })).toThrow(
      expect.objectContaining({ code: 'usage.key_unknown' }),
    );
  });
});

describe('guessing passphrases', () => {
  function atHand() {
    let now = Date.UTC(2026, 0, 1);
    const clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
    return {
      it: room(places.context({ clock })),
      pass: (seconds: number) => {
        now += seconds * 1000;
      },
    };
  }

  test('pauses after three wrong ones, 2 s doubled up to 60 s, for the right one too, however many ask at once', async () => {
    const { it, pass } = atHand();
    const { draftId } = await inspect(it, PLAIN_FILE);
    await it.ask['keys.keep']({ draftId, name: 'old', kept: { kind: 'sealed', passphrase: 'right' } });
    const { fingerprint } = old;
    const unlock = async (passphrase: string): Promise<string> => {
      try {
        await it.ask['keys.unlock']({ fingerprint, by: { kind: 'passphrase', passphrase } });
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
    const { it } = atHand();
    const placeId = places.place(SEALED_FILE);
    for (const code of [...Array(3).fill('key.passphrase_wrong'), 'key.try_later']) {
      const found = await it.ask['keys.inspect']({ placeId, passphrase: 'wrong' });
      expect(found).toMatchObject({ outcome: 'wrong', problem: { code } });
    }
  });
});

describe('a new pair', () => {
  test('is saved, read back and only then kept', async () => {
    const it = room(places.context());
    const made = await newKey(it);
    const keep = () => it.ask['keys.keep']({ draftId: made.draftId, name: 'new', kept: { kind: 'session' } });
    await expect(keep()).rejects.toMatchObject({ code: 'key.not_saved' });
    const path = join(places.root, 'new.pem');
    writeFileSync(path, 'what the dialog was told may be replaced');
    const saved = await it.ask['keys.saveGenerated']({ draftId: made.draftId, placeId: places.place(path) });
    expect(saved).toEqual({ path });
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const [read] = await readKeyFile(path, new Secret('TEST passphrase'));
    expect(read).toMatchObject({ fingerprint: made.fingerprint, publicKey: made.cell });
    const { keys } = await keep();
    expect(keys).toMatchObject([{ name: 'new', file: 'new.pem', format: 'PKCS#8, encrypted' }]);
    expect(it.ask['keys.publicKey']({ fingerprint: made.fingerprint })).toEqual({ cell: made.cell });
  });

  test('without a passphrase is a plain key file, readable by its owner alone', async () => {
    const it = room(places.context());
    const made = await newKey(it, null);
    const path = join(places.root, 'plain.pem');
    await it.ask['keys.saveGenerated']({ draftId: made.draftId, placeId: places.place(path) });
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that cannot be saved is told, and may be saved elsewhere', async () => {
    const it = room(places.context());
    const { draftId } = await newKey(it);
    const nowhere = places.place(join(places.root, 'no', 'where.pem'));
    await expect(it.ask['keys.saveGenerated']({ draftId, placeId: nowhere })).rejects.toMatchObject({
      code: 'key.not_written',
    });
    const placeId = places.place(join(places.root, 'somewhere.pem'));
    await it.ask['keys.saveGenerated']({ draftId, placeId });
  });

  test('is gone when it is discarded', async () => {
    const it = room(places.context());
    const { draftId } = await newKey(it);
    it.ask['keys.discard']({ draftId });
    const placeId = places.place(join(places.root, 'late.pem'));
    await expect(it.ask['keys.saveGenerated']({ draftId, placeId })).rejects.toMatchObject({
      code: 'key.draft_gone',
    });
    await expect(
      it.ask['keys.keep']({ draftId: randomUUID(), name: 'x', kept: { kind: 'session' } }),
    ).rejects.toMatchObject({ code: 'key.draft_gone' });
  });
});

test('a key that a pull has opened submissions with was tried then', async () => {
  const context = places.context({ keys: [old] });
  const it = room(context);
  const lastTried = async () => ((await it.ask['keys.list']({})) as KeysOverview).keys[0]?.lastTried;
  expect(await lastTried()).toBeNull();
  await places.fill(context, 30);
  expect(await lastTried()).not.toBeNull();
});

test('a key is tested anew on what has come since', async () => {
  const context = places.context({ keys: [old] });
  const it = room(context);
  expect((await it.ask['keys.test']({ fingerprint: old.fingerprint })).opens).toEqual([]);
  const [listed] = ((await it.ask['keys.list']({})) as KeysOverview).keys;
  expect(listed?.lastTried).not.toBeNull();
  await places.fill(context, 30);
  const tested = await it.ask['keys.test']({ fingerprint: old.fingerprint });
  expect(tested.opens).toMatchObject([{ formId: 'household', proof: 'opened' }]);
  context.keys.forget(old.fingerprint);
  await expect(it.ask['keys.test']({ fingerprint: old.fingerprint })).rejects.toMatchObject({
    code: 'usage.key_unknown',
  });
});

test('while the Locked screen is shown, no form is named', async () => {
  const context = places.context({ keys: [old] });
  await places.fill(context, 30);
  const ask = keysHandlers(context, { forgotten: [], onKeysAdded: () => undefined, isHidden: () => true });
  expect(JSON.stringify(ask['keys.list']({}))).not.toContain('ousehold');
});
