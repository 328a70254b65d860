import { afterAll, expect, test } from 'vitest';
import { readRecordedCentral } from '../../../fixtures/servers/central-data.ts';
import { startCentralServer } from '../../../fixtures/servers/central-server.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { centralAddress } from './address.ts';
import { centralClient } from './client.ts';
import { keptKeys } from './kept-keys.ts';

const admin = { name: 'admin@example.test', password: 'throwaway-Central-9931' };
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const { signal } = new AbortController();
const data = readRecordedCentral();

async function central(page = '') {
  const server = await startCentralServer({ data, users: [admin] });
  const url = `${server.origin}${page}`;
  const base = centralAddress(url);
  const login = { kind: 'password', user: admin.name, password: new Secret(admin.password) } as const;
  const connection = { url, login, clock: systemClock, caFile: server.caFile, retry: { attempts: 1 } };
  const http = centralClient(connection, base);
  closing.push(() => http.close().then(() => server.close()));
  return { http, base };
}

test('a form whose key the server keeps has it, with its project and what reminds of the passphrase', async () => {
  const [key] = (data.keys['2/managed_visit'] ?? []) as { readonly id?: number; readonly hint?: string }[];
  expect(key?.hint).toBeTruthy();
  expect(await keptKeys(await central(), 'managed_visit', signal)).toEqual([
    { project: 2, ids: [key?.id], hints: [key?.hint] },
  ]);
});

test('a form that has brought its key is there, and has none that is kept', async () => {
  expect(await keptKeys(await central(), 'selfkey_visit', signal)).toEqual([]);
});

test('a form that is not there is named, with those that are', async () => {
  await expect(keptKeys(await central(), 'no-such-form', signal)).rejects.toMatchObject({
    code: 'usage.form_unknown',
    data: { params: { form: 'no-such-form' } },
  });
});

test('only the project of the address is asked', async () => {
  expect(await keptKeys(await central('/#/projects/2'), 'managed_visit', signal)).toMatchObject([
    { project: 2 },
  ]);
  await expect(keptKeys(await central('/#/projects/1'), 'managed_visit', signal)).rejects.toMatchObject({
    code: 'usage.form_unknown',
  });
});
