// Covers app/servers/server-kind.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import type { WebServer } from '../../core/model/server.ts';
import type { KindSetting, ServerKind } from '../../core/model/server-kind.ts';
import { kindOf } from '../../core/source/kinds.ts';
import { startSampleServer } from '../../fixtures/servers/kinds.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { requireDecryption } from './decrypting-server.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-decrypting-'));
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(root, { recursive: true, force: true });
});

/** Asks for a server of one kind, which was added as another, to decrypt. */
async function required(is: ServerKind, as: KindSetting) {
  const server = await startSampleServer(is, tinyData(1));
  const workspace = testWorkspace(mkdtempSync(join(root, 'workspace-')));
  closing.push(() => server.close().then(() => workspace.close()));
  const settings = { url: server.url, login: { kind: 'none' }, caFile: server.caFile, proxy: null } as const;
  const added: WebServer = { name: 'it', kind: as, settings };
  workspace.servers.add(added);
  const reached = { url: server.url, caFile: server.caFile, clock: systemClock };
  const asked = requireDecryption(workspace, added, reached, new AbortController().signal);
  return { asked, server, kept: () => workspace.servers.find('it')?.kind };
}

test.each(['central', 'auto'] as const)(
  'a Central that was added as %s can decrypt submissions',
  async (as) => {
    const { asked, kept } = await required('central', as);
    const { server, decryption } = await asked;
    expect(server.kind).toBe('central');
    expect(kept()).toBe('central');
    expect(decryption).toBe(await kindOf('central').decryption?.());
  },
);

test('a server that cannot decrypt is named in the problem, with every kind that it was added as', async () => {
  await expect((await required('kobo', 'kobo')).asked).rejects.toMatchObject({ code: 'usage.not_central' });
  await expect((await required('ona', 'auto')).asked).rejects.toMatchObject({ code: 'usage.not_central' });
});

test('a server that only claims to be a Central is named as what it is', async () => {
  const { asked, server } = await required('aggregate', 'central');
  await expect(asked).rejects.toMatchObject({
    code: 'source.other_kind',
    data: { params: { kind: 'aggregate', asked: 'central', server: 'it' } },
  });
  expect(server.requests.filter(({ method, scheme }) => method !== 'GET' || scheme !== null)).toEqual([]);
});
