// Covers cli/commands/watch.ts, cli/commands/export-after.ts.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { PullLock } from '../core/store/pull-lock.ts';
import { isHere, onlyWhere } from '../fixtures/only-where.ts';
import { startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../fixtures/servers/tiny-data.ts';
import { testDatabase } from '../fixtures/switched-workspace.ts';
import { attache, attacheJson, start } from './testing/attache.ts';

// `app/take/watch.test.ts` tests what watching does. This file tests its words, its exit codes and the
// signals that end it.

const root = mkdtempSync(join(tmpdir(), 'attache-watch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const user = { name: 'amina', password: 'TEST-password' };

/** A workspace with one sample server added to it. */
async function prepare(password = user.password) {
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const server = await startOpenRosaServer({
    data: tinyData(3),
    flavour: 'aggregate',
    authentication: { users: [user], offers: ['digest-md5'] },
  });
  closing.push(() => server.close());
  const caFile = join(workspace, 'authority.pem');
  copyFileSync(server.caFile, caFile);
  const env = { SAMPLE_PASSWORD: password };
  const common = ['--workspace', workspace];
  const add = ['servers', 'add', 'sample', '--url', server.url, '--user', user.name];
  await attache([...common, ...add, '--password-env', 'SAMPLE_PASSWORD', '--ca-file', caFile], env);
  return { workspace, server, env, common };
}

/** Waits until a process has printed text that fits the pattern. Returns everything that it has printed. */
function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      if (pattern.test(text)) resolve(text);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('close', (code) => reject(new Error(`it ended with ${code}: ${text}`)));
  });
}

// Each of these waits for the next round, which comes after six seconds at the earliest.
test.concurrent('it pulls, waits, pulls new submissions, and ends well when it is stopped', async () => {
  const { server, env, common } = await prepare();
  const child = start([...common, 'watch', '--every', '0.1', '--json'], env);
  if (child.stdout === null) throw new Error('it prints nowhere');
  const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await printed.next();
  server.serve(tinyData(5));
  const second = await printed.next();
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  // No key decrypts the tiny submissions.
  if (isHere('signals')) expect(code).toBe(3);
  expect([first, second].map(({ value }) => JSON.parse(value ?? 'null'))).toMatchObject([
    { server: 'sample', report: { counts: { added: 4 } } },
    { server: 'sample', report: { counts: { added: 2 } } },
  ]);
});

test.concurrent('each pull exports with the presets that are asked for, each format in its folder', async () => {
  const { workspace, env, common } = await prepare();
  const out = mkdtempSync(join(root, 'out-'));
  const file = join(workspace, 'preset.json');
  writeFileSync(
    file,
    JSON.stringify([{ name: 'after', folder: out, formats: ['csv', 'sqlite'] }, { name: 'nowhere' }]),
  );
  expect((await attache([...common, 'preset', 'import', file])).code).toBe(0);
  const pull = ['pull', '--server', 'sample', '--export', 'after'];
  const { json } = await attacheJson([...common, ...pull], env);
  const { exported } = json as { exported: { format: string; formId: string; folder: string }[] };
  const forms = [...new Set(exported.map(({ formId }) => formId))];
  expect(forms.length).toBeGreaterThan(0);
  expect(exported.map(({ format, folder }) => [format, folder])).toEqual(
    forms.flatMap(() => [
      ['csv', join(out, 'csv')],
      ['sqlite', join(out, 'sqlite')],
    ]),
  );
  expect(readdirSync(join(out, 'csv')).filter((name) => name.endsWith('.csv'))).not.toEqual([]);
  for (const [name, code] of [
    ['nobody', 'export.profile_unknown'],
    ['nowhere', 'usage.bad_option'],
  ]) {
    const refused = await attacheJson([...common, ...pull.slice(0, 4), name ?? ''], env);
    expect(refused.json).toMatchObject({ error: { code } });
  }
  // An export that fails counts as it does alone, also after a pull with problems of its own.
  const broken = join(workspace, 'broken.json');
  writeFileSync(broken, JSON.stringify({ name: 'broken', folder: join(file, 'below') }));
  await attache([...common, 'preset', 'import', broken]);
  const failed = await attacheJson([...common, ...pull.slice(0, 4), 'broken'], env);
  expect(failed.json).toMatchObject({ exported: [{ error: { code: 'export.folder_unusable' } }, {}] });
  const alone = ['export', '--form', forms[0] ?? '', '--format', 'csv', '--out', join(file, 'below')];
  expect([failed.code, (await attache([...common, ...alone])).code]).toEqual([9, 9]);
  const child = start([...common, 'watch', '--every', '0.1', '--export', 'after', '--json'], env);
  const text = await said(child, /"exported"[^\n]*"format":"sqlite"/);
  expect(text).toContain('"format":"csv"');
  child.kill('SIGINT');
  await once(child, 'close');
});

test.concurrent('a database that another program writes to is reported, and tried again', async () => {
  const { workspace, env, common } = await prepare();
  const other = testDatabase(workspace);
  other.exec('BEGIN IMMEDIATE');
  const child = start([...common, 'watch', '--every', '0.1'], env);
  await said(child, /Z {2}sample.*another program/is);
  other.exec('COMMIT');
  other.close();
  await said(child, /4 new/);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  if (isHere('signals')) expect(code).toBe(3);
});

test.concurrent('submissions that a server no longer shows are in the line of its pull, and in the exit code', async () => {
  const { server, env, common } = await prepare();
  await attache([...common, 'pull', '--server', 'sample'], env);
  const { forms, submissions } = tinyData(3);
  server.serve({ forms: forms.slice(1), submissions });
  const child = start([...common, 'watch', '--every', '0.1'], env);
  await said(child, /Z {2}sample {2}0 new, .*1 form no longer shown to this account/);
  server.serve({ forms: [], submissions });
  await said(child, /Z {2}sample {2}sample shows this account no form/);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  if (isHere('signals')) expect(code).toBe(5);
});

onlyWhere('signals')('a wait for another program can be given up', async () => {
  const { workspace, env, common } = await prepare();
  const release = new PullLock(workspace).tryTake();
  const child = start([...common, 'pull', '--server', 'sample'], env);
  const closed = once(child, 'close');
  await said(child, /Another Attaché is pulling/);
  child.kill('SIGINT');
  const [code] = await closed;
  expect(code).toBe(130);
  release?.();
});

test('without a server there is nothing to watch', async () => {
  const { code, err } = await attache(['--workspace', mkdtempSync(join(root, 'empty-')), 'watch']);
  expect(code).toBe(2);
  expect(err).toContain('servers add');
});
