import { afterEach, expect, test } from 'vitest';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../ports.ts';
import { Secret } from '../secret.ts';
import { onaSource } from './ona.ts';
import type { OpenRosaOptions } from './openrosa.ts';
import type { Source } from './source.ts';

const user = { name: 'amina', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const withPassword = { kind: 'password', user: user.name, password: new Secret(user.password) } as const;
const withToken = { kind: 'token', token: new Secret(user.token) } as const;
const { signal } = new AbortController();

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function start(options: Partial<OpenRosaServerOptions> = {}): Promise<OpenRosaServer> {
  const server = await startOpenRosaServer({
    data: tinyData(3),
    prefix: `/${user.name}`,
    authentication: { users: [user], offers: ['digest-md5'] },
    native: { hidden: ['household'], managed: ['plain'] },
    ...options,
  });
  closing.push(server);
  return server;
}

function connect(server: OpenRosaServer, options: Partial<OpenRosaOptions> = {}): Source {
  const source = onaSource({
    url: server.url,
    login: withToken,
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
    ...options,
  });
  closing.push(source);
  return source;
}

test.each([true, false])(
  'the native list has the forms that the other hides, owner in the address: %s',
  async (hasOwner) => {
    const server = await start();
    const source = connect(server, { url: hasOwner ? server.url : server.origin });
    const forms = await source.listForms(signal);
    expect(forms.map(({ formId, isKeyKept }) => [formId, isKeyKept])).toEqual([
      ['household', false],
      ['plain', true],
    ]);
    const [household] = forms;
    if (household === undefined) throw new Error('nothing listed');
    const [definition] = await source.fetchForm(household, () => false, signal);
    expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(tinyData(1).forms[0]?.xml);
    const refs = [];
    for await (const page of source.listSubmissions(household, null, signal)) refs.push(...page.refs);
    expect(refs).toHaveLength(3);
  },
);

test('with a password the native list, which could lock the account, is not asked', async () => {
  const server = await start();
  const wrong = connect(server, {
    url: server.origin,
    login: { ...withPassword, password: new Secret('not it') },
  });
  await expect(wrong.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
  const source = connect(server, { url: server.origin, login: withPassword });
  expect((await source.listForms(signal)).map(({ formId }) => formId)).toEqual(['plain']);
  expect(server.requests.filter(({ path }) => path.startsWith('/api/'))).toEqual([]);
});

test.each([
  ['is not there', { kind: 'status', status: 404 }],
  ['may not be read', { kind: 'status', status: 403 }],
  ['is something else', { kind: 'body', text: '{"detail":1}' }],
] as const)('a native list that %s is no hindrance', async (_, fault) => {
  const source = connect(await start({ faults: [{ ...fault, at: /\/api\/v1\/forms/ }] }));
  expect((await source.listForms(signal)).map(({ formId }) => formId)).toEqual(['plain']);
});

test('a token that is refused ends it', async () => {
  const source = connect(await start(), { login: { kind: 'token', token: new Secret('old') } });
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
});
