import { safeAddress } from '../safe-address.ts';

/**
 * What an address of a Central stands for, from what a user entered: any page of its web site
 * (`/#/projects/3/settings`, or without `#` as newer ones write it), an address of its API below `/v1`, or one that an
 * app user is given. Any page of a project stands for this project, `/projects/3`; any page of a form for this form,
 * `/projects/3/forms/visit`; everything else for the whole server. Central itself must be at the root of its host, so a
 * path before these is not supported. The key of an app user is left out. Throws a Problem when it is
 * no web address.
 */
export function centralAddress(entered: string): URL {
  const { origin } = safeAddress(entered);
  const { project, formId } = pageOf(entered);
  if (project === null) return new URL('/', origin);
  const form = formId === null ? '' : `/forms/${encodeURIComponent(formId)}`;
  return new URL(`/projects/${project}${form}`, origin);
}

/** Whether an address can only be one of a Central: a page of a project, or below its API. */
export function isCentralPage(entered: string): boolean {
  const path = behindHost(entered);
  if (/^\/api\//.test(path)) return false;
  return pageOf(entered).project !== null || /^\/v1(\/|$)/.test(path);
}

/** Whether an address is one that an app user is given, who can only send. */
export function isAppUserAddress(entered: string): boolean {
  return /\/v1\/key\//.test(entered);
}

/** Whether a project is one of those that an address of `centralAddress` stands for. */
export function isInAddress(base: URL, project: number): boolean {
  const wanted = projectOf(base);
  return wanted === null || wanted === project;
}

/** The project that an address of `centralAddress` stands for; null for all of them. */
export function projectOf({ pathname }: URL): number | null {
  const project = /^\/projects\/(\d+)/.exec(pathname)?.[1];
  return project === undefined ? null : Number(project);
}

/** The form that an address of `centralAddress` stands for; null for all of them. */
export function formOf({ pathname }: URL): string | null {
  const form = /^\/projects\/\d+\/forms\/([^/]+)$/.exec(pathname)?.[1];
  return form === undefined ? null : decoded(form);
}

/** An address of the API (`server-apis` §5.1). Each part of the path is encoded; `query` is added as it is. */
export function apiAddress(base: URL, parts: readonly string[], query = ''): URL {
  const path = ['v1', ...parts].map(encodeURIComponent).join('/');
  return new URL(`/${path}${query === '' ? '' : `?${query}`}`, base.origin);
}

const PAGE = /[/#]projects\/+(\d+)(?:(?=[/?#]|$)(?:\/+forms\/+([^/?#]+))?)/;

/** The project and form that an address names; of a login page, those that it leads to. */
function pageOf(entered: string): { readonly project: number | null; readonly formId: string | null } {
  const path = behindHost(entered);
  const next = /[?&]next=([^&#]+)/.exec(path)?.[1];
  const found = PAGE.exec(path) ?? PAGE.exec(next === undefined ? '' : decoded(next));
  if (found === null) return { project: null, formId: null };
  const [, project, form] = found;
  // The API has a form's definition and its feed under the form's own name with an ending.
  const named = /^\/v1\//.test(path) ? form?.replace(/\.(svc|xml|xlsx|xls)$/, '') : form;
  return { project: Number(project), formId: named === undefined ? null : decoded(named) };
}

/**
 * The path with all that follows it, as it was entered: what a browser shows may stand behind `#`, and be unencoded.
 */
function behindHost(entered: string): string {
  return entered.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
