import { afterAll, expect, test } from 'vitest';
import type { Fault } from '../../../fixtures/servers/faults.ts';
import { startSampleServer } from '../../../fixtures/servers/kinds.ts';
import { startKoboServer } from '../../../fixtures/servers/kobo-server.ts';
import { readRecordedOna } from '../../../fixtures/servers/ona-data.ts';
import { startOnaServer } from '../../../fixtures/servers/ona-server.ts';
import { startProxy } from '../../../fixtures/servers/proxy.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { serverKinds } from '../../model/server-kind.ts';
import { canSpeakWith } from '../kinds.ts';
import { askProduct } from './product.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const { signal } = new AbortController();

test.each([...serverKinds])(
  'a server of the kind %s is known by its answers, without a login',
  async (kind) => {
    const server = await startSampleServer(kind, tinyData(1));
    closing.push(() => server.close());
    const asked = { url: server.url, clock: systemClock, caFile: server.caFile };
    const found = await askProduct(asked, signal);
    expect(canSpeakWith(kind, found.product)).toBe(true);
    // The sample of another OpenRosa server is one of Ona.
    expect(found.kind).toBe(kind === 'openrosa' ? 'ona' : kind);
    expect(server.requests.filter(({ scheme, method }) => scheme !== null || method !== 'GET')).toEqual([]);
  },
);

test.each([
  ['https://odk.survey.test', 'kobo'],
  ['https://odk.survey.test/amina', 'kobo'],
  ['https://forms.survey.test/#/forms/household/summary', 'kobo'],
])('a KoboToolbox whose hosts have names of their own is known at %s', async (url, product) => {
  const hosts = { site: 'forms.survey.test', openRosa: 'odk.survey.test' };
  const user = { name: 'amina', password: 'TEST-password' };
  const server = await startKoboServer({ data: tinyData(1), users: [user], hasTwoHosts: hosts });
  const proxy = await startProxy(Number(new URL(server.url).port));
  closing.push(() => server.close().then(() => proxy.close()));
  const asked = { url, clock: systemClock, caFile: server.caFile, proxy: proxy.url };
  expect(await askProduct(asked, signal)).toEqual({ product, kind: 'kobo' });
  // What it lists to who asks by the protocol alone cannot be opened: the encrypted answers are not there.
  expect(canSpeakWith('openrosa', 'kobo')).toBe(false);
});

test.each([429, 500, 503])('while a server has trouble (%d), nobody guesses what it is', async (status) => {
  const fault: Fault = { at: /./, kind: 'status', status };
  const server = await startSampleServer('central', tinyData(1), { faults: [fault] });
  closing.push(() => server.close());
  const asked = { url: server.url, clock: systemClock, caFile: server.caFile };
  await expect(askProduct(asked, signal)).rejects.toMatchObject({
    code: status === 500 ? 'net.server_error' : status === 503 ? 'net.server_error' : 'net.busy',
  });
});

test('a page of a project or form is asked where its server has a list for strangers', async () => {
  const server = await startOnaServer({ data: readRecordedOna() });
  closing.push(() => server.close());
  for (const page of ['/nadia', '/nadia/6', '/#/nadia/6/67', '/nadia/6/67/data', '/api/v1/forms/67']) {
    const url = `${server.origin}${page}`;
    const { product } = await askProduct({ url, clock: systemClock, caFile: server.caFile }, signal);
    expect(canSpeakWith('ona', product)).toBe(true);
  }
});
