import { describe } from '../core/ground/problem.ts';
import type { Check, LineOfTest } from '../core/model/server-test.ts';
import { plural } from './output.ts';

// The lines of a server test in words, the same words as in the window.

const NAMES: Readonly<Record<Check, string>> = {
  address: 'Address',
  certificate: 'Certificate',
  proxy: 'Proxy',
  login: 'Login',
  rights: 'Rights',
};

export function checkName(check: Check): string {
  return NAMES[check];
}

/** Returns the result of one check as a sentence. */
export function checkText({ code, params, problem }: LineOfTest): string {
  const text = (name: string): string => String(params[name] ?? '');
  const forms = plural(Number(params.forms ?? 0), 'form');
  switch (code) {
    case 'problem':
    case 'address.other-kind':
      return problem === null ? '' : describe(problem).message;
    case 'working':
      return 'Trying';
    case 'untested':
      return 'Not tested: needs the line above';
    case 'address.answers':
      return `${text('host')} responds${params.kind == null ? '' : ` (${text('kind')})`}`;
    case 'certificate.valid':
      return `Valid until ${text('date').slice(0, 10)}, ${text('protocol')}`;
    case 'certificate.local':
      return 'On this computer: no certificate needed';
    case 'proxy.none':
      return 'None; direct connection';
    case 'proxy.through':
      return `Through ${text('proxy')}`;
    case 'login.accepted':
      return params.name == null ? 'Accepted' : `Accepted as ${text('name')}`;
    case 'login.anonymous':
      return 'No login needed';
    case 'rights.ok':
      return `May read ${forms} and submissions`;
    case 'rights.no-forms':
      return 'This account sees no form.';
    case 'rights.no-submissions':
      return `May see ${forms}, but not their submissions. Ask the owner for the right to view submissions.`;
  }
}
