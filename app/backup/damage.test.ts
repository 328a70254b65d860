// Covers core/backup/check/check-files.ts, core/backup/restore/restore-files.ts, core/backup/restore/restore-database.ts,
// core/backup/check/verify.ts.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { SampleRandom } from '../../fixtures/sample-project/random.ts';
import { plainBytes } from '../../fixtures/switched-workspace.ts';
import { codeByPassphrase } from './restore-backup.ts';
import { BackedUp, ports } from './testing/backed-up.ts';
import { verifyBackup } from './verify-backup.ts';

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

let workspace: Workspace;
let whole: string;
let code: Secret;
/** Every file of the workspace, by its path. */
let files: ReadonlyMap<string, Buffer>;
const random = new SampleRandom(17);

function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(
    ['files', 'ciphertext']
      .filter((place) => existsSync(join(folder, place)))
      .flatMap((place) =>
        readdirSync(join(folder, place), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => {
            const path = join(entry.parentPath, entry.name);
            return [path.slice(folder.length + 1).replaceAll('\\', '/'), plainBytes(path)];
          }),
      ),
  );
}

beforeAll(async () => {
  workspace = await backedUp.filled(60);
  whole = backedUp.newFolder();
  await backedUp.backUp(workspace, whole);
  await backedUp.backUp(workspace, whole);
  code = backedUp.codeOf(workspace);
  files = filesIn(workspace.folder);
});

function copyOf(folder: string): string {
  const copy = backedUp.newFolder();
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** What damages a file: one other bit anywhere, or a cut. */
const damages: readonly (readonly [name: string, damage: (path: string) => void])[] = [
  [
    'has one other bit',
    (path) => {
      const bytes = readFileSync(path);
      const at = Math.floor(random.next() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
      writeFileSync(path, bytes);
    },
  ],
  ['is cut', (path) => truncateSync(path, Math.floor(random.next() * readFileSync(path).length))],
  ['is gone', (path) => rmSync(path)],
];

describe.each(damages)('a volume that %s', (_, damage) => {
  test('is named by a check, and all files but the named ones are restored', async () => {
    for (const name of readdirSync(join(whole, 'volumes'))) {
      const folder = copyOf(whole);
      damage(join(folder, 'volumes', name));
      const check = await verifyBackup({ ...ports, folder, code, workspaceFolder: null });
      const named = check.findings.map(({ file }) => file);
      expect(named, name).toContain(`volumes/${name}`);
      const report = await backedUp.restore(folder, code);
      const lost = report.findings.flatMap((found) =>
        found.code === 'backup.file_lost' ? [found.file] : [],
      );
      expect(
        report.findings.map(({ file }) => file),
        name,
      ).toContain(`volumes/${name}`);
      const restored = filesIn(report.workspace);
      expect([...restored.keys(), ...lost].toSorted(), name).toEqual([...files.keys()].toSorted());
      for (const [path, bytes] of restored) expect(bytes.equals(files.get(path) as Buffer), path).toBe(true);
      rmSync(folder, { recursive: true });
    }
  });
});

test('what a damaged volume had is stored again by the next run, which names it', async () => {
  const folder = copyOf(whole);
  const [, name = ''] = readdirSync(join(folder, 'volumes'));
  truncateSync(join(folder, 'volumes', name), 100);
  const report = await backedUp.backUp(workspace, folder, { isNew: true });
  expect(report.findings).toMatchObject([{ code: 'backup.file_damaged', file: `volumes/${name}` }]);
  expect(report.newFiles).toBeGreaterThan(0);
  expect(report.isProved).toBe(true);
  const restored = await backedUp.restore(folder, code);
  expect(restored.findings).toEqual([]);
  expect([...filesIn(restored.workspace).keys()].toSorted()).toEqual([...files.keys()].toSorted());
});

test('one other bit is found by the runs of a month', async () => {
  const folder = copyOf(whole);
  // Two runs were made, and it is the turn of this one soon.
  const first = '000004.zip';
  const path = join(folder, 'volumes', first);
  const bytes = readFileSync(path);
  bytes[3000] = (bytes[3000] ?? 0) ^ 4;
  writeFileSync(path, bytes);
  let found: readonly string[] = [];
  for (let night = 0; night < 30 && found.length === 0; night += 1) {
    const { findings } = await backedUp.backUp(workspace, folder, { isNew: true });
    found = findings.map(({ file }) => file);
  }
  expect(found).toEqual([`volumes/${first}`]);
});

test('a damaged newest snapshot is passed over, and that is said', async () => {
  const [earlier = '', newest = ''] = readdirSync(join(whole, 'snapshots')).toSorted(
    (a, b) => a.length - b.length,
  );
  for (const [, damage] of damages.slice(0, 2)) {
    const folder = copyOf(whole);
    damage(join(folder, 'snapshots', newest));
    const report = await backedUp.restore(folder, code);
    expect(report.snapshot).toBe(earlier.replace('.zip', ''));
    expect(report.findings.map((found) => found.code)).toEqual([
      'backup.file_damaged',
      'backup.older_restored',
    ]);
    const asked = backedUp.restore(folder, code, { snapshot: newest });
    await expect(asked).rejects.toMatchObject({ code: 'backup.file_damaged' });
    const check = await verifyBackup({ ...ports, folder, code, workspaceFolder: null });
    expect(check.findings.map(({ file }) => file)).toEqual([`snapshots/${newest}`]);
    // The next run makes a good one.
    const next = await backedUp.backUp(workspace, folder, { isNew: true });
    expect(await backedUp.restore(folder, code)).toMatchObject({ snapshot: next.snapshot, findings: [] });
  }
});

test.each(['key.json', 'latest.json', 'README.txt'])(
  'without %s, everything is restored, and the next run makes it again',
  async (name) => {
    const folder = copyOf(whole);
    for (const damage of [(path: string) => writeFileSync(path, '{'), (path: string) => rmSync(path)]) {
      damage(join(folder, name));
      expect(await backedUp.restore(folder, code)).toMatchObject({ files: files.size, findings: [] });
      const check = await verifyBackup({ ...ports, folder, code, workspaceFolder: null });
      expect(check.findings).toEqual([]);
      await backedUp.backUp(workspace, folder, { isNew: true });
      expect(readFileSync(join(folder, name)).length).toBeGreaterThan(100);
    }
  },
);

test('another code opens nothing, with key.json and without', async () => {
  const folder = copyOf(whole);
  const other = new Secret(backedUp.codeOf(backedUp.spaces.open()).reveal());
  for (const act of [() => undefined, () => rmSync(join(folder, 'key.json'))]) {
    act();
    await expect(backedUp.restore(folder, other)).rejects.toMatchObject({ code: 'backup.wrong_code' });
    await expect(
      verifyBackup({ ...ports, folder, code: other, workspaceFolder: null }),
    ).rejects.toMatchObject({
      code: 'backup.wrong_code',
    });
  }
});

test('with key.json of another backup, the code still opens what it is for', async () => {
  const folder = copyOf(whole);
  const other = await backedUp.filled(1);
  const others = backedUp.newFolder();
  await backedUp.backUp(other, others);
  cpSync(join(others, 'key.json'), join(folder, 'key.json'));
  expect(await backedUp.restore(folder, code)).toMatchObject({ files: files.size, findings: [] });
  await expect(backedUp.restore(folder, backedUp.codeOf(other))).rejects.toMatchObject({
    code: 'backup.no_snapshot',
  });
});

test('a hostile key.json or latest.json costs neither memory nor time', async () => {
  const folder = copyOf(whole);
  const [keyFile, latest] = ['key.json', 'latest.json'].map((name) => join(folder, name)) as [string, string];
  const written = JSON.parse(readFileSync(keyFile, 'utf8'));
  const good = { N: 2 ** 14, r: 8, p: 1, salt: base64(16), nonce: base64(12), wrapped: base64(48) };
  const passphrase = new Secret('TEST passphrase');
  for (const change of [{ N: 2 ** 31 }, { N: 3 }, { r: 2 ** 20 }, { nonce: '' }, { wrapped: 'AA==' }]) {
    const wraps = { passphrase: { ...good, ...change } };
    writeFileSync(keyFile, JSON.stringify({ ...written, wraps }));
    await expect(codeByPassphrase(folder, passphrase)).rejects.toMatchObject({ code: 'backup.wrong_code' });
  }
  writeFileSync(keyFile, Buffer.alloc(100_000, ' '));
  const { check: _, ...rest } = JSON.parse(readFileSync(latest, 'utf8'));
  rest.kept[0].volumes = [[1, Number.MAX_SAFE_INTEGER]];
  const check = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  writeFileSync(latest, JSON.stringify({ ...rest, check }));
  expect(await backedUp.restore(folder, code)).toMatchObject({ files: files.size, findings: [] });
  const found = await verifyBackup({ ...ports, folder, code, workspaceFolder: null });
  expect(found.findings).toEqual([]);
});

function base64(bytes: number): string {
  return Buffer.alloc(bytes, 1).toString('base64');
}
