// Covers core/source/check/check-account.ts, core/source/check/check-address.ts,
// core/source/check/check-line.ts, core/source/check/other-kind.ts, core/source/check/tls-probe.ts,
// core/model/server-test.ts.
import { afterAll, expect, test } from 'vitest';
import type { HostOptions } from '../../../fixtures/servers/host.ts';
import { startSampleServer, user } from '../../../fixtures/servers/kinds.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { type KindSetting, type ServerKind, serverKinds } from '../../model/server-kind.ts';
import type { CheckLine } from './check-line.ts';
import type { CheckOptions } from './check-options.ts';
import { checkServer } from './server-check.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const { signal } = new AbortController();

async function check(
  is: ServerKind,
  as: KindSetting,
  changes: Partial<CheckOptions> = {},
  options: HostOptions = {},
) {
  const server = await startSampleServer(is, tinyData(1), options);
  closing.push(() => server.close());
  const told: CheckLine[] = [];
  const result = await checkServer(
    {
      name: 'mine',
      kind: as,
      url: server.url,
      login: { kind: 'password', user: user.name, password: new Secret(user.password) },
      caFile: server.caFile,
      proxy: null,
      timeout: 120,
      clock: systemClock,
      onLine: (line) => told.push(line),
      ...changes,
    },
    signal,
  );
  return { server, told, ...result, states: result.lines.map(({ check, state }) => `${check} ${state}`) };
}

const good = ['address ok', 'certificate ok', 'proxy ok', 'login ok', 'rights ok'];

test.each(serverKinds)('a good server of kind %s has five good lines, and its forms', async (kind) => {
  const { states, forms, told, kind: found } = await check(kind, kind);
  expect(states).toEqual(good);
  expect(found).toBe(kind);
  expect(forms?.map(({ formId }) => formId)).not.toEqual([]);
  expect(told[0]).toMatchObject({ check: 'address', state: 'working' });
});

test('a server of no kind says what it is', async () => {
  const { kind, lines } = await check('kobo', 'auto');
  expect(kind).toBe('kobo');
  expect(lines[0]?.params).toMatchObject({ product: 'kobo', kind: 'kobo' });
});

test('a server of another kind ends the test at its address, and is sent no login', async () => {
  const { states, lines, server } = await check('central', 'ona');
  expect(states).toEqual([
    'address bad',
    ...['certificate', 'proxy', 'login', 'rights'].map((name) => `${name} untested`),
  ]);
  expect(lines[0]).toMatchObject({
    code: 'address.other-kind',
    params: { kind: 'central', asked: 'ona' },
    problem: { code: 'source.other_kind', params: { server: 'mine' } },
  });
  expect(server.requests.filter(({ scheme }) => scheme !== null)).toEqual([]);
});

test('a certificate that nobody trusts ends the test before anything is sent', async () => {
  const { states, server } = await check('aggregate', 'aggregate', { caFile: null });
  expect(states.slice(0, 3)).toEqual(['address ok', 'certificate bad', 'proxy untested']);
  expect(server.requests).toEqual([]);
});

test('a wrong password is the login, and leaves the rights untested', async () => {
  const login = { kind: 'password', user: user.name, password: new Secret('WRONG') } as const;
  const { states, lines, forms } = await check('aggregate', 'aggregate', { login });
  expect(states.slice(3)).toEqual(['login bad', 'rights untested']);
  expect(lines[3]?.problem?.code).toBe('net.login_refused');
  expect(forms).toBeNull();
});

test('an account that may not read submissions is told so', async () => {
  const { states, lines } = await check(
    'aggregate',
    'aggregate',
    {},
    { faults: [{ at: /submissionList\?/, kind: 'status', status: 403 }] },
  );
  expect(states[4]).toBe('rights bad');
  expect(lines[4]?.code).toBe('rights.no-submissions');
});

test('a list that is not there, of a server whose addresses need no owner, is a matter of rights', async () => {
  const faults = [{ at: /submissionList\?/, kind: 'status', status: 404 }] as const;
  const { lines } = await check('aggregate', 'aggregate', {}, { faults });
  expect(lines[4]?.code).toBe('rights.no-submissions');
});
