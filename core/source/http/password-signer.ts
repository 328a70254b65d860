import { Problem } from '../../ground/problem.ts';
import type { Secret } from '../../ground/secret.ts';
import { parseChallenges } from './challenge.ts';
import { bestDigest, DigestNonce } from './digest.ts';
import type { SignInResponse } from './sign-in-exchange.ts';

/** What one request is signed with. A Digest nonce serves one request at a time. */
export type Ready = { readonly kind: 'digest'; readonly nonce: DigestNonce } | { readonly kind: 'basic' };

/**
 * A nonce that was idle for longer than this, in milliseconds, is not used again: servers forget nonces after 300 seconds
 * (`server-apis` §2), and Ona counts a forgotten one as a wrong password.
 */
const NONCE_KEEPS = 120_000;

/** Signs requests with a user name and password: by Digest if the server offers it, else by Basic over TLS. */
export class PasswordSigner {
  readonly user: string;
  readonly #password: Secret;
  readonly #base: URL;
  readonly #idle: { readonly ready: Ready; readonly since: number }[] = [];

  constructor(base: URL, user: string, password: Secret) {
    this.#base = base;
    this.user = user;
    this.#password = password;
  }

  /** What the next request can be signed with; null if a new challenge is needed. */
  take(): Ready | null {
    for (let found = this.#idle.pop(); found !== undefined; found = this.#idle.pop()) {
      if (found.ready.kind === 'basic' || performance.now() - found.since < NONCE_KEEPS) return found.ready;
    }
    return null;
  }

  /** Takes back what a request was accepted with, for the next one. */
  give(ready: Ready): void {
    this.#idle.push({ ready, since: performance.now() });
  }

  /**
   * How to sign after a refusal, and whether the refusal says that only the nonce was too old. `ready` is null if the
   * server asks for nothing that we have. Throws a Problem if it wants the password over an unencrypted connection.
   */
  choose(response: SignInResponse): { readonly ready: Ready | null; readonly isStale: boolean } {
    const offered = parseChallenges(response.challenges);
    const digest = bestDigest(offered);
    if (digest !== null) {
      const nonce = new DigestNonce(digest, this.user, this.#password);
      return { ready: { kind: 'digest', nonce }, isStale: digest.stale };
    }
    if (!offered.some(({ scheme }) => scheme === 'basic')) return { ready: null, isStale: false };
    if (this.#base.protocol !== 'https:') {
      throw new Problem('net.login_needs_tls', { host: this.#base.host });
    }
    return { ready: { kind: 'basic' }, isStale: false };
  }

  /** The `Authorization` of a GET of that address. */
  sign(ready: Ready, url: URL): string {
    if (ready.kind === 'digest') return ready.nonce.next('GET', url.pathname + url.search);
    return `Basic ${Buffer.from(`${this.user}:${this.#password.reveal()}`, 'utf8').toString('base64')}`;
  }
}
