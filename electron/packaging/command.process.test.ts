// Covers electron/packaging/build-command.ts.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CORPORA, caseFolder } from '../../fixtures/corpora/corpora.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { PRIVATE_KEY } from './check-package.ts';
import { OLDEST_NODE } from './command.ts';

// The command as a user gets it: packed by `npm pack`, installed by `npm install -g` in a home of its own, without a
// network, and started by its name.

const root = fileURLToPath(new URL('../../', import.meta.url));
const sampleKeys = fileURLToPath(new URL('../../fixtures/sample-project/keys/', import.meta.url));
const isWindows = process.platform === 'win32';
const scratch = mkdtempSync(join(tmpdir(), 'attache-install-'));
const home = join(scratch, 'home');
const prefix = join(scratch, 'prefix');
const packageFolder = join(prefix, isWindows ? '' : 'lib', 'node_modules', 'attache');
const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly main: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
};

/** The environment of a user who has this Node and nothing else. */
function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|ATTACHE_|XDG_|INIT_CWD$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    TEST_PASSPHRASE: 'pässphrase ✓',
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
  };
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, while this process goes on: it may be the server that the program talks to. */
function run(program: string, args: readonly string[], cwd = home): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env: cleanEnv(),
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

const attache = (...args: string[]): Promise<Ran> =>
  run(isWindows ? join(prefix, 'attache.cmd') : join(prefix, 'bin', 'attache'), args);

let packed: readonly string[] = [];

beforeAll(async () => {
  mkdirSync(home);
  // What `prepack` runs, without what installs the project's packages before it.
  const [, , program = ''] = about.scripts.prepack?.split(' ') ?? [];
  const bundled = await run(process.execPath, [program], root);
  expect(bundled, bundled.err).toMatchObject({ code: 0 });
  const pack = await run('npm', ['pack', root, '--ignore-scripts', '--json', '--pack-destination', scratch]);
  expect(pack, pack.err).toMatchObject({ code: 0 });
  packed = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
  const installed = await run('npm', [
    'install',
    '--global',
    `--prefix=${prefix}`,
    '--offline',
    '--no-audit',
    '--no-fund',
    join(scratch, packed[0] ?? ''),
  ]);
  expect(installed, installed.err).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the package holds the bundle, and nothing else of the project', () => {
  expect(packed).toEqual([`attache-${about.version}.tgz`]);
  // npm adds the file that `main` names, which is the app's, unless it begins so.
  expect(about.main).toMatch(/^\.\//);
  const files = readdirSync(packageFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(packageFolder.length + 1)
        .replaceAll('\\', '/'),
    );
  expect(files.filter((file) => !file.startsWith('out/cli/')).sort()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  expect(files.filter((file) => /\.(tsx?|map|pem|p12|der|csv|xml|sqlite)$/.test(file))).toEqual([]);
  const binaries = files.filter((file) => file.endsWith('.node')).map((file) => file.split('/').at(-1));
  const all = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((name) => [
    `${name}-arm64.node`,
    `${name}-x64.node`,
  ]);
  // Only the binaries that can encrypt: two for one platform would be two SQLites in one process.
  expect(binaries.sort()).toEqual(all);
  expect(files.filter((file) => file.endsWith('.node') && !file.includes('-multiple-ciphers/'))).toEqual([]);
  for (const file of files.filter((name) => /\.(c?js|json|md)$/.test(name))) {
    const text = readFileSync(join(packageFolder, file), 'latin1');
    expect(PRIVATE_KEY.test(text), file).toBe(false);
    expect(text.includes(root), file).toBe(false);
  }
  const licences = JSON.parse(readFileSync(join(packageFolder, 'out/cli/licences.json'), 'utf8')) as {
    readonly name: string;
  }[];
  const names = licences.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['better-sqlite3', 'better-sqlite3-multiple-ciphers', 'commander', 'undici']),
  );
  expect(names).not.toContain('electron');
  // None of them needs a newer Node than the guard asks for.
  const needed = names.map((name) => {
    const file = join(root, 'node_modules', name, 'package.json');
    const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines?: { node?: string } };
    return /^>=\s*v?(\d+(\.\d+)?)/.exec(engines?.node ?? '')?.[1] ?? '0';
  });
  expect(needed.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)).toBe(OLDEST_NODE);
});

test('it says its version, its help, and what is wrong with a call', async () => {
  expect(await attache('--version')).toMatchObject({ code: 0, out: `${about.version}\n` });
  const help = await attache('--help');
  expect(help.code).toBe(0);
  expect(help.out).toContain('Usage: attache');
  expect((await attache('pul')).code).toBe(2);
});

test('it takes a folder of Briefcase and writes the same CSV as Briefcase', async () => {
  const workspace = ['--workspace', join(scratch, 'from-folder')];
  const key = join(CORPORA, 'keys', 'A.pem');
  const checked = await attache('keys', 'check', key, '--json');
  expect(checked, checked.err).toMatchObject({ code: 0 });
  const imported = await attache(
    'import',
    join(caseFolder('g08-media'), 'briefcase'),
    '--key',
    key,
    ...workspace,
  );
  expect(imported, imported.err).toMatchObject({ code: 0 });
  const out = join(scratch, 'csv');
  const exported = await attache(
    ...['export', '--form', 'hh_media', '--profile', 'briefcase', '--file', 'export', '--out', out],
    ...workspace,
  );
  expect(exported, exported.err).toMatchObject({ code: 0 });
  for (const name of ['export.csv', 'export-pics.csv']) {
    const expected = readFileSync(join(CORPORA, 'expected-csv', 'g08-media', 'default', name), 'utf8');
    expect(readFileSync(join(out, name), 'utf8'), name).toBe(expected);
  }
});

test('it keeps an encrypted workspace, with the binary that it brings along', async () => {
  const folder = join(scratch, 'encrypted');
  const here = ['--workspace', folder];
  const unlock = ['--workspace-passphrase-env', 'TEST_PASSPHRASE'];
  const code = join(scratch, 'recovery.txt');
  const made = await attache(...here, 'workspace', 'create', '--encrypt', '--recovery-out', code, ...unlock);
  expect(made, made.err).toMatchObject({ code: 0 });
  const archive = join(caseFolder('g08-media'), 'briefcase');
  const key = join(CORPORA, 'keys', 'A.pem');
  const imported = await attache('import', archive, '--key', key, ...here, ...unlock);
  expect(imported, imported.err).toMatchObject({ code: 0 });
  const database = readFileSync(join(folder, 'attache.sqlite'), 'latin1');
  expect(database).not.toMatch(/SQLite format|hh_media/);
  expect((await attache('status', ...here)).code).toBe(10);
  const status = await attache('status', '--json', ...here, ...unlock);
  expect(status, status.err).toMatchObject({ code: 0 });
  expect(JSON.parse(status.out)).toMatchObject({ encrypted: true });
  // A thread copies the database.
  const decrypted = await attache(...here, 'workspace', 'decrypt', ...unlock);
  expect(decrypted, decrypted.err).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'attache.sqlite'), 'latin1')).toMatch(/^SQLite format 3/);
});

test('it pulls from a server', async () => {
  const server = await startOpenRosaServer({ data: sampleProject(20) });
  try {
    const workspace = ['--workspace', join(scratch, 'from-server')];
    const added = await attache(
      'servers',
      'add',
      'here',
      '--url',
      server.url,
      '--ca-file',
      server.caFile,
      ...workspace,
    );
    expect(added, added.err).toMatchObject({ code: 0 });
    const pulled = await attache(
      ...['pull', '--server', 'here', '--form', 'household', '--json', '--threads', '2', ...workspace],
      ...['--key', join(sampleKeys, 'TEST-key-2023.pem')],
    );
    // The damaged ones of the sample, and those of the other key, have problems.
    expect(pulled.code, pulled.err).toBe(3);
    expect(JSON.parse(pulled.out)).toMatchObject({ forms: ['household'], problems: { 'key.none_fits': 5 } });
  } finally {
    await server.close();
  }
});

test('an older Node is told which one is needed, and nothing else is loaded', async () => {
  const [oldest] = OLDEST_NODE.split('.').map(Number);
  const before = `${(oldest ?? 0) - 1}.99.0`;
  const guard = join(packageFolder, about.bin.attache ?? '');
  // Stands for an older Node where none is found.
  const pretend = join(scratch, 'pretend.cjs');
  writeFileSync(
    pretend,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${before}' } });
    Object.defineProperty(process, 'version', { value: 'v${before}' });`,
  );
  const told = await run(process.execPath, ['--require', pretend, guard, '--help']);
  expect(told).toEqual({
    code: 1,
    out: '',
    err: expect.stringContaining(`needs Node ${OLDEST_NODE} or newer`),
  });
  expect(told.err).toContain(`v${before}`);
});

const old = olderNode();
test.skipIf(old === null)(
  `on a real older Node, too${old === null ? ' (skipped: only current ones are found here)' : ''}`,
  async () => {
    const told = await run(old ?? '', [join(packageFolder, about.bin.attache ?? ''), '--help']);
    expect(told).toEqual({ code: 1, out: '', err: expect.stringContaining(`needs Node ${OLDEST_NODE}`) });
  },
);

/** A Node on the path that is older than the command needs; null where there is none. */
function olderNode(): string | null {
  const needed = OLDEST_NODE.split('.').map(Number);
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, isWindows ? 'node.exe' : 'node');
    const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [major = 0, minor = 0] = stdout.slice(1).split('.').map(Number);
    if (major < (needed[0] ?? 0) || (major === needed[0] && minor < (needed[1] ?? 0))) return program;
  }
  return null;
}
