// Covers core/source/central/address.ts, core/source/kobo/address.ts, core/source/ona/address.ts,
// core/source/openrosa/address.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { RunReport } from '../core/model/run-report.ts';
import type { ServerKind } from '../core/model/server-kind.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { startSampleServer } from '../fixtures/servers/kinds.ts';
import { attache, attacheJson } from './testing/attache.ts';

/*
 * Each kind of server as a user adds it: the address from the browser, given to `attache servers add`. There
 * is one address per kind. The tests of `core/source/<kind>/address.ts` have the other addresses that users
 * may paste.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-pasted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const data = sampleProject(9);
const key = fileURLToPath(new URL('../fixtures/sample-project/keys/TEST-key-2023.pem', import.meta.url));
const secrets = {
  SAMPLE_PASSWORD: 'TEST-password',
  SAMPLE_TOKEN: '0f3c00000000000000000000000000000000beef',
};
const byPassword = ['--user', 'amina', '--password-env', 'SAMPLE_PASSWORD'];

const cases: readonly [ServerKind, string, readonly string[]][] = [
  ['ona', '/amina/12/#/settings', ['--token-env', 'SAMPLE_TOKEN']],
  ['kobo', '/#/projects/home', byPassword],
  ['central', '/#/projects/1/app-users//', byPassword],
  ['aggregate', '/Aggregate.html#submissions/filter///', byPassword],
  ['openrosa', '/amina/formList/', byPassword],
];

test.each(cases)('%s from %s', async (kind, pasted, login) => {
  const server = await startSampleServer(kind, data);
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const run = (...args: string[]) => attacheJson(['--workspace', workspace, '--key', key, ...args], secrets);
  try {
    const url = `${server.origin}${pasted}`;
    const add = ['servers', 'add', 'sample', '--kind', kind, '--url', url, '--ca-file', server.caFile];
    const added = await attache(['--workspace', workspace, ...add, ...login], secrets);
    expect([added.code, added.err]).toEqual([0, '']);
    const tested = await run('servers', 'test', 'sample');
    expect(tested.json).toMatchObject({ ok: true });
    expect((tested.json as { forms: object[] }).forms).toHaveLength(3);

    const { json: first } = await run('pull', '--server', 'sample');
    expect((first as RunReport).counts).toMatchObject({ listed: 9, added: 9, notFetched: 0 });
    const before = server.requests.length;
    const { json: second } = await run('pull', '--server', 'sample', '--full');
    expect((second as RunReport).counts).toMatchObject({ alreadyHere: 9, fetched: 0 });
    const fetched =
      /downloadSubmission|attachment\/original|attachments\/|format=xml|submissions\/[^/]*\.xml/;
    const paths = server.requests.slice(before).map(({ path }) => path);
    expect(paths.filter((path) => fetched.test(path))).toEqual([]);
  } finally {
    await server.close();
  }
});

const ofOneForm: readonly (readonly [ServerKind, string, readonly string[]])[] = [
  ['ona', '/amina/12/4711/#/submissions', ['--token-env', 'SAMPLE_TOKEN']],
  ['kobo', `/#/forms/${data.forms[0]?.formId}/summary`, byPassword],
  ['central', `/#/projects/1/forms/${data.forms[0]?.formId}/submissions`, byPassword],
];

test.each(ofOneForm)('%s from %s: that form alone', async (kind, pasted, login) => {
  const server = await startSampleServer(kind, data);
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const run = (...args: string[]) => attacheJson(['--workspace', workspace, '--key', key, ...args], secrets);
  try {
    const add = ['servers', 'add', 'sample', '--kind', kind, '--url', `${server.origin}${pasted}`];
    await attache(['--workspace', workspace, ...add, '--ca-file', server.caFile, ...login], secrets);
    const { json } = await run('pull', '--server', 'sample');
    const formId = data.forms[0]?.formId ?? '';
    expect((json as RunReport).forms).toEqual([formId]);
    expect((json as RunReport).counts.added).toBe(data.submissions(formId).length);
    expect((await run('servers', 'test', 'sample')).json).toMatchObject({ ok: true });
  } finally {
    await server.close();
  }
});

test.each([
  ['ona', '/#/amina/12/99999'],
  ['kobo', '/#/forms/aNobodys/summary'],
] as const)('%s from %s: every command reports that the account cannot see it', async (kind, pasted) => {
  const server = await startSampleServer(kind, data);
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const run = (...args: string[]) => attacheJson(['--workspace', workspace, ...args], secrets);
  try {
    const add = ['servers', 'add', 'sample', '--kind', kind, '--url', `${server.origin}${pasted}`];
    await attache(['--workspace', workspace, ...add, '--ca-file', server.caFile, ...byPassword], secrets);
    for (const command of [
      ['pull', '--server', 'sample'],
      ['servers', 'forms', 'sample'],
    ]) {
      const told = await run(...command);
      expect(told).toMatchObject({ code: 5, json: { error: { code: 'source.not_shown' } } });
    }
    expect(await run('servers', 'test', 'sample')).toMatchObject({ code: 5, json: { ok: false } });
  } finally {
    await server.close();
  }
});
