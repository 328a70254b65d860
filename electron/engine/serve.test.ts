// Covers electron/ipc/problem-view.ts, electron/ipc/reply.ts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Log } from '../../core/ground/log.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { EngineRequest, Handlers } from '../ipc/contract.ts';
import { serve, whileHidden, whileLocked, whileNew } from './serve.ts';

const asked: string[] = [];
const handlers = new Proxy({} as Handlers<EngineRequest>, {
  get: (_, name) => (payload: unknown) => {
    asked.push(String(name));
    if (name === 'pull.stop') throw new Problem('net.timeout', { host: 'a.example', file: 'x' });
    if (name === 'forms.list') throw new TypeError('answer: Zawadi');
    return payload;
  },
});
const options = (allowed: ReadonlySet<EngineRequest> | null = null) => ({
  handlers,
  folder: '/workspace',
  log: new Log(join(tmpdir(), 'never-written'), 'off'),
  allowed,
});

test('a request that fits has its reply', async () => {
  const payload = { placeId: 'f81d4fae-7dec-41d0-8765-00a0c91e6bf6' };
  const served = await serve({ id: 3, name: 'workspace.copyTo', payload }, options());
  expect(served).toEqual({ id: 3, reply: { ok: true, value: payload } });
});

test('a problem is told with its words, a bug without its message', async () => {
  const problem = await serve({ id: 1, name: 'pull.stop', payload: {} }, options());
  expect(problem?.reply).toMatchObject({ ok: false, problem: { code: 'net.timeout', retry: true } });
  const bug = await serve({ id: 1, name: 'forms.list', payload: {} }, options());
  expect(bug?.reply).toMatchObject({ ok: false, problem: { code: 'engine.bug' } });
  expect(JSON.stringify(bug)).not.toContain('Zawadi');
});

test.each([
  ['an unknown name', { id: 1, name: 'keys.export', payload: {} }],
  ['a name of the main process', { id: 1, name: 'app.quit', payload: {} }],
  ['a name of every object', { id: 1, name: 'constructor', payload: {} }],
  ['a payload that does not fit', { id: 1, name: 'forms.choose', payload: { forms: 'all' } }],
  ['a payload with more than it should have', { id: 1, name: 'forms.list', payload: { sql: '1' } }],
  ['no payload', { id: 1, name: 'keys.keep' }],
])('%s is refused', async (_name, message) => {
  asked.length = 0;
  const served = await serve(message, options());
  expect(served?.reply).toMatchObject({ ok: false, problem: { code: 'engine.request_invalid' } });
  expect(asked).toEqual([]);
});

test('while the data is hidden only the Locked screen has replies', async () => {
  asked.length = 0;
  for (const name of ['data.forms', 'problems.list', 'keys.publicKey', 'export.presets', 'forms.list']) {
    const served = await serve({ id: 1, name, payload: {} }, options(whileHidden));
    expect(served?.reply, name).toMatchObject({ ok: false, problem: { code: 'engine.locked' } });
  }
  expect(asked).toEqual([]);
  expect((await serve({ id: 1, name: 'keys.list', payload: {} }, options(whileHidden)))?.reply.ok).toBe(true);
});

test.each([
  ['an encrypted workspace is locked', whileLocked, 'workspace.unlock', { by: { kind: 'keychain' } }],
  ['there is no workspace yet', whileNew, 'workspace.create', { kept: { kind: 'plain' } }],
] as const)('while %s, one request has a reply', async (_name, allowed, name, payload) => {
  asked.length = 0;
  for (const other of [...whileHidden, 'workspace.unlock', 'workspace.create', 'workspace.newRecoveryCode']) {
    if (other === name) continue;
    const served = await serve({ id: 1, name: other, payload: {} }, options(allowed));
    expect(served?.reply, other).toMatchObject({ ok: false, problem: { code: 'engine.locked' } });
  }
  expect(asked).toEqual([]);
  expect((await serve({ id: 1, name, payload }, options(allowed)))?.reply.ok).toBe(true);
});

test('whatever comes over the port, there is a reply or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (message) => {
      const served = await serve(message, options());
      if (served !== null) expect(typeof served.reply.ok).toBe('boolean');
    }),
  );
});
