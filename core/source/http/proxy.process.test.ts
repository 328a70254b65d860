// Covers core/source/http/http.ts.
import { expect, test } from 'vitest';
import { startOpenRosaServer } from '../../../fixtures/servers/openrosa-server.ts';
import { startProxy } from '../../../fixtures/servers/proxy.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { openRosaSource } from '../openrosa/openrosa.ts';

test('through a proxy the connection stays encrypted and checked end to end', async () => {
  const proxy = await startProxy();
  const server = await startOpenRosaServer({ data: tinyData(1) });
  const options = {
    url: server.url,
    login: { kind: 'none' },
    clock: systemClock,
    proxy: proxy.url,
  } as const;
  const trusting = openRosaSource({ ...options, caFile: server.caFile });
  const wary = openRosaSource({ ...options, retry: { attempts: 1 } });
  const signal = new AbortController().signal;
  expect(await trusting.listForms(signal)).toHaveLength(2);
  await expect(wary.listForms(signal)).rejects.toMatchObject({ code: 'net.certificate_unknown' });
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(server.url).host]));
  await trusting.close();
  await wary.close();
  await proxy.close();
  const gone = openRosaSource({ ...options, caFile: server.caFile, retry: { attempts: 1 } });
  await expect(gone.listForms(signal)).rejects.toMatchObject({ code: 'net.proxy' });
  await gone.close();
  await server.close();
});
