import { routesOf } from '../page-routes.ts';
import { safeAddress } from '../safe-address.ts';

/** What an address of an Ona stands for. */
export interface OnaAddress {
  /**
   * The base of the Briefcase endpoints (`server-apis` §3.1): with the owner of the forms, one project
   * (`/projects/{number}`) or one form (`/forms/{number}`); without a path if the address names none of them.
   */
  readonly base: URL;
  /** The ID of the form, if the address names one form by its ID and not by its number; null for all forms of `base`. */
  readonly formId: string | null;
}

/** Pages of Ona's web site at addresses that look like an owner's name. */
const PAGES = new Set([
  'accounts',
  'api',
  'login',
  'logout',
  'home',
  'dashboard',
  'join',
  'settings',
  'static',
  'projects',
  'forms',
]);

/** What the OpenRosa interface has below a form's number (`/amina/67/formList`). Below a project's number are web pages. */
const BELOW_FORM = /^(formList|submission|xformsManifest|xformsMedia|view|form\.xml)$/;

/**
 * What an address of an Ona stands for, from what a user entered: any page of its web site (`/amina`, a project
 * `/amina/1`, a form `/amina/1/29`, also behind `#`), of the older one (`/amina/forms/visit`), an address of its API
 * below `/api/v1`, or of its OpenRosa interface. A page of a project stands for this project, one of a form for this
 * form. Throws a Problem when it is no web address.
 */
export function onaAddress(entered: string): OnaAddress {
  const base = safeAddress(entered);
  // The web site gives no submissions. The host of the API does.
  if (/^(www\.|app\.)?ona\.io$/.test(base.host)) base.host = 'api.ona.io';
  base.pathname = '/';
  for (const route of routesOf(entered)) {
    const named = nameOf(route.parts, route.query);
    if (named === null) continue;
    base.pathname = named.path;
    return { base, formId: named.formId ?? null };
  }
  return { base, formId: null };
}

/**
 * The address that is kept for the project or form whose page a user entered; null if the address names neither. Throws
 * a Problem when it is not a web address.
 */
export function onaPage(entered: string): string | null {
  const { base, formId } = onaAddress(entered);
  if (formId !== null) return `${base.href}/forms/${encodeURIComponent(formId)}`;
  return /^\/(forms|projects)\/\d+$/.test(base.pathname) ? base.href : null;
}

/** Whether an address can only be one of an Ona: a page of a project or form of its web site, or one of its API. */
export function isOnaPage(entered: string): boolean {
  return routesOf(entered).some(({ parts: [first = '', second = '', third = ''] }) => {
    if (first === 'api' && second === 'v1') return /^(forms|data|projects|users|profiles|orgs)$/.test(third);
    if (PAGES.has(first.toLowerCase())) return first === 'forms' && isNumber(second);
    return first !== '' && isNumber(second);
  });
}

interface Named {
  readonly path: string;
  readonly formId?: string;
}

function nameOf(parts: readonly string[], query: URLSearchParams): Named | null {
  const [first = '', second = '', third = ''] = parts;
  if (first === 'api') return second === 'v1' ? nameInApi(parts.slice(2), query) : null;
  if ((first === 'forms' || first === 'projects') && isNumber(second)) return { path: `/${first}/${second}` };
  if (first === '' || PAGES.has(first.toLowerCase())) return null;
  if (isNumber(second)) {
    if (isNumber(third)) return form(third);
    return BELOW_FORM.test(third) ? form(second) : project(second);
  }
  if (second === 'projects' && isNumber(third)) {
    const [, , , fourth, fifth = ''] = parts;
    return fourth === 'forms' && isNumber(fifth) ? form(fifth) : project(third);
  }
  if (second === 'xformsManifest' && isNumber(third)) return form(third);
  if (second === 'forms' && third !== '') {
    return isNumber(third) ? form(third) : { ...owner(first), formId: third };
  }
  return owner(first);
}

/** `/api/v1/forms/67.json`, `/api/v1/media?xform=67`, `/api/v1/projects/2`, `/api/v1/forms?owner=amina`. */
function nameInApi([kind = '', id = '']: readonly string[], query: URLSearchParams): Named | null {
  const bare = id.replace(/\.[a-z]+$/, '');
  if ((kind === 'forms' || kind === 'data') && isNumber(bare)) return form(bare);
  if (kind === 'projects' && isNumber(bare)) return project(bare);
  if (/^(users|profiles|orgs)$/.test(kind) && bare !== '') return owner(bare);
  const [inForm, inProject] = [query.get('xform') ?? '', query.get('project') ?? ''];
  if (isNumber(inForm)) return form(inForm);
  if (isNumber(inProject)) return project(inProject);
  const asked = query.get('owner') ?? '';
  return asked === '' ? null : owner(asked);
}

function form(number: string): Named {
  return { path: `/forms/${number}` };
}

function project(number: string): Named {
  return { path: `/projects/${number}` };
}

function owner(name: string): Named {
  return { path: `/${encodeURIComponent(name)}` };
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
