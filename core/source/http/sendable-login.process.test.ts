import { expect, test } from 'vitest';
import { startSampleServer, user } from '../../../fixtures/servers/kinds.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { serverKinds } from '../../model/server-kind.ts';
import { webSource } from '../web-source.ts';
import type { Login } from './login.ts';

async function signIn(kind: (typeof serverKinds)[number], logins: readonly Login[]) {
  const server = await startSampleServer(kind, tinyData(1));
  const { url, caFile } = server;
  const outcomes: string[] = [];
  for (const login of logins) {
    const asked = server.requests.length;
    try {
      const source = await webSource(kind, { url, login, clock: systemClock, caFile });
      await source.signIn?.(new AbortController().signal).finally(() => source.close());
      outcomes.push('in');
    } catch (error) {
      outcomes.push(`${(error as { code?: string }).code} ${server.requests.length - asked}`);
    }
  }
  await server.close();
  return outcomes;
}

const token = (text: string): Login => ({ kind: 'token', token: new Secret(text) });
const password = (text: string, name = user.name): Login => ({
  kind: 'password',
  user: name,
  password: new Secret(text),
});

test('what a file or the clipboard puts around a token is not sent', async () => {
  const around = [`${user.token}\n`, `${user.token}\r\n`, `\uFEFF${user.token}`, ` ${user.token}\t`];
  for (const kind of ['ona', 'kobo'] as const) {
    expect(await signIn(kind, around.map(token))).toEqual(around.map(() => 'in'));
  }
});

test.each(serverKinds)('a token that no header can hold is sent to no %s', async (kind) => {
  const odd = ['', ' \n', 'to\nken', 'tok\u0000en', 'jéton', 'ሰላም', `Token ${user.token}`];
  const refused = odd.map(() => 'net.login_unsendable 0');
  expect(await signIn(kind, [...odd.map(token), password('any', 'a\nb')])).toEqual([
    ...refused,
    'net.login_unsendable 0',
  ]);
});

test.each(serverKinds)('the line end of a password file is not sent to %s', async (kind) => {
  const around = [`${user.password}\n`, `${user.password}\r\n`, `\uFEFF${user.password}`];
  expect(
    await signIn(
      kind,
      around.map((text) => password(text)),
    ),
  ).toEqual(['in', 'in', 'in']);
});
