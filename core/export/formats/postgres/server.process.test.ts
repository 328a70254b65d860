import { afterEach, expect, test } from 'vitest';
import { Server } from './server.ts';
import { startOldServer } from './testing/old-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function connected(version: number): Promise<Server> {
  const { port, close } = await startOldServer(version);
  closing.push(close);
  return Server.connect({ host: '127.0.0.1', port, user: 'amina', database: 'survey', tls: null }, undefined);
}

test.each([90_426, 80_400])(
  'a server that is too old to update rows is refused by its version: %i',
  async (version) => {
    await expect(connected(version)).rejects.toMatchObject({
      data: { code: 'export.postgres_refused', params: { host: '127.0.0.1', reason: 'old' } },
    });
  },
);

test('the oldest server that can update rows is not refused', async () => {
  const server = await connected(90_500);
  await server.run('SET lock_timeout = 0');
  await server.end();
});
