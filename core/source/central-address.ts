import { safeAddress } from './safe-address.ts';

/**
 * The root of a Central server from what a user entered, which may be any page of its web site, `/#/settings` or
 * `/projects/3/forms/visit`, or an address of its API below `/v1`. The page of one project (`/#/projects/3`) stands for
 * this project alone: `/projects/3`. A path before these, of a server that does not stand at the root of its host, is not
 * supported by Central itself. Throws a Problem when it is no web address.
 */
export function centralAddress(entered: string): URL {
  const { origin } = safeAddress(entered);
  const project = /\/projects\/(\d+)\/*$/.exec(entered.trim())?.[1];
  return new URL(project === undefined ? '/' : `/projects/${project}`, origin);
}

/** Whether a project is one of those that an address of `centralAddress` stands for. */
export function isInAddress({ pathname }: URL, project: number): boolean {
  return pathname === '/' || pathname === `/projects/${project}`;
}

/** An address of the API (`servers` 5.1). Each part of the path is encoded; `query` is added as it is. */
export function apiAddress(base: URL, parts: readonly string[], query = ''): URL {
  const path = ['v1', ...parts].map(encodeURIComponent).join('/');
  return new URL(`/${path}${query === '' ? '' : `?${query}`}`, base.origin);
}
