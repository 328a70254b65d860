// Covers cli/backup-code.ts, cli/backup-progress.ts, cli/commands/backup.ts, cli/commands/restore.ts,
// cli/commands/watch.ts, cli/declared/backup.ts, cli/declared/restore.ts, cli/new-encryption.ts,
// cli/watched-backup.ts.
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isHere, onlyWhere } from '../fixtures/only-where.ts';
import { outputOf } from '../fixtures/other-programs.ts';
import { writeBriefcaseStorage } from '../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { attache, attacheJson, start } from './testing/attache.ts';
import { dumpWorkspace } from './testing/dump.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keys = fileURLToPath(new URL('../fixtures/sample-project/keys/', import.meta.url));
const env = { PASSPHRASE: 'sample-passphrase', WORKSPACE: 'old passphrase', RESTORED: 'new passphrase' };
const CODE = /^(?:[0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/m;
const unlock = ['--workspace-passphrase-env', 'WORKSPACE'];

let count = 0;
/** A path of its own that does not exist yet. */
function fresh(): string {
  count += 1;
  return join(root, `place-${count}`);
}

let storage: string;
beforeAll(() => {
  storage = join(root, 'storage');
  mkdirSync(storage);
  storage = writeBriefcaseStorage(sampleProject(30), storage);
});

/** Imports the sample project, decrypted, into a plain workspace or one that is there. */
async function filled(workspace: string, options: readonly string[] = []): Promise<void> {
  const old = ['--key', join(keys, 'TEST-key-2023.pem')];
  const current = ['--key', join(keys, 'TEST-key-2025.pem'), '--passphrase-env', 'PASSPHRASE'];
  const { code, err } = await attache(
    ['import', storage, '--workspace', workspace, ...options, ...old, ...current],
    env,
  );
  expect(code, err).toBe(3);
}

interface Report {
  readonly files: number;
  readonly newFiles: number;
  readonly snapshot: string;
  readonly findings: readonly { readonly code: string }[];
}

describe('a plain workspace', () => {
  const [workspace, folder, codeFile] = [fresh(), fresh(), fresh()];
  let code = '';

  test('is backed up into a new folder, and its code goes into a new file or is shown once', async () => {
    await filled(workspace);
    const first = await attacheJson([
      'backup',
      '--to',
      folder,
      '--code-out',
      codeFile,
      '--workspace',
      workspace,
    ]);
    expect(first.code, first.err).toBe(0);
    expect((first.json as Report).newFiles).toBeGreaterThan(5);
    expect(first.err).not.toMatch(CODE);
    code = readFileSync(codeFile, 'utf8').trim().split('\n').at(-1) ?? '';
    expect(code).toMatch(CODE);
    if (isHere('modes')) expect(statSync(codeFile).mode & 0o777).toBe(0o600);

    const second = await attacheJson(['backup', '--to', folder, '--workspace', workspace]);
    expect(second).toMatchObject({ code: 0, json: { newFiles: 0, findings: [] } });
    expect(second.err).not.toMatch(CODE);
    // A file that is there is never overwritten, and nothing is done before that is known.
    const before = readdirSync(join(folder, 'snapshots'));
    const taken = await attache(['backup', '--to', folder, '--code-out', codeFile, '--workspace', workspace]);
    expect(taken.code).toBe(2);
    expect(readdirSync(join(folder, 'snapshots'))).toEqual(before);

    const other = fresh();
    await filled(other);
    const shown = await attache(['backup', '--to', fresh(), '--workspace', other]);
    expect(shown.code).toBe(0);
    expect(shown.err).toMatch(CODE);
    expect(shown.out.toString()).not.toMatch(CODE);
    const refused = await attacheJson(['backup', '--to', folder, '--workspace', other]);
    expect(refused).toMatchObject({ code: 2, json: { error: { code: 'backup.other_workspace' } } });
  });

  test('is refused in the folder of another workspace before a code is shown or written', async () => {
    const [other, file] = [fresh(), fresh()];
    await filled(other);
    const into = ['backup', '--workspace', other, '--to', folder];
    const shown = await attache(into);
    expect(shown.code).toBe(2);
    expect(shown.err).not.toMatch(CODE);
    expect((await attache([...into, '--code-out', file])).code).toBe(2);
    expect(existsSync(file)).toBe(false);
    expect((await attache(['backup', '--workspace', other, '--to', fresh()])).err).toMatch(CODE);
  });

  test('is verified with its own code, or with the code alone', async () => {
    const own = await attacheJson(['backup', 'verify', folder, '--workspace', workspace]);
    expect(own).toMatchObject({ code: 0, json: { snapshots: 2, findings: [] } });
    const small = code.toLowerCase().replaceAll('-', '');
    const away = ['backup', 'verify', folder, '--workspace', fresh()];
    expect((await attache([...away, '--code-env', 'CODE'], { CODE: small })).code).toBe(0);
    expect((await attache(away)).code).toBe(2);
    const wrong = await attacheJson([...away, '--code-env', 'CODE'], {
      CODE: 'ZZZZ'.repeat(14),
    });
    expect(wrong).toMatchObject({ code: 2, json: { error: { code: 'usage.code_mistyped' } } });
  });

  test('a damaged volume is named, and what to do is said once', async () => {
    const copy = fresh();
    cpSync(folder, copy, { recursive: true });
    const volumes = readdirSync(join(copy, 'volumes'));
    for (const name of volumes) {
      const bytes = readFileSync(join(copy, 'volumes', name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(copy, 'volumes', name), bytes);
    }
    const verified = await attache(['backup', 'verify', copy, '--code-env', 'CODE'], { CODE: code });
    expect(verified.code).toBe(3);
    const lines = verified.out.toString().split('\n');
    expect(lines.filter((line) => line.endsWith('after Attaché wrote it.'))).toHaveLength(volumes.length);
    const advice = lines.filter((line) => line.startsWith('What to do: '));
    expect(advice.length).toBeGreaterThan(0);
    expect(new Set(advice).size).toBe(advice.length);
  });

  test('is restored whole, and status says how old its backup is', async () => {
    const to = fresh();
    const restored = await attacheJson(['restore', folder, '--to', to, '--code-env', 'CODE'], { CODE: code });
    expect(restored, restored.err).toMatchObject({ code: 0, json: { isEncrypted: false, findings: [] } });
    expect(dumpWorkspace(to)).toEqual(dumpWorkspace(workspace));
    const again = await attacheJson(['restore', folder, '--to', to, '--code-env', 'CODE'], { CODE: code });
    expect(again).toMatchObject({ code: 2, json: { error: { code: 'backup.target_taken' } } });
    const status = await attacheJson(['status', '--workspace', workspace]);
    expect(status.json).toMatchObject({
      backup: { folder, provedDaysAgo: 0, isOverdue: false, snapshots: 2 },
    });
    const none = await attacheJson(['status', '--workspace', fresh()]);
    expect(none.json).toMatchObject({ backup: null });
  });

  test('is restored encrypted, if that is asked for', async () => {
    const [to, recovery] = [fresh(), fresh()];
    const options = ['--encrypt', '--workspace-passphrase-env', 'RESTORED', '--recovery-out', recovery];
    const args = ['restore', folder, '--to', to, '--code-env', 'CODE', ...options];
    const made = await attacheJson(args, { ...env, CODE: code });
    expect(made, made.err).toMatchObject({ code: 0, json: { isEncrypted: true } });
    expect(readFileSync(recovery, 'utf8').trim().split('\n').at(-1)).toMatch(CODE);
    expect((await attache(['status', '--workspace', to])).code).toBe(10);
    const verified = await attache(
      ['verify', '--workspace', to, '--workspace-passphrase-env', 'RESTORED'],
      env,
    );
    expect(verified.code).toBe(0);
  });

  test('an unknown snapshot and a folder without a backup are said', async () => {
    const args = ['--to', fresh(), '--code-env', 'CODE'];
    const unknown = await attacheJson(['restore', folder, ...args, '--snapshot', '2020-01-01T00-00'], {
      CODE: code,
    });
    expect(unknown).toMatchObject({ code: 2, json: { error: { code: 'backup.snapshot_unknown' } } });
    const empty = fresh();
    mkdirSync(empty);
    const none = await attacheJson(['restore', empty, ...args], { CODE: code });
    expect(none).toMatchObject({ code: 2, json: { error: { code: 'backup.not_a_backup' } } });
  });

  onlyWhere('7z')('7-Zip and tar alone restore it, as README.txt says', () => {
    const [work, to] = [fresh(), fresh()];
    mkdirSync(work);
    mkdirSync(to);
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8');
    expect(readme).toContain('7z x volumes/000001.zip');
    expect(readme).toContain('العربية');
    const archives = [
      ...readdirSync(join(folder, 'volumes'))
        .toSorted()
        .map((name) => join('volumes', name)),
      ...readdirSync(join(folder, 'snapshots'))
        .toSorted()
        .slice(-1)
        .map((name) => join('snapshots', name)),
    ];
    for (const archive of archives) {
      outputOf('7z', ['x', '-y', `-p${code}`, `-o${work}`, join(folder, archive)]);
      const [tar] = readdirSync(work);
      outputOf('tar', ['-xf', join(work, tar ?? ''), '-C', to]);
      rmSync(join(work, tar ?? ''));
    }
    const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')) as { files: unknown[] };
    expect(manifest.files.length).toBeGreaterThan(5);
    rmSync(join(to, 'manifest.json'));
    if (isHere('sqlite3')) {
      expect(outputOf('sqlite3', [join(to, 'attache.sqlite'), 'PRAGMA integrity_check']).trim()).toBe('ok');
    }
    expect(dumpWorkspace(to)).toEqual(dumpWorkspace(workspace));
  });
});

describe('an encrypted workspace', () => {
  const [workspace, folder, codeFile] = [fresh(), fresh(), fresh()];
  let code = '';

  test('is backed up, and needs --encrypt or --plain to be restored', async () => {
    const made = ['workspace', 'create', '--encrypt', '--recovery-out', fresh(), ...unlock];
    expect((await attache([...made, '--workspace', workspace], env)).code).toBe(0);
    await filled(workspace, unlock);
    const args = ['backup', '--to', folder, '--code-out', codeFile, '--workspace', workspace];
    expect((await attache(args, env)).code).toBe(10);
    // Nothing was made that a code belongs to.
    expect(existsSync(codeFile)).toBe(false);
    const first = await attacheJson([...args, ...unlock], env);
    expect(first, first.err).toMatchObject({ code: 0, json: { findings: [] } });
    code = readFileSync(codeFile, 'utf8').trim().split('\n').at(-1) ?? '';

    const to = fresh();
    const undecided = await attacheJson(['restore', folder, '--to', to, '--code-env', 'CODE'], {
      CODE: code,
    });
    expect(undecided).toMatchObject({ code: 2, json: { error: { code: 'backup.how_to_restore' } } });
    expect(existsSync(to)).toBe(false);
  });

  test('is restored under another passphrase, without plaintext on the disk', async () => {
    const to = fresh();
    const options = ['--encrypt', '--workspace-passphrase-env', 'RESTORED', '--recovery-out', fresh()];
    const args = ['restore', folder, '--to', to, '--code-env', 'CODE', ...options];
    expect((await attache(args, { ...env, CODE: code })).code).toBe(0);
    for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      expect(bytes.includes('instanceID') || bytes.includes('SQLite format 3') ? entry.name : '').toMatch(
        /^(open\.lock)?$/,
      );
    }
    const restored = ['--workspace', to, '--workspace-passphrase-env', 'RESTORED'];
    expect((await attache(['verify', ...restored], env)).code).toBe(0);
    const status = await attacheJson(['status', ...restored], env);
    const before = await attacheJson(['status', '--workspace', workspace, ...unlock], env);
    const {
      workspace: _a,
      backup: _b,
      recoveryChecked: _c,
      ...wanted
    } = before.json as Record<string, unknown>;
    expect(status.json).toMatchObject(wanted);
  });

  test('is restored plain, and by the code in its key file', async () => {
    const to = fresh();
    const args = ['restore', folder, '--to', to, '--code-env', 'CODE', '--plain'];
    expect((await attache(args, { CODE: code })).code).toBe(0);
    expect((await attache(['verify', '--workspace', to])).code).toBe(0);
    const { codeByPassphrase } = await import('../app/backup/restore-backup.ts');
    const { Secret } = await import('../core/ground/secret.ts');
    expect((await codeByPassphrase(folder, new Secret(env.WORKSPACE))).reveal()).toBe(code);
    await expect(codeByPassphrase(folder, new Secret('another'))).rejects.toMatchObject({
      code: 'backup.wrong_code',
    });
  });
});

test('a watch backs up at once when no backup was made yet', async () => {
  const [workspace, folder] = [fresh(), fresh()];
  await filled(workspace);
  const args = ['watch', '--backup', folder, '--every', '60', '--json', '--workspace', workspace];
  const child = start(args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  await once(child, 'close');
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { backup?: string; report?: object });
  expect(lines.find(({ backup }) => backup === folder)?.report).toMatchObject({ findings: [] });
  expect(err).toMatch(CODE);
});

test('an earlier passphrase of the workspace does not open its backup', async () => {
  const [workspace, folder] = [fresh(), fresh()];
  const at = ['--workspace', workspace, ...unlock];
  expect(
    (await attache(['workspace', 'create', '--encrypt', '--recovery-out', fresh(), ...at], env)).code,
  ).toBe(0);
  expect((await attache(['backup', '--to', folder, '--code-out', fresh(), ...at], env)).code).toBe(0);
  const { codeByPassphrase } = await import('../app/backup/restore-backup.ts');
  const { Secret } = await import('../core/ground/secret.ts');
  expect(await codeByPassphrase(folder, new Secret(env.WORKSPACE))).toBeDefined();
  const next = ['--new-workspace-passphrase-env', 'RESTORED'];
  expect((await attache(['workspace', 'passphrase', ...next, ...at], env)).code).toBe(0);
  const changed = ['--workspace', workspace, '--workspace-passphrase-env', 'RESTORED'];
  expect((await attache(['backup', '--to', folder, ...changed], env)).code).toBe(0);
  await expect(codeByPassphrase(folder, new Secret(env.WORKSPACE))).rejects.toMatchObject({
    code: 'backup.wrong_code',
  });
  expect(await codeByPassphrase(folder, new Secret(env.RESTORED))).toBeDefined();
});
