import { Problem } from '../../ground/problem.ts';
import { captivePortal, isPortal } from './captive-portal.ts';
import { cutResponse, isPassing, statusFailure } from './failure.ts';
import type { Proof, Scheme, SignedIn } from './login.ts';
import type { PasswordSigner, Ready } from './password-signer.ts';
import { isRedirect, nextAddress } from './redirect.ts';
import { readRefusal, refusedBy } from './refusal.ts';
import type { Ask, SignInResponse } from './sign-in-exchange.ts';
import type { SignInOptions } from './sign-in-options.ts';

const MAX_REDIRECTS = 5;

/** The status of an address that proves nothing. */
interface Unproved {
  readonly status: number;
}

/**
 * Proves a login at the addresses that a kind of server has for this. Nothing else may say that a login is accepted:
 * many addresses respond to strangers too, only with less.
 */
export class Prover {
  readonly #options: SignInOptions;
  readonly #signer: PasswordSigner | null;
  #scheme: Scheme | null = null;
  /** The door that asked for the login. */
  #door: URL | null = null;

  constructor(options: SignInOptions, signer: PasswordSigner | null) {
    this.#options = options;
    this.#signer = signer;
  }

  /** How the accepted token was sent; null before one was accepted. */
  get scheme(): Scheme | null {
    return this.#scheme;
  }

  /**
   * Throws a Problem when the login is refused (`net.login_refused`, `net.login_locked`), when the server asks for none
   * (`net.login_not_asked`), or when there is no such server; an `HttpFailure` when another try may help.
   */
  async prove(ask: Ask): Promise<SignedIn> {
    const { base, proofs } = this.#options;
    let isOpen = false;
    let last: { readonly proof: Proof; readonly status: number } | null = null;
    for (const proof of proofs) {
      const found =
        proof.kind === 'account' ? await this.#atAccount(proof, ask) : await this.#atDoor(proof, ask);
      if (!('status' in found)) return found;
      isOpen ||= proof.kind === 'door' && found.status !== 404 && found.status !== 410;
      last = { proof, status: found.status };
    }
    if (last === null || isOpen) throw new Problem('net.login_not_asked', { host: base.host });
    throw statusFailure(last.status, this.#asked(), null).problem;
  }

  /** A new challenge for a password. Throws as `prove` does. */
  async challenge(ask: Ask): Promise<Ready> {
    if (this.#door === null) throw new Error('a password is proved before it is used');
    const { response } = await this.#asStranger(this.#door, ask);
    const ready = response.status === 401 ? (this.#signer?.choose(response).ready ?? null) : null;
    await response.discard();
    if (ready === null) throw new Problem('net.login_not_asked', { host: this.#options.base.host });
    return ready;
  }

  /** A token at an address that names its account. */
  async #atAccount(
    { url, nameOf }: Extract<Proof, { kind: 'account' }>,
    ask: Ask,
  ): Promise<SignedIn | Unproved> {
    const { base, login } = this.#options;
    const asked = this.#asked();
    if (login.kind !== 'token' && login.kind !== 'bearer')
      throw new Error('an account is asked by its token');
    let refusal = readRefusal('');
    for (const scheme of this.#schemes()) {
      const response = await ask(url, `${scheme} ${login.token.reveal()}`);
      if (response.status === 401) {
        refusal = readRefusal(await response.text());
        continue;
      }
      await this.#refuseOther(response, url);
      if (response.status !== 200) {
        await response.discard();
        return { status: response.status };
      }
      const text = await response.text();
      const account = parse(text);
      if (account === undefined) {
        // A web page with a wrong Content-Type.
        if (/^\s*<(!doctype html|html)/i.test(text)) throw captivePortal(base);
        throw cutResponse(text, asked);
      }
      const name = nameOf(account);
      // The document names no account: the server treated the token like no token.
      if (name === null) continue;
      this.#scheme = scheme;
      return { name, account };
    }
    throw refusedBy(base.host, refusal);
  }

  /** A password or token at an address that refuses strangers. */
  async #atDoor({ url }: Proof, ask: Ask): Promise<SignedIn | Unproved> {
    const { login, base } = this.#options;
    const { at, response: asking } = await this.#asStranger(url, ask);
    if (asking.status !== 401) {
      const text = await asking.text();
      if (asking.status === 200 && text === '') throw cutResponse(text, this.#asked());
      return { status: asking.status };
    }
    this.#door = at;
    const signer = this.#signer;
    let ready = signer?.choose(asking).ready ?? null;
    await asking.discard();
    let refusal = readRefusal('');
    if (signer !== null) {
      for (let signed = 0; ready !== null && signed < 3; signed += 1) {
        const response = await ask(at, signer.sign(ready, at));
        if (response.status !== 401) {
          await this.#letIn(response, at);
          signer.give(ready);
          return { name: signer.user, account: null };
        }
        refusal = readRefusal(await response.text());
        const { ready: next, isStale } = signer.choose(response);
        ready = isStale && !refusal.isLocked ? next : null;
      }
      throw refusedBy(base.host, refusal);
    }
    if (login.kind !== 'token' && login.kind !== 'bearer') throw new Error('there is no other login');
    for (const scheme of this.#schemes()) {
      const response = await ask(at, `${scheme} ${login.token.reveal()}`);
      if (response.status !== 401) {
        await this.#letIn(response, at);
        this.#scheme = scheme;
        return { name: null, account: null };
      }
      refusal = readRefusal(await response.text());
    }
    throw refusedBy(base.host, refusal);
  }

  #schemes(): readonly Scheme[] {
    const { login, schemes } = this.#options;
    if (login.kind === 'bearer') return ['Bearer'];
    return this.#scheme === null ? schemes : [this.#scheme];
  }

  /** What a stranger gets at an address, after redirects. */
  async #asStranger(url: URL, ask: Ask): Promise<{ readonly at: URL; readonly response: SignInResponse }> {
    const { base } = this.#options;
    const seen = new Set<string>();
    for (let at = url; ; ) {
      seen.add(at.href);
      const response = await ask(at, null);
      if (response.status === 401 && at.origin !== base.origin) {
        await response.discard();
        throw new Problem('net.login_elsewhere', { host: base.host, other: at.host });
      }
      await this.#refuseOther(response, at);
      if (!isRedirect(response.status) || response.location === undefined) return { at, response };
      await response.discard();
      at = nextAddress(response.location, at, this.#asked());
      if (seen.has(at.href) || seen.size > MAX_REDIRECTS) {
        throw new Problem('net.redirect_loop', this.#asked());
      }
    }
  }

  /** Throws a Problem or an `HttpFailure` for a response that neither accepts nor refuses a login. */
  async #refuseOther(response: SignInResponse, url: URL): Promise<void> {
    if (isPortal(response, url)) {
      await response.discard();
      throw captivePortal(this.#options.base);
    }
    if (!isPassing(response.status)) return;
    await response.discard();
    throw statusFailure(response.status, this.#asked(), response.wait);
  }

  /** The login is accepted, also if the response says that there is nothing for this account. */
  async #letIn(response: SignInResponse, url: URL): Promise<void> {
    await this.#refuseOther(response, url);
    await response.discard();
    if (isRedirect(response.status)) throw statusFailure(response.status, this.#asked(), null).problem;
  }

  /** How problems name this request. The end of the address (`me`, for example) would help no user. */
  #asked(): { readonly host: string; readonly file: string } {
    return { host: this.#options.base.host, file: 'login' };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
