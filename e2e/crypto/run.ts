/*
 * The checks that must hold on every crypto library that the product runs on: OpenSSL in Node, BoringSSL in Electron.
 * A plain program, because the test runner does not run on Bun, which is BoringSSL that can be installed everywhere.
 */
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect, flipped, inPieces, sampleBytes } from '../../core/backup/containers/testing/bytes.ts';
import { readAesZip } from '../../core/backup/containers/zip-aes-read.ts';
import { writeAesZip } from '../../core/backup/containers/zip-aes-write.ts';
import { openSubmission } from '../../core/decrypt/open-submission.ts';
import { isProblem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { readWhole } from '../../core/model/content.ts';
import { unlockedKey } from '../../core/model/key.ts';
import { connect } from '../../core/store/connect.ts';
import { decryptedPages } from '../../core/store/decrypted-pages.ts';
import { databaseSelfTest } from '../../core/store/self-test.ts';
import { newCode } from '../../core/vault/code.ts';
import { parseWorkspaceKeyFile } from '../../core/vault/key-file.ts';
import { newWorkspaceKeyFile } from '../../core/vault/make-key-file.ts';
import { unlock } from '../../core/vault/unlock.ts';
import { deriveKeys, newWorkspaceKey } from '../../core/vault/workspace-key.ts';
import { catalog, expectedXml, goodCases, submissionsOf } from '../../fixtures/corpora/corpora.ts';
import { keyExpectations, keyFixture } from '../../fixtures/keys/expectations.ts';
import { plainSqlite } from '../../fixtures/sqlcipher/plain-sqlite.ts';
import { RAW_KEY, ROWS, ROWS_SQL, VECTOR, VECTOR_KEY } from '../../fixtures/sqlcipher/vector.ts';
import { corpusKey, testKey } from '../../fixtures/test-keys.ts';
import { generateKeyFile } from '../../keys/generate-key.ts';
import { readPrivateKeys } from '../../keys/read-key.ts';
import { openSealed, sealKey } from '../../keys/seal.ts';
import { selfTest } from '../../keys/self-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-crypto-'));
const checks: (readonly [name: string, check: () => void | Promise<void>])[] = [];

checks.push(['the self-test finds nothing', () => assert.deepEqual(selfTest(), [])]);
checks.push(['the self-test of the database finds nothing', () => assert.deepEqual(databaseSelfTest(), [])]);

for (const { file, passphrase, bits, code } of keyExpectations) {
  const how =
    passphrase === undefined ? '' : code === undefined ? ' with its passphrase' : ' with a wrong passphrase';
  checks.push([
    `${file}${how}: ${code ?? `${bits} bits`}`,
    async () => {
      const read = () =>
        readPrivateKeys(keyFixture(file), {
          file,
          passphrase: passphrase === undefined ? undefined : new Secret(passphrase),
        });
      // One library opens a rare cipher that the other lacks.
      if (code === 'key.cipher_unknown' && (await read().catch(() => null)) !== null) return;
      if (code !== undefined) await assert.rejects(read, (error) => isProblem(error) && error.code === code);
      else
        assert.deepEqual(
          (await read()).map((key) => key.bits),
          bits,
        );
    },
  ]);
}

checks.push([
  'a generated key is read back, and a sealed one opened',
  async () => {
    const passphrase = new Secret('pässphrase ✓');
    const path = join(folder, 'new.pem');
    const made = await generateKeyFile(path, passphrase);
    const [read] = await readPrivateKeys(readFileSync(path), { file: 'new.pem', passphrase });
    assert.equal(read?.fingerprint, made.fingerprint);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = unlockedKey(privateKey);
    const pem = await sealKey(key, passphrase);
    assert.equal((await openSealed(pem, passphrase, 'sealed')).fingerprint, key.fingerprint);
    // What this library's own reading makes of it: other programs on the same library must open it too.
    const own = createPrivateKey({ key: pem, passphrase: passphrase.reveal() });
    assert.equal(unlockedKey(own).fingerprint, key.fingerprint);
    await assert.rejects(
      openSealed(pem, new Secret('other'), 'sealed'),
      (error) => isProblem(error) && error.code === 'key.passphrase_wrong',
    );
  },
]);

checks.push([
  'a key that the runtime sealed opens: as earlier versions did',
  async () => {
    const passphrase = new Secret('pässphrase ✓');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = { cipher: 'aes-256-cbc', passphrase: passphrase.reveal() };
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem', ...secret }));
    const opened = await openSealed(pem, passphrase, 'sealed');
    assert.equal(opened.fingerprint, unlockedKey(privateKey).fingerprint);
  },
]);

const keys = (['A', 'B', 'K3', 'K4'] as const).map(corpusKey);
for (const name of goodCases) {
  checks.push([
    `corpus ${name} opens byte for byte`,
    () => {
      const context = { keys, forms: [], filesFolder: folder, inlineLimit: 1 << 20, keepCiphertext: false };
      const opened = submissionsOf(name, 'flat').map((fetched) => openSubmission(fetched, context));
      assert.equal(opened.length, catalog.filter((row) => row.case === name).length);
      for (const { state, signature, xml, instanceId } of opened) {
        assert.deepEqual([state, signature], ['decrypted', 'valid']);
        assert.ok(xml !== null && expectedXml(name, instanceId ?? '')?.equals(readWhole(xml)));
      }
    },
  ]);
}

checks.push([
  'a session key wrapped with MGF1-SHA-1 opens',
  () => {
    const recorded = new URL('../../fixtures/recorded/central/', import.meta.url);
    const rows = readFileSync(new URL('server-data/p1-selfkey_visit.jsonl', recorded), 'utf8').split('\n');
    const row = rows.find((line) => line.includes('"instanceId":"uuid:79c34d68')) ?? '{}';
    const { xml, files } = JSON.parse(row) as { xml: string; files: Record<string, string> };
    const opened = openSubmission(
      {
        ref: { formId: '', locator: '', stamp: '' },
        xml: { kind: 'bytes', bytes: Buffer.from(xml) },
        parts: Object.entries(files).map(([name, base64]) => ({
          name,
          content: { kind: 'bytes', bytes: Buffer.from(base64, 'base64') },
        })),
        facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
        problems: [],
      },
      {
        keys: [testKey('recorded/central/keys/selfkey-A.private.pem')],
        forms: [],
        filesFolder: folder,
        inlineLimit: 1 << 20,
        keepCiphertext: false,
      },
    );
    assert.deepEqual([opened.state, opened.signature], ['decrypted', 'valid']);
    const plain = readFileSync(new URL('plaintext/p1-selfkey_visit.jsonl', recorded), 'utf8').split('\n');
    const wanted = plain.find((line) => line.includes('"instanceId":"uuid:79c34d68')) ?? '{}';
    const md5 = createHash('md5')
      .update((JSON.parse(wanted) as { xml: string }).xml)
      .digest('hex');
    assert.equal(opened.xmlMd5, md5);
  },
]);

const vault = (name: string) =>
  readFileSync(new URL(`../../fixtures/vault/${name}`, import.meta.url), 'utf8');

checks.push([
  'the key file in the fixtures opens, and gives its keys',
  async () => {
    const known = JSON.parse(vault('keys.json')) as Record<string, string>;
    const file = parseWorkspaceKeyFile(vault('workspace.key.json'), 'fixtures');
    const secret = (name: string) => new Secret(known[name] ?? '');
    const byPassphrase = { by: 'passphrase', passphrase: secret('passphrase') } as const;
    const byCode = { by: 'recovery', code: secret('recoveryCode') } as const;
    for (const how of [byPassphrase, byCode]) {
      const workspaceKey = await unlock(file, how, 'fixtures');
      const { database, files, backup } = deriveKeys(workspaceKey);
      const base64 = (key: KeyObject) => key.export().toString('base64');
      assert.deepEqual(
        [workspaceKey, database, files.content, files.names, backup].map(base64),
        ['workspaceKey', 'database', 'files.content', 'files.names', 'backup'].map((name) => known[name]),
      );
    }
    for (const how of [
      { ...byPassphrase, passphrase: new Secret('other') },
      { ...byCode, code: newCode() },
    ]) {
      await assert.rejects(
        unlock(file, how, 'fixtures'),
        (error) => isProblem(error) && error.code === 'workspace.wrong_key',
      );
    }
  },
]);

checks.push([
  'a new key file opens by its passphrase and by its code',
  async () => {
    const [workspaceKey, code, passphrase] = [newWorkspaceKey(), newCode(), new Secret('pässphrase ✓')];
    const file = await newWorkspaceKeyFile({ workspaceKey, code, passphrase, keychain: null });
    for (const how of [{ by: 'passphrase', passphrase } as const, { by: 'recovery', code } as const]) {
      assert.ok((await unlock(file, how, 'new')).equals(workspaceKey));
    }
  },
]);

const lines = Array.from({ length: 40 }, (_, n) => `line ${n} of a text\n`).join('');
for (const file of ['7-zip-26.02-stored.zip', '7-zip-26.02-packed.zip', 'p7zip-16.02-packed.zip']) {
  checks.push([
    `${file} opens`,
    async () => {
      const path = fileURLToPath(new URL(`../../fixtures/backups/${file}`, import.meta.url));
      const read = { folder, isForeign: true };
      assert.equal(String(await collect(readAesZip(path, new Secret('TEST-CODE-7ZIP'), read))), lines);
    },
  ]);
}

checks.push([
  'a zip of a backup is written and read back, and a flipped bit in it is damage',
  async () => {
    const code = new Secret('TEST-CODE');
    const path = join(folder, '000001.zip');
    const content = sampleBytes(200_003);
    const file = { name: '000001.tar', modified: new Date(0), content: inPieces(content, 7001) };
    const zip = await collect(writeAesZip(file, code));
    writeFileSync(path, zip);
    assert.ok((await collect(readAesZip(path, code, { folder }))).equals(content));
    for (const at of [5, 100_000, zip.length - 3]) {
      writeFileSync(path, flipped(zip, at));
      await assert.rejects(
        collect(readAesZip(path, code, { folder })),
        (error) => isProblem(error) && error.code === 'backup.file_damaged',
      );
    }
  },
]);

checks.push([
  'a database that SQLCipher made opens, and an independent reader reads what is written into it',
  () => {
    const path = join(folder, 'encrypted.sqlite');
    copyFileSync(VECTOR, path);
    const db = connect(path, { key: VECTOR_KEY });
    assert.deepEqual(db.prepare(ROWS_SQL).raw().all(), ROWS);
    db.exec("UPDATE answer SET value = 'written by us' WHERE id = 7");
    db.close();
    const plain = plainSqlite(readFileSync(path), RAW_KEY);
    assert.ok(plain.includes('written by us'));
    assert.ok(Buffer.concat([...decryptedPages(path, VECTOR_KEY)]).equals(plain));
  },
]);

let passed = 0;
let failed = 0;
for (const [name, check] of checks) {
  try {
    await check();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`wrong: ${name}\n${error instanceof Error ? error.stack : String(error)}`);
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${process.versions.bun === undefined ? `Node ${process.version}` : `Bun ${process.versions.bun}`}`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
