import { safeAddress } from './safe-address.ts';

/** Pages of Ona's web site that stand where an owner's name would. */
const PAGES = new Set([
  'api',
  'login',
  'logout',
  'home',
  'dashboard',
  'join',
  'settings',
  'static',
  'projects',
]);

/**
 * The address of an Ona server from what a user entered, which may be any page of its web site: with the owner of the
 * forms, or one form (`/forms/{number}`), or one project (`/projects/{number}`), as the Briefcase endpoints want it
 * (`servers` 3.1); without a path where it names none. Throws a Problem when it is no web address.
 */
export function onaAddress(entered: string): URL {
  const url = safeAddress(entered);
  // The web site has no submissions of its own; the interface beside it has.
  if (/^(www\.|app\.)?ona\.io$/.test(url.host)) url.host = 'api.ona.io';
  const [first = '', second = ''] = url.pathname.split('/').filter((part) => part !== '');
  if (/^(forms|projects)$/.test(first) && /^\d+$/.test(second)) url.pathname = `/${first}/${second}`;
  else url.pathname = PAGES.has(first.toLowerCase()) ? '/' : `/${first}`;
  return url;
}
