// Covers cli/secrets.ts, core/source/http/sign-in.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ServerKind } from '../core/model/server-kind.ts';
import { startSampleServer, user } from '../fixtures/servers/kinds.ts';
import { tinyData } from '../fixtures/servers/tiny-data.ts';
import { attache, attacheJson } from './testing/attache.ts';

/* No command reports a login as accepted, or ends with success, when the server does not accept the login. */

const root = mkdtempSync(join(tmpdir(), 'attache-cli-login-'));
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(root, { recursive: true, force: true });
});

const secrets = { PASSWORD: user.password, WRONG: 'not-it' };
const password = (variable: string) => ['--user', user.name, '--password-env', variable];

interface Case {
  readonly what: string;
  /** The real kind of the server, and the kind that it is added as. */
  readonly is: ServerKind;
  readonly kind: ServerKind;
  readonly path?: string;
  readonly login: readonly string[];
  readonly code: RegExp;
}

const refused = /^net\.login_refused$/;
// Or the kind that the server turns out to be.
const notAsked = /^(net\.login_not_asked|source\.other_kind)$/;
const cases: readonly Case[] = [
  { what: 'wrong password', is: 'ona', kind: 'ona', login: password('WRONG'), code: refused },
  { what: 'wrong token', is: 'kobo', kind: 'kobo', login: ['--token-env', 'WRONG'], code: refused },
  { what: 'wrong password', is: 'ona', kind: 'openrosa', login: password('WRONG'), code: refused },
  {
    ...{ what: 'wrong password, with a name in the address', is: 'kobo', kind: 'openrosa', path: '/amina' },
    ...{ login: password('WRONG'), code: notAsked },
  },
  {
    ...{ what: 'right password, with a name in the address', is: 'kobo', kind: 'ona', path: '/amina' },
    ...{ login: password('PASSWORD'), code: notAsked },
  },
];

test.each(cases)('$what at $is as $kind', async ({ is, kind, path = '', login, code }) => {
  const server = await startSampleServer(is, tinyData(3));
  closing.push(() => server.close());
  const common = ['--workspace', mkdtempSync(join(root, 'workspace-'))];
  const url = path === '' ? server.url : `${server.origin}${path}`;
  const add = ['servers', 'add', 's', '--url', url, '--kind', kind, '--ca-file', server.caFile];
  await attache([...common, ...add, ...login], secrets);

  const sent = () => server.requests.filter(({ scheme }) => scheme !== null).length;
  const tested = await attacheJson([...common, 'servers', 'test', 's'], secrets);
  const exit = tested.code;
  expect([5, 7]).toContain(exit);
  expect(tested.json).toMatchObject({ ok: false, error: { code: expect.stringMatching(code) } });
  expect(JSON.stringify(tested.json)).not.toMatch(/accepted|Accepted as/);
  const each = sent();

  const pulled = await attacheJson([...common, 'pull', '--server', 's'], secrets);
  expect(pulled.code).toBe(exit);
  expect(JSON.stringify(pulled.json)).toMatch(/login_refused|login_not_asked|other_kind/);
  expect(sent()).toBe(2 * each);
  expect(each).toBeLessThanOrEqual(1);
  expect(server.failures()).toBe(0);
  if (is !== kind) return;
  const watching = await attache([...common, 'watch', '--every', '0.1'], secrets);
  expect([watching.code, sent()]).toEqual([5, 3 * each]);
  expect(server.failures()).toBe(0);
});
