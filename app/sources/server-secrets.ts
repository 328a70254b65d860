import type { Secret } from '../../core/ground/secret.ts';

/** The passwords and tokens that the user gave in this session, by the name of their server. */
export class ServerSecrets {
  readonly #known = new Map<string, Secret>();

  find(server: string): Secret | null {
    return this.#known.get(server) ?? null;
  }

  /** The servers whose password or token is known. */
  servers(): readonly string[] {
    return [...this.#known.keys()];
  }

  keep(server: string, secret: Secret): void {
    this.#known.set(server, secret);
  }

  forget(server: string): void {
    this.#known.delete(server);
  }
}
