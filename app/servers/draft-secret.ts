import { isProblem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { WebServer } from '../../core/model/server.ts';
import type { LoginDraft } from '../../core/model/server-draft.ts';
import { sessionSecret } from '../sources/session-login.ts';
import { accountOf } from './login-draft.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Returns the secret of a login that the user typed in. When no secret was typed, returns the known secret of
 * the server that is being changed, if the account there is the same. Null when neither is known. Throws
 * `engine.sign_in_needed`.
 */
export async function secretOfDraft(
  context: ServerContext,
  login: LoginDraft,
  known: WebServer | null,
): Promise<Secret | null> {
  if (login.kind === 'none') return null;
  const typed = login.kind === 'password' ? login.password : login.token;
  if (typed !== null) return new Secret(typed);
  if (known === null || accountOf(known.settings.login) !== accountOf(login)) return null;
  return sessionSecret(context, known);
}

/** The same, but null when the secret of the server has to be typed again. */
export async function knownSecretOfDraft(
  context: ServerContext,
  login: LoginDraft,
  known: WebServer | null,
): Promise<Secret | null> {
  try {
    return await secretOfDraft(context, login, known);
  } catch (error) {
    if (isProblem(error) && error.code === 'engine.sign_in_needed') return null;
    throw error;
  }
}
