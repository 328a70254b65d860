import { routesOf } from '../page-routes.ts';
import { safeAddress } from '../safe-address.ts';

/**
 * The two hosts of a KoboToolbox: its web site with the JSON interface, and its OpenRosa interface
 * (`server-apis` §4.1).
 */
export interface KoboHosts {
  readonly site: URL;
  readonly openRosa: URL;
}

/**
 * Both hosts of a KoboToolbox from what a user entered, which may be any page or address of either: of the public
 * servers they are known; elsewhere their names begin with `kf.` or `kc.`. A host that follows no such rule is taken
 * for both. Throws a Problem when it is no web address.
 */
export function koboHosts(entered: string): KoboHosts {
  const { protocol, host } = safeAddress(entered);
  const at = (name: string): URL => new URL(`${protocol}//${name}/`);
  if (/^(eu|kc-eu)\.kobotoolbox\.org$/.test(host)) {
    return { site: at('eu.kobotoolbox.org'), openRosa: at('kc-eu.kobotoolbox.org') };
  }
  // Not `kf-name`: on a shared domain `kc-name` may belong to somebody else, and would receive the login.
  const own = /^k[fc](?=\.)/.exec(host);
  if (own === null) return { site: at(host), openRosa: at(host) };
  const rest = host.slice(2);
  return { site: at(`kf${rest}`), openRosa: at(`kc${rest}`) };
}

/**
 * The form that an address of a KoboToolbox stands for: any page of it on the web site (`/#/forms/aUID/summary`), and
 * its address in the JSON interface (`/api/v2/assets/aUID/`) or the OpenRosa one (`/view/submissionList?formId=aUID`).
 * Null for all forms. Takes what a user entered; throws nothing.
 */
export function koboForm(entered: string): string | null {
  for (const { parts, query } of routesOf(entered)) {
    const [first, second, third, fourth] = parts;
    if (first === 'forms' && second !== undefined) return second;
    if (first === 'api' && second === 'v2' && third === 'assets' && fourth !== undefined) {
      return fourth.replace(/\.(json|xml|xls|xlsx)$/, '');
    }
    const asked = query.get('formId') ?? query.get('formID') ?? '';
    if (asked !== '' && /^(formList|submissionList)$/.test(parts.at(-1) ?? '')) return asked;
    // The web site of KoboCAT, which older servers have.
    if (second === 'forms' && third !== undefined) return third;
  }
  return null;
}

/**
 * The address that is kept for the form whose page a user entered; null if the address names no form. Throws a Problem
 * when it is not a web address.
 */
export function koboPage(entered: string): string | null {
  const form = koboForm(entered);
  return form === null ? null : `${safeAddress(entered).origin}/#/forms/${encodeURIComponent(form)}`;
}

/** Whether an address can only be one of a KoboToolbox: a page of a form, or below its JSON interface. */
export function isKoboPage(entered: string): boolean {
  const [own, behind] = routesOf(entered);
  const isApi = own?.parts[0] === 'api' && own.parts[1] === 'v2';
  return isApi || (behind?.parts[0] === 'forms' && behind.parts[1] !== undefined);
}
