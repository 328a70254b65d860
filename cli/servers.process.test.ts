// Covers cli/commands/servers.ts, cli/commands/test-server.ts, cli/server-source.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ServerKind } from '../core/model/server-kind.ts';
import type { CentralUser } from '../fixtures/servers/central-accounts.ts';
import { type CentralData, readRecordedCentral } from '../fixtures/servers/central-data.ts';
import { startCentralServer } from '../fixtures/servers/central-server.ts';
import { startSampleServer } from '../fixtures/servers/kinds.ts';
import { tinyData } from '../fixtures/servers/tiny-data.ts';
import { attache, attacheJson } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-cli-servers-'));
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(root, { recursive: true, force: true });
});

const secrets = { PASSWORD: 'TEST-password', TOKEN: '0f3c00000000000000000000000000000000beef' };
const login = ['--user', 'amina', '--password-env', 'PASSWORD'];

/** Returns the command with a separate workspace. */
function cli() {
  const workspace = mkdtempSync(join(root, 'workspace-'));
  return {
    run: (...args: string[]) => attache(['--workspace', workspace, ...args], secrets),
    json: (...args: string[]) => attacheJson(['--workspace', workspace, ...args], secrets),
  };
}

async function central(user: Partial<CentralUser> = {}, data: CentralData = readRecordedCentral()) {
  const server = await startCentralServer({
    data,
    users: [{ name: 'amina', password: secrets.PASSWORD, ...user }],
    appUsers: ['APPUSERKEY'],
  });
  closing.push(() => server.close());
  return server;
}

const noRights = { projects: [], submissions: false };
const collector = { projects: [1, 2], submissions: false };

test.each<[string, CentralUser['rights'], string, string]>([
  ['a Data Collector', collector, 'rights.no-submissions', 'but not their submissions'],
  ['an account without rights', noRights, 'net.no_projects', 'shows it no project'],
])(
  'servers test: %s can read no submissions, which is told with exit code 5',
  async (_who, rights, code, text) => {
    const server = await central(rights === undefined ? {} : { rights });
    const { run, json } = cli();
    await run(
      'servers',
      'add',
      'c',
      '--url',
      `${server.origin}/#/projects`,
      '--kind',
      'central',
      '--ca-file',
      server.caFile,
      ...login,
    );
    const told = await run('servers', 'test', 'c');
    expect(told.code).toBe(5);
    expect(told.out.toString()).toMatch(/^Login +ok +Accepted as amina$/m);
    expect(told.out.toString()).toContain(text);
    expect(told.out.toString() + told.err).not.toMatch(/responds and accepts|Ona/);
    expect(await json('servers', 'test', 'c')).toMatchObject({
      code: 5,
      json: { ok: false, error: { code } },
    });
  },
);

test('servers test: an app user can read nothing, even if the address was added as another kind', async () => {
  const server = await central();
  const { run, json } = cli();
  const url = `${server.origin}/v1/key/APPUSERKEY/projects/1`;
  const ca = ['--ca-file', server.caFile];
  const added = await run('servers', 'add', 'told', '--url', url, ...ca);
  expect([added.code, added.err]).toEqual([0, expect.stringContaining('can only send')]);
  await run('servers', 'add', 'openrosa', '--url', url, '--kind', 'openrosa', ...ca);
  const list = await json('servers', 'list');
  expect(list.json).toMatchObject([
    { name: 'openrosa', kind: 'openrosa' },
    { name: 'told', kind: 'central', url: `${server.origin}/projects/1` },
  ]);
  expect(await json('servers', 'test', 'told')).toMatchObject({
    code: 5,
    json: { ok: false, error: { code: 'net.login_needed' } },
  });
  expect(await json('servers', 'test', 'openrosa')).toMatchObject({
    json: { ok: false, error: { code: 'source.other_kind' } },
  });
});

test('a kind that the user did not name is found out, and stored', async () => {
  const kinds: readonly ServerKind[] = ['ona', 'kobo', 'central', 'aggregate'];
  const { run, json } = cli();
  for (const kind of kinds) {
    const server = await startSampleServer(kind, tinyData(1));
    closing.push(() => server.close());
    const url = kind === 'central' ? `${server.origin}/#/` : server.url;
    const by = kind === 'ona' ? ['--token-env', 'TOKEN'] : login;
    await run('servers', 'add', kind, '--url', url, '--ca-file', server.caFile, ...by);
    // Adding a server sends nothing.
    expect(server.requests).toEqual([]);
    if (kind === 'central') expect((await run('pull', '--server', kind)).code).toBe(3);
    else expect(await json('servers', 'test', kind)).toMatchObject({ code: 0, json: { ok: true, kind } });
  }
  const { json: list } = await json('servers', 'list');
  expect((list as { name: string; kind: string }[]).map(({ name, kind }) => [name, kind])).toEqual(
    [...kinds].sort().map((kind) => [kind, kind]),
  );
});

test('a wrong kind is reported with the command that changes it, and that command works', async () => {
  const server = await central();
  const { run, json } = cli();
  await run(
    'servers',
    'add',
    'mine',
    '--kind',
    'ona',
    '--url',
    server.origin,
    '--ca-file',
    server.caFile,
    ...login,
  );
  const command = 'attache servers change mine --kind central';
  for (const args of [
    ['pull', '--server', 'mine'],
    ['servers', 'test', 'mine'],
    ['servers', 'forms', 'mine'],
  ]) {
    const { code, err, out } = await run(...args);
    expect([args[0], code]).toEqual([args[0], 7]);
    expect(out.toString() + err).toContain('is ODK Central, but was added as Ona');
    expect(err).toContain(command);
  }
  expect((await run(...command.split(' ').slice(1))).code).toBe(0);
  expect(await json('servers', 'test', 'mine')).toMatchObject({
    code: 0,
    json: { ok: true, kind: 'central' },
  });
});

test('forms that are closed, archived or not encrypted are marked', async () => {
  const recorded = readRecordedCentral();
  const closed = (recorded.forms[1] ?? []).map((form) => ({ ...form, state: 'closed' }));
  const server = await central({}, { ...recorded, forms: { ...recorded.forms, 1: closed } });
  const { run, json } = cli();
  const url = `${server.origin}/#/projects/1/form-access`;
  await run('servers', 'add', 'c', '--url', url, '--ca-file', server.caFile, ...login);
  const listed = await run('servers', 'forms', 'c');
  expect(listed.out.toString()).toMatch(/^plain_visit .* not encrypted .* closed /m);
  expect(listed.out.toString()).not.toMatch(/^selfkey_visit .* not encrypted/m);
  await run('pull', '--server', 'c', '--form', 'plain_visit');
  expect((await json('forms')).json).toMatchObject([
    { formId: 'plain_visit', state: 'closed', encrypted: false },
  ]);
  expect((await run('forms')).out.toString()).toMatch(/^plain_visit .* closed +no /m);
});

test('an unknown form is an error that names the forms of the server', async () => {
  const server = await central();
  const { run, json } = cli();
  await run(
    'servers',
    'add',
    'c',
    '--url',
    `${server.origin}/#/projects/1/settings`,
    '--ca-file',
    server.caFile,
    ...login,
  );
  const expectUnknown = async (...args: string[]): Promise<void> => {
    const { code, json: printed, err } = await json(...args);
    expect([args.join(' '), code]).toEqual([args.join(' '), 2]);
    expect(printed).toMatchObject({ error: { code: 'usage.form_unknown' } });
    expect(err).toContain('selfkey_visit');
  };
  await expectUnknown('pull', '--server', 'c', '--form', 'nowhere');
  const watched = await run('watch', '--every', '0.1', '--form', 'nowhere');
  expect([watched.code, watched.err]).toEqual([2, expect.stringContaining('selfkey_visit')]);
  expect((await run('pull', '--server', 'c', '--form', 'selfkey_visit')).code).toBe(3);
  for (const command of ['open', 'retry', 'submissions', 'problems'])
    await expectUnknown(command, '--form', 'nowhere');
  const exported = await json('export', '--form', 'nowhere', '--out', join(root, 'out'));
  expect([exported.code, exported.err]).toEqual([9, expect.stringContaining('selfkey_visit')]);
  await expectUnknown('submissions', 'xml', 'uuid:1', '--form', 'nowhere');
  const decrypt = [
    'servers',
    'decrypt',
    'c',
    '--form',
    'nowhere',
    '--out',
    join(root, 'out'),
    '--send-passphrase',
  ];
  await expectUnknown(...decrypt, '--passphrase-env', 'PASSWORD');
  // A known form that has no submissions yet is not an error.
  expect((await run('submissions', '--form', 'plain_visit')).code).toBe(0);
});
