import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Secret } from '../../core/ground/secret.ts';
import { type KindSetting, type ServerKind, serverKinds } from '../../core/model/server-kind.ts';
import type { HostOptions } from '../../fixtures/servers/host.ts';
import { startSampleServer } from '../../fixtures/servers/kinds.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { connectWebServer } from './connect-server.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-kinds-'));
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(root, { recursive: true, force: true });
});
const { signal } = new AbortController();

/** A workspace with a server of one kind that was added as another. */
async function added(is: ServerKind, as: KindSetting, options: HostOptions = {}, page = '') {
  const server = await startSampleServer(is, tinyData(2), options);
  const workspace = testWorkspace(mkdtempSync(join(root, 'workspace-')));
  const login =
    is === 'ona'
      ? { kind: 'token' as const, tokenEnv: null }
      : { kind: 'password' as const, user: 'amina', passwordEnv: null };
  const url = `${is === 'central' || is === 'kobo' ? server.origin : server.url}${page}`;
  const settings = { url, login, caFile: server.caFile, proxy: null };
  workspace.servers.add({ name: 'it', kind: as, settings });
  const secret = new Secret(is === 'ona' ? '0f3c00000000000000000000000000000000beef' : 'TEST-password');
  const source = await connectWebServer(
    workspace,
    { name: 'it', kind: as, settings },
    { clock: systemClock, secret, retry: { attempts: 1 } },
  );
  closing.push(() => source.close().then(() => workspace.close()), server.close);
  return { server, workspace, source, kept: () => workspace.servers.find('it') };
}

test.each([...serverKinds])(
  'a server of unknown kind is found to be %s, and stored with that kind',
  async (kind) => {
    const { source, kept, server } = await added(kind, 'auto');
    expect(kept()?.kind).toBe('auto');
    expect(server.requests).toEqual([]);
    expect((await source.listForms(signal)).length).toBeGreaterThan(0);
    expect(kept()?.kind).toBe(kind === 'openrosa' ? 'ona' : kind);
    expect(source.kind).toBe(kept()?.kind === 'aggregate' ? 'openrosa' : kept()?.kind);
  },
);

test('the address of a Central page shows its project before any request', async () => {
  const { source, kept, server } = await added('central', 'auto', {}, '/#/projects/1/settings');
  await source.listForms(signal);
  expect(kept()).toMatchObject({ kind: 'central', settings: { url: `${server.origin}/projects/1` } });
});

test('a server that reports an error is asked for its kind again later', async () => {
  const { source, kept } = await added('central', 'auto', {
    faults: [{ at: /formList/, kind: 'status', status: 503, times: 1 }],
  });
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.server_error' });
  expect(kept()?.kind).toBe('auto');
  await source.listForms(signal);
  expect(kept()?.kind).toBe('central');
});

const wrong = serverKinds.flatMap((is) =>
  serverKinds
    .filter((as) => as !== is && !(as === 'openrosa' && is !== 'central' && is !== 'kobo'))
    .map((as) => [is, as] as const),
);

test.each(wrong)(
  '%s that was added as %s: it works all the same, or the right kind is named',
  async (is, as) => {
    const { source, kept } = await added(is, as);
    const listed = await source.listForms(signal).catch((error: unknown) => error);
    if (Array.isArray(listed)) {
      expect(listed.length).toBeGreaterThan(0);
      return;
    }
    expect(listed).toMatchObject({
      code: 'source.other_kind',
      data: { params: { kind: is === 'openrosa' ? 'ona' : is, asked: as, server: 'it' } },
    });
    // Only the user changes a kind that the user has chosen.
    expect(kept()?.kind).toBe(as);
  },
);

test.each([
  ['openrosa', '/'],
  ['openrosa', '/amina'],
  ['openrosa', '/#/forms/household/summary'],
  ['aggregate', '/'],
  ['ona', '/'],
  ['ona', '/amina'],
] as const)(
  'a Kobo that was added as %s is named, although it lists what it is asked for (%s)',
  async (as, page) => {
    const { source, server } = await added('kobo', as, {}, page);
    await expect(source.listForms(signal)).rejects.toMatchObject({
      code: 'source.other_kind',
      data: { params: { kind: 'kobo', asked: as, server: 'it' } },
    });
    expect(server.requests.filter(({ path }) => /downloadSubmission|attachment/.test(path))).toEqual([]);
  },
);

test('a wrong password is reported as such, not as a wrong kind', async () => {
  const { source } = await added('central', 'central', {
    faults: [{ at: /sessions/, kind: 'status', status: 401 }],
  });
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
});
