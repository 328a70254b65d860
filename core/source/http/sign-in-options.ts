import type { Login, Proof, Scheme } from './login.ts';

/** How a login is proved and sent to one server. */
export interface SignInOptions {
  readonly login: Login;
  readonly base: URL;
  /** Where the login is proved, in the order in which that is tried. */
  readonly proofs: readonly Proof[];
  /** How a token may be sent, in the order in which that is tried: the kind of server knows. */
  readonly schemes: readonly Scheme[];
  /** The login was proved elsewhere: it is proved again only when it is refused. */
  readonly isProved: boolean;
}
