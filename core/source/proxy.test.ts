import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../ports.ts';
import { openRosaSource } from './openrosa.ts';

test('through a proxy the connection stays encrypted and checked end to end', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const { port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const server = await startOpenRosaServer({ data: tinyData(1) });
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const options = { url: server.url, login: { kind: 'none' }, clock: systemClock, proxy: address } as const;
  const trusting = openRosaSource({ ...options, caFile: server.caFile });
  const wary = openRosaSource({ ...options, retry: { attempts: 1 } });
  const signal = new AbortController().signal;
  expect(await trusting.listForms(signal)).toHaveLength(2);
  await expect(wary.listForms(signal)).rejects.toMatchObject({ code: 'net.certificate_unknown' });
  expect(new Set(asked)).toEqual(new Set([new URL(server.url).host]));
  await trusting.close();
  await wary.close();
  proxy.closeAllConnections();
  proxy.close();
  const gone = openRosaSource({ ...options, caFile: server.caFile, retry: { attempts: 1 } });
  await expect(gone.listForms(signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^net\.(refused|proxy)$/),
  });
  await gone.close();
  await server.close();
});
