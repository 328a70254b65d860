// Covers app/sources/login-secret.ts, core/store/source-states.ts.
import { afterAll, afterEach, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { WebServer } from '../../core/model/server.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { ServerSecrets } from './server-secrets.ts';
import { needsSignIn, type SessionContext, sessionSecret } from './session-login.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());
const VARIABLE = 'TEST_SESSION_LOGIN';
afterEach(() => {
  delete process.env[VARIABLE];
});

const server = (login: WebServer['settings']['login']): WebServer => ({
  name: 's',
  kind: 'openrosa',
  settings: { url: 'https://h.example', login, caFile: null, proxy: null },
});
const withPassword = server({ kind: 'password', user: 'amina', passwordEnv: VARIABLE });

function session(keychain = testKeychain()): SessionContext & { readonly keychain: typeof keychain } {
  return { workspace: spaces.open(), secrets: new ServerSecrets(), keychain };
}

const revealed = async (context: SessionContext, of: WebServer): Promise<string | null> =>
  (await sessionSecret(context, of))?.reveal() ?? null;

test('a server without a login needs none', async () => {
  const context = session();
  const none = server({ kind: 'none' });
  expect(await revealed(context, none)).toBeNull();
  expect(needsSignIn(context, none)).toBe(false);
});

test('a secret of the session comes first, then the named variable', async () => {
  const context = session();
  process.env[VARIABLE] = 'of the variable';
  expect(await revealed(context, withPassword)).toBe('of the variable');
  context.secrets.keep('s', new Secret('given'));
  expect(await revealed(context, withPassword)).toBe('given');
  expect(needsSignIn(context, withPassword)).toBe(false);
});

test('a secret in the keychain is read once, and kept for the session', async () => {
  const context = session();
  const kept = await context.keychain.protect('of the keychain');
  const workspace = context.workspace as ReturnType<TestWorkspaces['open']>;
  workspace.servers.add(withPassword);
  workspace.sourceStates.setProtectedSecret('s', kept);
  expect(needsSignIn(context, withPassword)).toBe(false);
  expect(await revealed(context, withPassword)).toBe('of the keychain');
  context.keychain.forget();
  expect(await revealed(context, withPassword)).toBe('of the keychain');
  context.secrets.forget('s');
  await expect(sessionSecret(context, withPassword)).rejects.toMatchObject({ code: 'engine.sign_in_needed' });
});

test('when the secret is nowhere, the user has to sign in', async () => {
  const context = session();
  expect(needsSignIn(context, withPassword)).toBe(true);
  await expect(sessionSecret(context, withPassword)).rejects.toMatchObject({
    code: 'engine.sign_in_needed',
    params: { server: 's' },
  });
  expect(needsSignIn({ ...context, keychain: null }, withPassword)).toBe(true);
});
