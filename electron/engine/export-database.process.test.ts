// Covers electron/engine/export/databases.ts, app/exports/database-login.ts,
// core/export/formats/postgres/test-server.ts, core/store/database-logins.ts.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { leave } from '../../app/leave/leave.ts';
import { knownPasswords } from '../../app/leave/leave-context.ts';
import { canServe, PostgresServer } from '../../core/export/formats/postgres/testing/postgres-server.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import type { ExportOptions, ExportStatus } from '../ipc/export.ts';
import { type ExportHandlers, exportHandlers } from './export.ts';
import { type TestContext, testContext } from './testing/context.ts';
import { exportEnded } from './testing/export-ended.ts';
import { sampleWorkspace } from './testing/sample-workspace.ts';

/* An export from the window to a real database, with its password in a keychain. */

const test = onlyWhere('postgres');
const root = mkdtempSync(join(tmpdir(), 'attache-export-database-'));
const PASSWORD = PostgresServer.password;
const keychain = testKeychain();
let server: PostgresServer;
let workspace: Workspace;
let context: TestContext;
let engine: ExportHandlers;
let options: ExportOptions;
let postgres = '';

beforeAll(async () => {
  if (!canServe()) return;
  server = await PostgresServer.start();
  workspace = await sampleWorkspace(root, 60);
  postgres = server.url('');
});
afterAll(async () => {
  workspace?.close();
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Starts a session: only the keychain and the workspace know what an earlier one was told. */
async function session(): Promise<void> {
  context = testContext(workspace, { keychain });
  context.change({ caFile: server.ca });
  engine = exportHandlers(context, () => []);
  const defaults = await engine.handlers['export.defaults']({ formId: 'child_health' });
  const placeId = context.grant(join(root, 'reports'), true).id;
  options = { ...defaults.options, placeId, format: 'postgres', postgres, schema: 'field' };
}
beforeEach(async () => {
  if (canServe()) await session();
});

async function run(changes: Partial<ExportOptions> = {}): Promise<ExportStatus> {
  await engine.handlers['export.start']({ options: { ...options, ...changes }, preset: null });
  return exportEnded(engine);
}

const tested = async (changes: { postgres?: string; schema?: string; secret?: string | null } = {}) => {
  const { problem } = await engine.handlers['export.testDatabase']({
    postgres,
    schema: null,
    mode: null,
    secret: PASSWORD,
    ...changes,
  });
  return problem === null ? null : [problem.code, problem.params.reason];
};
const count = (table: string) => server.psql(`SELECT count(*) FROM field.${table}`).trim();

test('a test says what is wrong in its own words, and changes nothing', async () => {
  expect(await tested()).toBeNull();
  expect(await tested({ secret: 'wrong' })).toEqual(['export.postgres_refused', 'login']);
  expect(await tested({ secret: null })).toEqual(['export.postgres_refused', 'login']);
  const at = (host: string, port: number) => postgres.replace(/localhost:\d+/, `${host}:${port}`);
  expect(await tested({ postgres: at('no-such-host.invalid', 5432) })).toEqual([
    'export.postgres_unreachable',
    'host',
  ]);
  expect(await tested({ postgres: at('localhost', 1) })).toEqual(['export.postgres_unreachable', 'refused']);
  expect(await tested({ postgres: at('127.0.0.1', server.port) })).toEqual([
    'export.postgres_untrusted',
    'name',
  ]);
  context.change({ caFile: null });
  expect(await tested()).toEqual(['export.postgres_untrusted', 'authority']);
  context.change({ caFile: server.ca });
  expect(await tested({ schema: 'pg_mine' })).toEqual(['export.postgres_address', 'schema']);
  expect(await tested({ postgres: postgres.replace('owner@', 'owner:secret@') })).toEqual([
    'export.postgres_address',
    'password',
  ]);
  // The page cannot make the engine trust a file that the user has not chosen.
  await expect(tested({ postgres: server.url() })).rejects.toThrow();
  const save = () =>
    engine.handlers['export.savePreset']({ name: 'own', options: { ...options, postgres: server.url() } });
  expect(save).toThrow(expect.objectContaining({ code: 'engine.place_unknown' }));
  await expect(tested({ postgres: server.url() })).rejects.toThrow();
  expect(server.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'field'").trim()).toBe('0');
});

test('the keychain keeps the password, and nothing else has it', async () => {
  await expect(run()).resolves.toMatchObject({
    state: 'failed',
    problem: { code: 'export.postgres_refused', params: { reason: 'login' } },
  });
  const login = { postgres, secret: PASSWORD, remember: true };
  expect(engine.handlers['export.login']({ postgres })).toEqual({ isKnown: false, isRemembered: false });
  expect(await engine.handlers['export.signIn'](login)).toEqual({ isKnown: true, isRemembered: true });
  engine.handlers['export.savePreset']({ name: 'warehouse', options: { ...options, mode: 'update' } });

  await session();
  expect(engine.handlers['export.login']({ postgres })).toEqual({ isKnown: true, isRemembered: true });
  const plan = await engine.handlers['export.plan'](options);
  expect(plan).toMatchObject({ problem: null, parts: [{ goesTo: 'server' }] });
  expect(plan.files).toMatchObject([{ file: 'field', existing: null, bytes: null }]);
  const done = await run();
  const tables = Number(server.psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'field'"));
  expect(done).toMatchObject({
    state: 'done',
    parts: [{ hasReport: true }],
    files: [],
    inDatabase: { tables },
  });
  const elsewhere = context.grant(join(root, 'both'), true).id;
  const both = await run({ moreFormats: ['tidy'], placeId: elsewhere });
  if (both.state !== 'done') throw new Error(both.state);
  expect(both.files.map(({ path }) => path.endsWith('.csv'))).toEqual(both.files.map(() => true));
  expect(both.inDatabase.rows * 2).toBe(both.rows);
  expect(count('child_health')).toBe(String(plan.exported));
  expect(readdirSync(join(root, 'reports')).sort()).toEqual([
    'child_health-export-report.json',
    'child_health-export-report.txt',
  ]);

  // A pull exports with the same preset, and asks nobody.
  await session();
  const made = await engine.runPreset('child_health', 'warehouse');
  expect(made).toMatchObject({ files: 0, tables });
  expect(count('child_health')).toBe(String(plan.exported));
  const texts = [
    JSON.stringify(context.events),
    JSON.stringify(engine.handlers['export.presets']({})),
    ...readdirSync(join(root, 'reports')).map((name) => readFileSync(join(root, 'reports', name), 'utf8')),
    ...['attache.sqlite', 'attache.sqlite-wal']
      .map((name) => join(workspace.folder, name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'latin1')),
  ];
  for (const text of texts) expect(text).not.toContain(PASSWORD);
});

test('new submissions alone are added, and never replace the table', async () => {
  await engine.handlers['export.signIn']({ postgres, secret: PASSWORD, remember: false });
  const before = count('child_health');
  await expect(run({ rows: { kind: 'new' }, mode: 'replace' })).resolves.toMatchObject({
    state: 'failed',
    problem: { code: 'export.postgres_new_only' },
  });
  await run({ rows: { kind: 'new' } });
  expect(count('child_health')).toBe(before);
});

test('leaving a shared computer forgets the password', async () => {
  await engine.handlers['export.signIn']({ postgres, secret: PASSWORD, remember: true });
  expect(knownPasswords(context)).toBe(1);
  leave(context, ['passwords']);
  expect(knownPasswords(context)).toBe(0);
  await session();
  expect(engine.handlers['export.login']({ postgres })).toEqual({ isKnown: false, isRemembered: false });
});
