// Covers electron/command/run-command.ts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPORA, caseFolder, expectedXml } from '../../fixtures/corpora/corpora.ts';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { expect, test } from '../electron.ts';
import { root, whichElectron } from '../which-electron.ts';

// The app as the `attache` command. A command needs no browser, no display and no user data of the app.

const key = ['--key', join(CORPORA, 'keys', 'A.pem')];

function start(args: readonly string[]): ChildProcess {
  return spawn(whichElectron().program, [root, ...args], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...args: string[]): Promise<{ code: number; out: Buffer; err: string }> {
  const child = start(args);
  const out: Buffer[] = [];
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code: code as number, out: Buffer.concat(out), err };
}

test('help, version and mistakes are told without a window', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const help = await run('--help');
  expect(help.out.toString()).toContain('Usage: attache');
  expect(help.code).toBe(0);
  // Nothing of a browser was begun.
  expect(help.err).not.toContain('DevTools');
  expect((await run('--version')).out.toString()).toBe(`${version}\n`);
  const mistaken = await run('exprot');
  expect(mistaken.code).toBe(2);
  expect(mistaken.err).toContain('Did you mean export?');
});

test('it opens submissions in its threads and gives them out to the byte', async ({ folder }) => {
  const workspace = ['--workspace', join(folder, 'workspace')];
  const source = join(caseFolder('g08-media'), 'briefcase');
  const imported = await run('import', source, ...key, '--threads', '2', ...workspace);
  expect(imported.code, imported.err).toBe(0);
  const listed = await run('submissions', '--json', ...workspace);
  const all = JSON.parse(listed.out.toString()) as { readonly instanceId: string; readonly state: string }[];
  expect(all.map(({ state }) => state)).toEqual(all.map(() => 'decrypted'));
  const id = all[0]?.instanceId ?? '';
  // Behind `--`, as attache.cmd calls it.
  expect((await run('--', 'submissions', 'xml', id, ...workspace)).out).toEqual(expectedXml('g08-media', id));
  const out = join(folder, 'csv');
  const form = ['--form', 'hh_media', '--profile', 'briefcase', '--file', 'export'];
  expect((await run('export', ...form, '--out', out, ...workspace)).code).toBe(0);
  const expected = readFileSync(join(CORPORA, 'expected-csv', 'g08-media', 'default', 'export.csv'), 'utf8');
  expect(readFileSync(join(out, 'export.csv'), 'utf8')).toBe(expected);
});

test('it talks to a server, and ends in order at Ctrl-C', async ({ folder }) => {
  const server = await startOpenRosaServer({ data: tinyData(3), flavour: 'aggregate' });
  const workspace = ['--workspace', join(folder, 'workspace')];
  const added = await run(
    'servers',
    'add',
    's',
    '--url',
    server.url,
    '--ca-file',
    server.caFile,
    ...workspace,
  );
  expect(added.code, added.err).toBe(0);
  const child = start(['watch', '--every', '60', ...workspace]);
  const closed = once(child, 'close');
  await once(child.stdout ?? child, 'data');
  child.kill('SIGINT');
  const [code, signal] = await closed;
  // Nothing opens the tiny submissions. On Windows a process that is told to end ends at once.
  expect([code, signal]).toEqual(process.platform === 'win32' ? [null, 'SIGINT'] : [3, null]);
  await server.close();
});
