import { Problem } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import type { Login } from './login.ts';

/**
 * A login as it can be sent: without what a file, a variable or the clipboard has put around it (line ends, spaces, a
 * byte order mark), which no token has, nor a password at its end. Takes the login and the host that it is for. Throws
 * `net.login_unsendable` for a token that is empty or that no header can hold, and for such a user name.
 */
export function sendableLogin(login: Login, host: string): Login {
  if (login.kind === 'token' || login.kind === 'bearer') {
    const token = login.token.reveal().trim();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Problem('net.login_unsendable', { host });
    return { ...login, token: new Secret(token) };
  }
  if (login.kind !== 'password') return login;
  const user = login.user.trim();
  if (/\p{Cc}/u.test(user)) throw new Problem('net.login_unsendable', { host });
  const password = login.password.reveal().replace(/^\uFEFF|[\r\n]+$/g, '');
  return { ...login, user, password: new Secret(password) };
}
