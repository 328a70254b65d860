import type { Secret } from '../../core/ground/secret.ts';
import type { WebServer } from '../../core/model/server.ts';

/** Where the password or token of a server is looked for, in this order. */
export interface SecretPlaces {
  /** What was given for it already; null is nothing. */
  readonly given: (server: string) => Secret | null;
  /** The environment variable that was named for it; null when it is not set. */
  readonly variable: (name: string) => Secret | null;
  /** Where else it may be had from. Throws a Problem when it is not there. */
  readonly otherwise: (server: WebServer) => Promise<Secret>;
}

/** The password or token of a server; null when it needs none. Throws what the places throw. */
export async function secretOf(server: WebServer, places: SecretPlaces): Promise<Secret | null> {
  if (server.settings.login.kind === 'none') return null;
  return places.given(server.name) ?? inVariable(server, places) ?? places.otherwise(server);
}

/** Whether the password or token is there without asking anybody; true when it needs none. */
export function isSecretKnown(server: WebServer, places: Pick<SecretPlaces, 'given' | 'variable'>): boolean {
  if (server.settings.login.kind === 'none') return true;
  return places.given(server.name) !== null || inVariable(server, places) !== null;
}

function inVariable(server: WebServer, { variable }: Pick<SecretPlaces, 'variable'>): Secret | null {
  const name = variableOf(server);
  return name === null ? null : variable(name);
}

/** The environment variable that holds the password or token of a server; null when none was named. */
export function variableOf({ settings: { login } }: WebServer): string | null {
  if (login.kind === 'none') return null;
  return login.kind === 'password' ? login.passwordEnv : login.tokenEnv;
}
