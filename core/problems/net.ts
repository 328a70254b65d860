import { EXIT, spec } from './spec.ts';

type Host = { readonly host: string };

/** The way to a server and back. */
export const netProblems = {
  'net.login_refused': spec<Host>({
    sentence: ({ host }) => `${host} refused the user name, password or token.`,
    action:
      'Check the login. Accounts made by single sign-on or with two-factor login need a token instead of a password.',
    retry: false,
    exit: EXIT.login,
  }),
};
