import { Problem } from '../../ground/problem.ts';
import type { Proof } from '../http/login.ts';

/**
 * The base of an OpenRosa server from what a user entered: `https://` where no scheme is given, without
 * the pages and addresses of an Aggregate (`/Aggregate.html…`, `/formList`, `/formXml`, `/view/…`), query, fragment and
 * trailing slashes. Throws a Problem when it is no web address, or carries a user name or password. A host of one word
 * needs its scheme.
 */
export function baseAddress(entered: string): URL {
  const text = entered.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `https://${text}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new Problem('source.url_invalid', {});
  }
  // A server of the local network may be one word, but so is anything that was entered by mistake.
  if (!hasScheme && !/[.:]/.test(url.host) && url.host !== 'localhost') {
    throw new Problem('source.url_invalid', {});
  }
  if (url.username !== '' || url.password !== '') throw new Problem('source.url_invalid', {});
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname
    .replace(/\/(Aggregate|local_login|openid_login)\.html.*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/(formList|xformsList|formXml|view(\/(submissionList|downloadSubmission|binaryData))?)$/, '');
  return url;
}

/** An address below the base, with its query values encoded. */
export function below(base: URL, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/${path}${search}`);
}

/**
 * Where a login is proved at the Briefcase endpoints (`server-apis` §2, §3.2, §4.2, §6.1): the list of submissions, and
 * where strangers are let in there, the list of forms. Without a query, because Ona counts wrong passwords where there
 * is one.
 */
export function briefcaseProofs(base: URL): readonly Proof[] {
  return ['view/submissionList', 'formList'].map((path) => ({ kind: 'door', url: below(base, path) }));
}

/**
 * Paths that belong to OpenRosa servers, whatever host a proxy made of their address (`server-apis` §3.1, §3.6, §4.6,
 * §6.4).
 */
const SERVER_PATH =
  /\/(formXml|form\.xml|xformsManifest|xformsMedia|view\/binaryData|attachment\/(original|briefcase))\b/;

/**
 * The addresses at which something that a server named may be found, to be tried in this order; empty when the text is
 * no web address. Unencoded characters are encoded (Ona's `media_file`); an address that is the server's own behind a
 * proxy is turned to the base's scheme and host (`server-apis` §3.6, §6.1, §7.1) and also kept as it was given, unless
 * that would fall from https to http; Ona's plain attachment view is backed by its API (`server-apis` §3.7).
 */
export function namedAddresses(text: string, base: URL): readonly URL[] {
  const given = URL.parse(encoded(text.trim()), `${base.href.replace(/\/$/, '')}/`);
  if (given === null || !['http:', 'https:'].includes(given.protocol)) return [];
  given.username = '';
  given.password = '';
  const found: URL[] = [];
  if (given.origin !== base.origin && isOurs(given, base)) {
    found.push(withoutCommas(new URL(given.pathname + given.search, base.origin)));
  }
  if (given.origin === base.origin) found.push(withoutCommas(given));
  else if (given.protocol === 'https:' || base.protocol === 'http:') found.push(given);
  const first = found[0];
  const api = first?.origin === base.origin ? onaFile(first) : null;
  if (api !== null) found.push(api);
  return found;
}

function isOurs(given: URL, base: URL): boolean {
  if (given.hostname === base.hostname) return true;
  const internal =
    !given.hostname.includes('.') ||
    /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(given.hostname) ||
    given.hostname.endsWith('.local') ||
    given.hostname.endsWith('.internal');
  return internal || SERVER_PATH.test(given.pathname);
}

/** Encodes what a server forgot to; what is encoded already stays as it is. */
function encoded(text: string): string {
  const name = /[?&](?:media_file|filename)=/.exec(text);
  const from = name === null ? text.length : name.index + name[0].length;
  const behind = text.slice(from).search(/&attachment_id=\d/);
  const to = behind < 0 ? text.length : from + behind;
  const stored = text.slice(from, to);
  const isEncoded = /%[0-9a-f]{2}/i.test(stored) && !/[^\w.~%/-]/.test(stored);
  const whole = isEncoded
    ? text
    : text.slice(0, from) + encodeURIComponent(stored).replaceAll('%2F', '/') + text.slice(to);
  // A fragment is never sent, so a bare # can only be part of a name.
  return whole.replaceAll('#', '%23').replace(/%(?![0-9a-f]{2})/gi, '%25');
}

/** Django's Digest reader breaks on a comma inside a quoted value, and the address stands in one (`server-apis` §2). */
function withoutCommas(url: URL): URL {
  if (!url.href.includes(',')) return url;
  url.search = url.search.replaceAll(',', '%2C');
  url.pathname = url.pathname.replaceAll(',', '%2C');
  return url;
}

function onaFile(url: URL): URL | null {
  if (!url.pathname.endsWith('/attachment/original')) return null;
  const id = url.searchParams.get('attachment_id');
  const stored = url.searchParams.get('media_file');
  if (id === null || stored === null || !/^\d+$/.test(id)) return null;
  return new URL(`/api/v1/files/${id}?filename=${encodeURIComponent(stored)}`, url.origin);
}
