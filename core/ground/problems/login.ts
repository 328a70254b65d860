import { EXIT, spec } from './spec.ts';

/** Signing in to a server. */
export const loginProblems = {
  'net.login_refused': spec({
    details: {
      host: 'text',
      /**
       * How many wrong tries are left before the account is locked, and for how long it is then locked. Null
       * when the server does not report it.
       */
      left: 'number?',
      minutes: 'number?',
    },
    heading: 'The server refused the login',
    sentence: {
      window:
        '{host} refused the user name, password or token.{left, plural, =0 {} one { After # more wrong try, it locks the account.} other { After # more wrong tries, it locks the account.}}',
      command:
        '{host} refused the user name, password or token.{left, plural, =0 {} one { After # more wrong try, it locks the account{minutes, plural, =0 {} one { for # minute} other { for # minutes}}.} other { After # more wrong tries, it locks the account{minutes, plural, =0 {} one { for # minute} other { for # minutes}}.}}',
    },
    action:
      'Check the login. Accounts with single sign-on or two-factor login need a token instead of a password.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_locked': spec({
    details: { host: 'text', minutes: 'number' },
    heading: 'The account is locked for a while',
    sentence:
      '{host} has locked this account for {minutes, plural, one {# more minute} other {# more minutes}}, after too many wrong passwords.',
    action:
      'The password may well be right. Wait {minutes, plural, one {# minute} other {# minutes}}, then try again. Check that no other device or program uses an old password.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.login_not_asked': spec({
    details: { host: 'text' },
    heading: 'The server does not ask for the login',
    sentence: '{host} does not ask for the login at this address, so Attaché cannot tell if it is right.',
    action:
      'Check the kind and the address of the server: a KoboToolbox address has no user name after it, an Ona address has the owner of the project. If this server really shows everything without a login, set it to “no login”.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_by_service': spec({
    details: { host: 'text' },
    heading: 'The server does not accept passwords',
    sentence: '{host} uses single sign-on and does not accept passwords.',
    action: 'Ask its administrator for an account with a password, or for a token, and use that here.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_needed': spec({
    details: { host: 'text' },
    heading: 'The server asks for a login',
    sentence: '{host} asks for a login, but this server has none here.',
    action: 'Add a user name and password, or a token, to this server.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_needs_tls': spec({
    details: { host: 'text' },
    heading: 'The login was not sent unencrypted',
    sentence:
      '{host} asks for the login over a connection that is not encrypted (http). Attaché did not send it.',
    action: 'Use the address that begins with https://. Ask the administrator of the server for it.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_unsendable': spec({
    details: { host: 'text' },
    heading: 'The login cannot be sent',
    sentence:
      'The user name or token for {host} is empty, or has a character that cannot be sent, such as a line break or a space. Attaché did not send it.',
    action: 'Copy it again, with nothing before or after it.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_elsewhere': spec({
    details: { host: 'text', other: 'text' },
    heading: 'The server redirects to another server',
    sentence:
      '{host} redirects to {other}, which asks for a login. Attaché sends a login only to the address that you entered.',
    action:
      'If {other} belongs to the same service, enter its address (with https://) as the address of this server.',
    retry: false,
    exit: EXIT.login,
  }),
};
