import { Problem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';
import type { Login } from '../core/source/login.ts';
import type { Source } from '../core/source/source.ts';
import type { Server, ServerSettings } from '../core/store/servers.ts';
import { clock } from './context.ts';
import { ask, canAsk, fromEnvironment } from './secrets.ts';

/** Connects to a server as it was added, with the password or token given, from its variable, or from the terminal. */
export async function connect({ name, settings }: Server, given?: Secret): Promise<Source> {
  // Loaded here, so that what needs no server needs no HTTP either.
  const { openRosaSource } = await import('../core/source/openrosa.ts');
  const { url, caFile, proxy } = settings;
  return openRosaSource({
    url,
    login: await loginOf(name, settings.login, given),
    ...(caFile === null ? {} : { caFile }),
    ...(proxy === null ? {} : { proxy }),
    clock,
  });
}

async function loginOf(
  name: string,
  login: ServerSettings['login'],
  given: Secret | undefined,
): Promise<Login> {
  switch (login.kind) {
    case 'none':
      return { kind: 'none' };
    case 'password': {
      const password =
        given ??
        (await secretFor(`Password of ${login.user} on ${name}`, login.passwordEnv, '--password-env'));
      return { kind: 'password', user: login.user, password };
    }
    case 'token':
    case 'bearer':
      return {
        kind: login.kind,
        token: given ?? (await secretFor(`Token for ${name}`, login.tokenEnv, '--token-env')),
      };
  }
}

function secretFor(what: string, variable: string | null, option: string): Secret | Promise<Secret> {
  if (variable !== null) return fromEnvironment(variable);
  if (!canAsk()) throw new Problem('usage.nobody_to_ask', { what, option });
  return ask(`${what}: `);
}
