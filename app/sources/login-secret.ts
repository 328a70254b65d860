import type { Secret } from '../../core/ground/secret.ts';
import type { WebServer } from '../../core/model/server.ts';

/** The places where the password or token of a server may be, in the order of the search. */
export interface SecretPlaces {
  /** Returns what the user has given for the server; null: nothing. */
  readonly given: (server: string) => Secret | null;
  /** Returns the value of the environment variable that was named for it; null when it is not set. */
  readonly variable: (name: string) => Secret | null;
  /** Returns it from any other place. Throws a Problem when it is not there. */
  readonly otherwise: (server: WebServer) => Promise<Secret>;
}

/** Returns the password or token of a server; null when it needs none. Throws what the places throw. */
export async function secretOf(server: WebServer, places: SecretPlaces): Promise<Secret | null> {
  if (server.settings.login.kind === 'none') return null;
  return places.given(server.name) ?? inVariable(server, places) ?? places.otherwise(server);
}

/** Returns whether the password or token is known without asking anybody; true when the server needs none. */
export function isSecretKnown(server: WebServer, places: Pick<SecretPlaces, 'given' | 'variable'>): boolean {
  if (server.settings.login.kind === 'none') return true;
  return places.given(server.name) !== null || inVariable(server, places) !== null;
}

function inVariable(server: WebServer, { variable }: Pick<SecretPlaces, 'variable'>): Secret | null {
  const name = variableOf(server);
  return name === null ? null : variable(name);
}

/**
 * Returns the name of the environment variable that holds the password or token of a server; null when none
 * was named.
 */
export function variableOf({ settings: { login } }: WebServer): string | null {
  if (login.kind === 'none') return null;
  return login.kind === 'password' ? login.passwordEnv : login.tokenEnv;
}
