// Covers core/source/kobo/kobo.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { KoboRight } from '../../../fixtures/servers/kobo-accounts.ts';
import { readRecordedKobo } from '../../../fixtures/servers/kobo-recorded.ts';
import {
  type KoboServer,
  type KoboServerOptions,
  startKoboServer,
} from '../../../fixtures/servers/kobo-server.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { bytesOf, formOf, listAll } from '../../testing/reading.ts';
import { openRosaSource } from '../openrosa/openrosa.ts';
import type { Source, Staging } from '../source.ts';
import { koboSource } from './kobo.ts';

/* Kobo's connectors against what a real Kobo has. */
const user = { name: 'rita', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const login = { kind: 'password', user: user.name, password: new Secret(user.password) } as const;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'attache-kobo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function start(options: Partial<KoboServerOptions> = {}): Promise<KoboServer> {
  const server = await startKoboServer({ data: readRecordedKobo(), users: [user], ...options });
  closing.push(server);
  return server;
}

function connect(
  server: KoboServer,
  kind: (options: Parameters<typeof openRosaSource>[0]) => Source,
): Source {
  const { url, caFile } = server;
  const source = kind({ url, login, clock: systemClock, caFile, retry: { attempts: 2, firstDelay: 1 } });
  closing.push(source);
  return source;
}

const staging: Staging = {
  inlineLimit: 1 << 20,
  pathFor: (ref, name) => join(folder, createHash('md5').update(`${ref.locator} ${name}`).digest('hex')),
};

/** Odd instance IDs, and a form with everything else. */
const ODD = 'aFoQjtRrpfji78qTeF5dkG';

test('forms as a real Kobo lists them: archived ones too, drafts not, and a count only where one may see all', async () => {
  const uid = (name: string) => `a${name}`;
  const told = async (right: KoboRight) => {
    const source = connect(await start({ rights: () => right }), koboSource);
    return (await source.listForms(signal)).map(({ formId, name, state, isEncrypted, counted }) => [
      ...[formId.slice(0, 3), name, state, isEncrypted, counted],
    ]);
  };
  const all = [
    [uid('Fo'), 'Odd instance IDs', undefined, true, 4],
    [uid('PQ'), 'Empty form', undefined, true, 0],
    [uid('25'), 'Plain visit', undefined, undefined, 3],
    // Encrypted, and the server says that it is not.
    [uid('Po'), 'Key only', undefined, undefined, 3],
    [uid('2J'), 'Visit (A)', undefined, true, 17],
    [uid('65'), 'Archived form', 'archived', true, 2],
  ];
  expect(await told('owner')).toEqual(all);
  expect(await told('view')).toEqual(all);
  expect(await told({ by: 'adam' })).toEqual(all.map((form) => form.with(4, undefined)));
  expect(await told('add')).toEqual([]);
});

test('an instance ID with a bare & makes no list unreadable, and its submission is fetched', async () => {
  const source = connect(await start(), openRosaSource);
  const form = await formOf(source, ODD);
  const refs = await listAll(source, form);
  expect(refs.map(({ locator }) => locator)).toEqual([
    'uuid:c9807541-40f8-4402-8fd8-c0694ec48b2f',
    'uuid:id with space & amp',
    'uuid:a/b/c',
    'uuid:091a565c-578a-4024-9fc5-02f83fe88ba5',
  ]);
  const [, odd] = refs;
  if (odd === undefined) throw new Error('nothing listed');
  const { xml } = await source.fetchSubmission(odd, form, staging, signal);
  expect(bytesOf(xml)?.toString()).toContain('<orx:instanceID>uuid:id with space &amp; amp</orx:instanceID>');
});
