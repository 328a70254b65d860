// Covers cli/commands/backup.ts, cli/commands/import.ts, cli/commands/pull.ts, cli/commands/workspace.ts,
// core/pull/staging.ts, core/store/connect.ts.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unlockWorkspace } from '../app/workspace/unlock-workspace.ts';
import { Secret } from '../core/ground/secret.ts';
import { deriveKeys } from '../core/vault/workspace-key.ts';
import { findTexts } from '../fixtures/planted.ts';
import {
  planted,
  plantedForm,
  plantedSubmissions,
  writePlantedFolder,
} from '../fixtures/planted-submissions.ts';
import { SampleRandom } from '../fixtures/sample-project/random.ts';
import { type OpenRosaServer, startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { corpusKey } from '../fixtures/test-keys.ts';
import { zip } from '../fixtures/zip.ts';
import { attache, start } from './testing/attache.ts';

/*
 * An encrypted workspace, used from its first day to its backup by every command that stores something: nothing that
 * was planted (answers, names of files, passphrases, codes, keys) can be read in any byte or name of the workspace,
 * of its backup, of a restored workspace and of the temporary folder. The same holds after kills at random moments.
 * `KILL_SEED`, which the test prints, repeats the same kills. `KILLS` sets how many there are; `npm run test:long`
 * does more of them.
 */
const KILLS = Number(process.env.KILLS ?? 3);

const root = mkdtempSync(join(tmpdir(), 'attache-nothing-readable-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keyFile = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/corpora/dev/keys/${name}.pem`, import.meta.url));
const secrets = {
  WORKSPACE: 'planted passphrase of a workspace',
  NEXT: 'planted passphrase that comes after it',
  RESTORED: 'planted passphrase of a restored one',
  KEY: planted.secrets[0],
  PASSWORD: 'planted password of a server',
};
const USER = 'planted-user-of-a-server';

/** What is searched: workspaces, backups, the temporary folder. All else of this test lies beside it. */
const searched = join(root, 'searched');
const temporary = join(searched, 'temporary');
const folder = join(root, 'folder');
const zipFile = join(root, 'phone.zip');
let server: OpenRosaServer;
let codes: Record<string, string> = {};
/** How long each kind of command took when nobody disturbed it. */
const lengths = new Map<string, number>();
/** Workspaces as they were at some moments of the full run, each to begin a command on. */
const begun = (name: string): string => join(root, `begun-${name}`);

const byCode = ['--workspace-recovery-env', 'RECOVERY'];
const byPassphrase = ['--workspace-passphrase-env', 'WORKSPACE'];
const withKey = ['--passphrase-env', 'KEY'];

/** A path of its own that does not exist yet. */
let count = 0;
function fresh(place: string): string {
  count += 1;
  return join(place, `place-${count}`);
}

const environment = (): Record<string, string> => ({
  ...secrets,
  ...codes,
  TMPDIR: temporary,
  TMP: temporary,
  TEMP: temporary,
});

/** Runs a command on a workspace. `kind` names it, to kill it later. */
async function run(workspace: string, args: readonly string[], kind?: string, ends: readonly number[] = [0]) {
  const started = performance.now();
  const ran = await attache(['--workspace', workspace, ...args], environment());
  if (kind !== undefined) lengths.set(kind, performance.now() - started);
  expect(ends, `${args.join(' ')}: ${ran.err}${ran.out}`).toContain(ran.code);
  return ran;
}

const lastLine = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';

/** Everything that changes a workspace, by the name of the workspace on which it begins. */
const kinds: readonly {
  readonly name: string;
  readonly from: string;
  readonly args: (place: string) => readonly string[];
}[] = [
  { name: 'import', from: 'made', args: () => ['import', folder, '--keep-ciphertext', ...withKey] },
  { name: 'import of a zip', from: 'made', args: () => ['import', zipFile, ...withKey] },
  { name: 'pull', from: 'made', args: () => ['pull', '--server', 's', '--keep-ciphertext', ...withKey] },
  {
    name: 'open',
    from: 'waiting',
    args: () => ['open', '--key', keyFile('A'), '--key', keyFile('B')],
  },
  {
    name: 'export',
    from: 'full',
    args: () => ['export', '--form', 'planted', '--out', fresh(root)],
  },
  {
    name: 'export as a database',
    from: 'full',
    args: () => ['export', '--form', 'planted', '--format', 'sqlite', '--out', fresh(root)],
  },
  { name: 'backup', from: 'full', args: (place) => ['backup', '--to', `${place}-backup`] },
  {
    name: 'restore',
    from: 'full',
    args: (place) => [
      ...['restore', begun('backup'), '--to', `${place}-restored`, '--code-env', 'BACKUP', '--encrypt'],
      ...['--recovery-out', fresh(root), '--workspace-passphrase-env', 'RESTORED'],
    ],
  },
  {
    name: 'restore of a plain backup',
    from: 'made',
    args: (place) => [
      ...['restore', begun('plain-backup'), '--to', `${place}-restored`, '--code-env', 'PLAIN', '--encrypt'],
      ...['--recovery-out', fresh(root), '--workspace-passphrase-env', 'RESTORED'],
    ],
  },
  {
    name: 'workspace passphrase',
    from: 'full',
    args: () => ['workspace', 'passphrase', '--new-workspace-passphrase-env', 'NEXT'],
  },
  {
    name: 'workspace recovery-code',
    from: 'full',
    args: () => ['workspace', 'recovery-code', '--recovery-out', fresh(root)],
  },
];

/** The arguments of a kind of command, with what unlocks its workspace. */
function argsOf(name: string, place: string, unlock: readonly string[] = byCode): readonly string[] {
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no such command: ${name}`);
  return [...kind.args(place), ...(name.startsWith('restore') ? [] : unlock)];
}

/** Ends that say that submissions wait, or that something is known already. */
const ENDS = [0, 3];

beforeAll(async () => {
  mkdirSync(temporary, { recursive: true });
  writePlantedFolder(folder);
  const submissions = plantedSubmissions();
  const packed = [
    { name: 'forms/planted.xml', bytes: Buffer.from(plantedForm.xml) },
    ...submissions.flatMap(({ place, xml, files }) => [
      { name: `instances/${place}/submission.xml`, bytes: Buffer.from(xml) },
      ...[...files].map(([name, bytes]) => ({ name: `instances/${place}/${name}`, bytes })),
    ]),
  ];
  writeFileSync(zipFile, zip(packed));
  server = await startOpenRosaServer({
    data: {
      forms: [plantedForm],
      submissions: () =>
        submissions.map(({ instanceId, xml, files }) => ({
          ...{ instanceId, files, manifestXml: xml },
          submissionDate: '2026-01-02T03:04:05.678Z',
        })),
    },
    authentication: {
      users: [{ name: USER, password: secrets.PASSWORD, token: 'unused' }],
      offers: ['digest-md5'],
    },
    flavour: 'aggregate',
  });
});
afterAll(() => server.close());

/** Gives a workspace a server and, sealed by a passphrase, key A. */
async function prepare(workspace: string, unlock: readonly string[]): Promise<void> {
  const login = ['--user', USER, '--password-env', 'PASSWORD', '--ca-file', server.caFile];
  await run(workspace, ['servers', 'add', 's', '--url', server.url, ...login, ...unlock]);
  await run(workspace, ['keys', 'import', keyFile('A'), '--seal-passphrase-env', 'KEY', ...unlock]);
}

/** All that must not be read anywhere. */
async function everythingPlanted(workspace: string): Promise<readonly (string | Buffer)[]> {
  const { RECOVERY = '' } = codes;
  const key = await unlockWorkspace(workspace, { by: 'recovery', code: new Secret(RECOVERY) });
  const { database, files, backup } = deriveKeys(key);
  return [
    ...planted.answers,
    ...planted.names,
    ...Object.values(secrets),
    USER,
    ...Object.values(codes).flatMap((code) => [code, code.replaceAll('-', '')]),
    ...[key, database, files.content, files.names, backup].map((one) => one.export()),
    ...(['A', 'B'] as const).map((name) => {
      const { d = '' } = corpusKey(name).privateKey.export({ format: 'jwk' });
      return Buffer.from(d, 'base64url').subarray(20, 52);
    }),
  ];
}

let everything: readonly (string | Buffer)[] = [];

test('after a full run, nothing that was planted can be read', async () => {
  const workspace = join(searched, 'workspace');
  const codeFile = join(root, 'recovery.txt');
  const create = ['workspace', 'create', '--encrypt', '--recovery-out', codeFile];
  await run(workspace, [...create, ...byPassphrase]);
  codes = { RECOVERY: lastLine(codeFile) };
  await prepare(workspace, byCode);
  cpSync(workspace, begun('made'), { recursive: true });

  await run(workspace, argsOf('import', workspace), 'import', ENDS);
  await run(workspace, argsOf('import of a zip', workspace), 'import of a zip', ENDS);
  await run(workspace, argsOf('pull', workspace, byPassphrase), 'pull', ENDS);
  await run(workspace, ['open', '--key', keyFile('B'), ...byCode]);
  await run(workspace, ['retry', ...withKey, ...byCode], undefined, ENDS);
  const looks = [['verify'], ['status'], ['problems'], ['submissions'], ['forms']];
  await Promise.all(looks.map((args) => run(workspace, [...args, ...byCode])));
  const large = await run(workspace, ['submissions', 'xml', 'uuid:large', ...byCode]);
  // What is not found below is there.
  expect(large.out.includes(planted.answers[2])).toBe(true);
  await run(workspace, argsOf('export', workspace), 'export');
  await run(workspace, argsOf('export as a database', workspace), 'export as a database');

  const backupCode = join(root, 'backup.txt');
  const backup = join(searched, 'backup');
  await run(workspace, ['backup', '--to', backup, '--code-out', backupCode, ...byPassphrase], 'backup');
  codes = { ...codes, BACKUP: lastLine(backupCode) };
  cpSync(workspace, begun('full'), { recursive: true });
  cpSync(backup, begun('backup'), { recursive: true });
  await run(workspace, argsOf('workspace passphrase', workspace, byPassphrase), 'workspace passphrase');
  for (const name of ['workspace recovery-code', 'restore']) {
    const args = argsOf(name, workspace);
    await run(workspace, args, name);
    codes = { ...codes, [name]: lastLine(args[args.indexOf('--recovery-out') + 1] ?? '') };
  }
  const byNext = ['--workspace-passphrase-env', 'NEXT'];
  await run(workspace, ['backup', '--to', backup, ...byNext]);
  await run(workspace, ['backup', 'verify', backup, ...byNext]);

  everything = await everythingPlanted(begun('made'));
  expect(findTexts(searched, everything)).toEqual([]);
  expect(findTexts(backup, ['README']).length).toBeGreaterThan(0);
});

test('in a plain workspace the same search finds the answers and the names', async () => {
  const workspace = join(root, 'plain');
  await prepare(workspace, []);
  const { args } = kinds[0] ?? { args: () => [] };
  await run(workspace, args(workspace), undefined, ENDS);
  await run(workspace, ['open', '--key', keyFile('B')]);
  const seen = [...planted.answers, ...planted.names, USER];
  expect(new Set(findTexts(workspace, seen).map(({ text }) => text))).toEqual(new Set(seen));

  // Its backup becomes an encrypted workspace, in which they are not found.
  const backupCode = join(root, 'plain-backup.txt');
  await run(workspace, ['backup', '--to', begun('plain-backup'), '--code-out', backupCode]);
  codes = { ...codes, PLAIN: lastLine(backupCode) };
  const restore = argsOf('restore of a plain backup', join(searched, 'from-plain'));
  await run(workspace, restore, 'restore of a plain backup');
  expect(findTexts(searched, everything)).toEqual([]);
  expect(findTexts(join(searched, 'from-plain-restored'), ['SQLite format 3'])).toEqual([]);
});

test(
  `after ${KILLS} kills at random moments, nothing that was planted can be read`,
  async () => {
    const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
    process.stdout.write(`KILL_SEED=${seed}\n`);
    const random = new SampleRandom(seed);
    const waiting = begun('waiting');
    cpSync(begun('made'), waiting, { recursive: true });
    await run(waiting, ['import', folder, ...byCode], undefined, ENDS);
    const first = random.whole(0, kinds.length - 1);
    expect(everything.length).toBeGreaterThan(20);
    for (let killed = 0; killed < KILLS; ) {
      const kind = kinds[(first + killed) % kinds.length];
      if (kind === undefined) throw new Error('no command');
      const { name, from } = kind;
      const workspace = fresh(searched);
      cpSync(begun(from), workspace, { recursive: true });
      // The first part of each command only loads the program.
      const after = (lengths.get(name) ?? 1000) * (0.3 + 0.65 * random.next());
      const when = `${name}, killed after ${Math.round(after)} ms`;
      const args = argsOf(name, workspace);
      const started = performance.now();
      const child = start(['--workspace', workspace, ...args], environment());
      const timer = setTimeout(() => child.kill('SIGKILL'), after);
      const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
      clearTimeout(timer);
      if (signal === 'SIGKILL') killed += 1;
      // The computer was busier when the length was measured. The same command is tried again, and killed sooner.
      else lengths.set(name, performance.now() - started);
      expect(findTexts(searched, everything), when).toEqual([]);
      // The next command meets what the killed one has left.
      await run(workspace, ['status', ...(name === 'workspace recovery-code' ? byPassphrase : byCode)]);
      expect(findTexts(searched, everything), `${when}, and then opened`).toEqual([]);
      for (const place of [workspace, `${workspace}-backup`, `${workspace}-restored`])
        rmSync(place, { recursive: true, force: true });
    }
  },
  300_000 * KILLS,
);
