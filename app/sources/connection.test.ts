import { expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { ServerSettings, WebServer } from '../../core/model/server.ts';
import { connectionTo, connectServer } from './connection.ts';

function server(changes: Partial<ServerSettings> = {}): WebServer {
  const settings = {
    url: 'https://odk.example.org',
    login: { kind: 'none' },
    caFile: null,
    proxy: null,
    ...changes,
  } as const;
  return { name: 'mine', kind: 'openrosa', settings };
}

const clock = systemClock;

test('the settings of a server come before the general ones', () => {
  const all = { clock, secret: null, caFile: '/all.pem', proxy: 'http://all:1' };
  expect(connectionTo(server(), all)).toMatchObject({ caFile: '/all.pem', proxy: 'http://all:1' });
  const own = server({ caFile: '/own.pem', proxy: 'http://own:1' });
  expect(connectionTo(own, all)).toMatchObject({ caFile: '/own.pem', proxy: 'http://own:1' });
  const none = connectionTo(server(), { clock, secret: null });
  expect([none.caFile, none.proxy, none.timeouts]).toEqual([undefined, undefined, undefined]);
});

test.each([
  [
    { kind: 'password', user: 'amina', passwordEnv: null },
    { kind: 'password', user: 'amina' },
  ],
  [{ kind: 'token', tokenEnv: 'TOKEN' }, { kind: 'token' }],
  [{ kind: 'bearer', tokenEnv: null }, { kind: 'bearer' }],
] as const)('a login of settings %o is sent with its secret', (login, sent) => {
  const connection = connectionTo(server({ login }), { clock, secret: new Secret('s3cret') });
  expect(connection.login).toMatchObject(sent);
  expect(JSON.stringify(connection.login)).not.toContain('s3cret');
  expect(() => connectionTo(server({ login }), { clock, secret: null })).toThrow('a login needs its secret');
});

test('the timeout of the settings holds for each wait, and for connecting at most 15 seconds', () => {
  const timeouts = (timeout: number) => connectionTo(server(), { clock, secret: null, timeout }).timeouts;
  expect(timeouts(5)).toEqual({ connect: 5000, headers: 5000, idle: 5000 });
  expect(timeouts(90)).toEqual({ connect: 15_000, headers: 90_000, idle: 90_000 });
});

test('a token is never sent over a connection that is not encrypted', async () => {
  const insecure = server({ url: 'http://odk.example.org', login: { kind: 'token', tokenEnv: null } });
  const options = { clock, secret: new Secret('t') };
  await expect(connectServer({ ...insecure, kind: 'openrosa' }, options)).rejects.toMatchObject({
    code: 'source.url_not_encrypted',
  });
});
