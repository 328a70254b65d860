// Covers cli/commands/decrypt-there.ts, core/source/ona/address.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecordedOna } from '../fixtures/servers/ona-data.ts';
import { startOnaServer } from '../fixtures/servers/ona-server.ts';
import { attacheJson } from './testing/attache.ts';

/* The advice about an Ona server works when a user follows it. Checked against the recorded server. */
const root = mkdtempSync(join(tmpdir(), 'attache-ona-addresses-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('two forms of one ID: told, and taken by the page of a project, or of the form', async () => {
  const data = readRecordedOna();
  const token = data.accounts.find(({ name }) => name === 'nadia')?.token ?? '';
  const server = await startOnaServer({ data });
  const workspace = mkdtempSync(join(root, 'workspace-'));
  const run = (...args: string[]) => attacheJson(['--workspace', workspace, ...args], { TOKEN: token });
  const added = (name: string, kind: string, page: string) =>
    run('servers', 'add', name, '--kind', kind, '--url', `${server.origin}${page}`, ...login);
  const login = ['--token-env', 'TOKEN', '--ca-file', server.caFile];
  const twins = data.forms.filter(({ form }) => form.id_string === 'twin_id');
  const [one, other] = twins.map(({ form }) => form);
  const project = one?.project.split('/').at(-1);
  try {
    await added('owner', 'ona', '/nadia');
    const told = await run('pull', '--server', 'owner', '--form', 'twin_id');
    expect(told).toMatchObject({ code: 3, json: { problems: { 'source.form_id_twice': 1 } } });
    await added('project', 'ona', `/nadia/${project}`);
    await added('form', 'ona', `/#/nadia/${other?.project.split('/').at(-1)}/${other?.formid}/data`);
    for (const name of ['project', 'form']) {
      const taken = await run('pull', '--server', name, '--form', 'twin_id');
      expect(taken).toMatchObject({ json: { counts: { listed: 1, fetched: 1 } } });
    }

    // A server that is added as Central by mistake is recognised before the command asks for a passphrase.
    await added('wrong', 'central', '/nadia');
    const other_kind = { code: 7, json: { error: { code: 'source.other_kind' } }, err: /--kind ona/ };
    for (const args of [
      ['pull', '--server', 'wrong'],
      ['servers', 'decrypt', 'wrong', '--form', 'visit', '--out', join(root, 'out'), '--send-passphrase'],
    ]) {
      const { code, json, err } = await run(...args);
      expect({ code, json }).toMatchObject({ code: other_kind.code, json: other_kind.json });
      expect(err).toMatch(other_kind.err);
    }
    await run('servers', 'change', 'wrong', '--kind', 'ona');
    expect((await run('pull', '--server', 'wrong', '--form', 'late')).json).toMatchObject({
      counts: { added: 6 },
    });
    const decrypt = ['servers', 'decrypt', 'wrong', '--form', 'visit', '--out', join(root, 'out')];
    expect(await run(...decrypt)).toMatchObject({
      code: 2,
      json: { error: { code: 'usage.not_central' } },
    });
  } finally {
    await server.close();
  }
});
