// Covers cli/commands/export.ts, cli/declared/export.ts, app/exports/run-export.ts.
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { canServe, PostgresServer } from '../core/export/formats/postgres/testing/postgres-server.ts';
import { isHere, onlyWhere } from '../fixtures/only-where.ts';
import { startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../fixtures/servers/tiny-data.ts';
import { attache, start } from './testing/attache.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/workspaces/2026-11', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'attache-export-postgres-'));
const workspace = ['--workspace', join(root, 'workspace')];
const test = onlyWhere('postgres');
let server: PostgresServer;
beforeAll(async () => {
  if (!canServe()) return;
  cpSync(FIXTURE, join(root, 'workspace'), { recursive: true });
  server = await PostgresServer.start();
});
afterAll(async () => {
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
});

const env = { TEST_PG_PASSWORD: PostgresServer.password };
const exporting = (...args: readonly string[]) => attache(['--json', ...workspace, 'export', ...args], env);
const said = ({ out, err }: { out: Buffer; err: Buffer | string }) => `${out}${err}`;

test('a form goes to a server without a folder, all forms and files beside them too', async () => {
  const to = ['--postgres', server.url(), '--schema', 'field', '--password-env', 'TEST_PG_PASSWORD'];
  const reports = join(root, 'reports');
  const one = await exporting('--form', 'household', '--format', 'postgres', ...to, '--report', reports);
  expect(one.code).toBe(3);
  const { submissions, files, exportReport } = JSON.parse(one.out.toString());
  expect(files).toMatchObject([
    { path: 'field', tables: [{ table: 'household' }, { table: 'household_member' }, {}] },
  ]);
  expect(server.psql('SELECT count(*) FROM field.household').trim()).toBe(String(submissions));
  expect(readdirSync(reports).sort()).toEqual([
    'household-export-report.json',
    'household-export-report.txt',
  ]);
  const written = readFileSync(exportReport.json, 'utf8');
  for (const text of [said(one), written]) expect(text).not.toContain(PostgresServer.password);

  // Only new submissions: there is none, and the rows of before stay.
  const again = await exporting('--form', 'household', '--format', 'postgres', ...to, '--new-only');
  expect(JSON.parse(again.out.toString())).toMatchObject({ submissions: 0 });
  expect(server.psql('SELECT count(*) FROM field.household').trim()).toBe(String(submissions));
  const out = join(root, 'out');
  const both = await exporting('--all-forms', '--format', 'csv', '--format', 'postgres', ...to, '--out', out);
  expect(both.code).toBe(3);
  expect(readdirSync(out)).toEqual(['csv']);
  const tables = server.psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'field'").trim();
  expect(Number(tables)).toBeGreaterThan(4);
});

test('what does not belong together is refused, and says no password', async () => {
  const form = ['--form', 'household', '--format', 'postgres'];
  const to = ['--postgres', server.url(), '--password-env', 'TEST_PG_PASSWORD'];
  const failed = async (...args: readonly string[]) => {
    const ended = await exporting(...args);
    expect(said(ended)).not.toContain(PostgresServer.password);
    return [ended.code, JSON.parse(ended.out.toString()).error?.code];
  };
  expect(await failed(...form)).toEqual([2, 'export.postgres_address']);
  expect(await failed(...form, ...to, '--out', root)).toEqual([2, 'usage.bad_option']);
  expect(await failed('--form', 'household', '--report', root, '--out', root)).toEqual([
    2,
    'usage.bad_option',
  ]);
  expect(await failed(...form, ...to, '--mode', 'replace', '--new-only')).toEqual([
    2,
    'export.postgres_new_only',
  ]);
  const unset = ['--postgres', server.url(), '--password-env', 'TEST_PG_UNSET'];
  expect(await failed(...form, ...unset)).toEqual([2, 'usage.variable_unset']);
  const spoken = `postgresql://owner:${PostgresServer.password.replaceAll(' ', '%20')}@localhost/postgres`;
  expect(await failed(...form, '--postgres', spoken)).toEqual([2, 'export.postgres_address']);
});

test('each pull exports to the database of its preset, with the password of a variable and no other', async () => {
  const user = { name: 'amina', password: 'TEST-password' };
  const source = await startOpenRosaServer({
    data: tinyData(3),
    flavour: 'aggregate',
    authentication: { users: [user], offers: ['digest-md5'] },
  });
  try {
    const common = ['--json', '--workspace', join(root, 'pulled')];
    const secrets = { ...env, SAMPLE_PASSWORD: user.password };
    const run = (...args: readonly string[]) => attache([...common, ...args], secrets);
    const add = ['servers', 'add', 'sample', '--url', source.url, '--user', user.name];
    await run(...add, '--password-env', 'SAMPLE_PASSWORD', '--ca-file', source.caFile);
    const preset = join(root, 'preset.json');
    const reports = join(root, 'pulled-reports');
    const saved = {
      name: 'warehouse',
      formats: ['postgres'],
      folder: reports,
      schema: 'pulled',
      mode: 'update',
    };
    const spoken = server.url().replace('owner@', 'owner:secret@');
    writeFileSync(preset, JSON.stringify({ ...saved, postgres: spoken }));
    expect((await run('preset', 'import', preset)).code).toBe(2);
    writeFileSync(preset, JSON.stringify({ ...saved, postgres: server.url() }));
    expect((await run('preset', 'import', preset)).code).toBe(0);
    const pull = ['pull', '--server', 'sample', '--export', 'warehouse'];
    const pulled = await run(...pull, '--export-password-env', 'TEST_PG_PASSWORD');
    const { exported } = JSON.parse(pulled.out.toString()) as {
      exported: { formId: string; submissions: number }[];
    };
    const written = exported.filter(({ submissions }) => submissions > 0);
    expect(written.length).toBeGreaterThan(0);
    for (const { formId, submissions } of written) {
      expect(server.psql(`SELECT count(*) FROM pulled."${formId}"`).trim()).toBe(String(submissions));
    }
    expect(readdirSync(reports).length).toBe(exported.length * 2);
    const refused = await run(...pull);
    expect(refused.code).toBe(9);
    expect(said(refused)).toContain('export.postgres_refused');
    for (const one of [pulled, refused]) expect(said(one)).not.toContain(PostgresServer.password);

    // watch exports after each of its pulls, with the password that it was started with.
    const watch = ['watch', '--every', '0.1', '--export', 'warehouse'];
    const child = start([...common, ...watch, '--export-password-env', 'TEST_PG_PASSWORD'], secrets);
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => output.push(chunk));
    const rounds = () =>
      Buffer.concat(output)
        .toString()
        .match(/"exported":/g)?.length ?? 0;
    await expect.poll(rounds).toBeGreaterThanOrEqual(exported.length);
    const data = tinyData(3);
    const later = data.submissions('plain').map((one) => ({
      ...one,
      instanceId: 'uuid:later',
      manifestXml: one.manifestXml.replace('uuid:plain', 'uuid:later'),
    }));
    const submissions = (formId: string) => [
      ...data.submissions(formId),
      ...(formId === 'plain' ? later : []),
    ];
    source.serve({ ...data, submissions });
    const stored = () => server.psql('SELECT key FROM pulled.plain ORDER BY key');
    await expect.poll(stored).toBe('uuid:later\nuuid:plain\n');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    if (isHere('signals')) expect(code).toBe(3);
    expect(Buffer.concat(output).toString()).not.toContain(PostgresServer.password);
  } finally {
    await source.close();
  }
});
