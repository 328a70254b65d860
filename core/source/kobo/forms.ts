import type { z } from 'zod';
import { Problem } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import { EndlessGuard, MOST_FORMS } from '../endless.ts';
import { withDistinctNames } from '../form-names.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { below } from '../openrosa/address.ts';
import { assets } from './documents.ts';

export interface AssetsRequest {
  readonly http: HttpClient;
  readonly site: URL;
  /** The next page at the site's own origin. */
  readonly next: (link: string | null | undefined) => URL | null;
}

/** How often the list is read again if forms disappear while it is read. */
const TRIES = 3;

/**
 * The forms that an account sees at Kobo's web site (`server-apis` §4.4). Throws a Problem when the list stays short.
 */
export async function listAssets(request: AssetsRequest, signal: AbortSignal): Promise<readonly FormRef[]> {
  let read = await readAssets(request, signal);
  // A form that disappears during reading moves the others up, and one of them is skipped.
  for (let tries = 1; read.hasShrunk && tries < TRIES; tries += 1) read = await readAssets(request, signal);
  const { listed, counted, found, owners } = read;
  // A form that is missing here would count as deleted, with all its submissions.
  if (listed < counted) throw new Problem('source.list_short', { host: request.site.host, listed, counted });
  return withDistinctNames(found, ({ formId }) => ({ project: null, owner: owners.get(formId) ?? null }));
}

interface ReadAssets {
  readonly found: readonly FormRef[];
  readonly owners: ReadonlyMap<string, string | null>;
  readonly listed: number;
  readonly counted: number;
  readonly hasShrunk: boolean;
}

async function readAssets({ http, site, next }: AssetsRequest, signal: AbortSignal): Promise<ReadAssets> {
  const found = new Map<string, FormRef>();
  const query = { q: 'asset_type:survey', limit: '100', format: 'json' };
  const guard = new EndlessGuard(site.host, MOST_FORMS);
  const owners = new Map<string, string | null>();
  let counted = 0;
  let hasShrunk = false;
  let url: URL | null = below(site, 'api/v2/assets/', query);
  while (url !== null) {
    const page: z.infer<typeof assets> = await fetchJson(http, url, { file: 'assets' }, assets, signal);
    hasShrunk ||= page.count < counted;
    counted = page.count;
    const before = owners.size;
    for (const asset of page.results) {
      owners.set(asset.uid, asset.owner__username ?? null);
      const form = formOf(asset);
      if (form !== null) found.set(form.formId, form);
    }
    guard.page(owners.size - before);
    url = page.results.length === 0 ? null : next(page.next);
  }
  return { found: [...found.values()], owners, listed: owners.size, counted, hasShrunk };
}

/** Null of a draft, which was never deployed and has no submissions; an archived form still has its own. */
function formOf(asset: z.infer<typeof assets>['results'][number]): FormRef | null {
  const { uid, name, deployment_status: status, deployment__active: isActive } = asset;
  if (status === 'draft' || (status == null && isActive !== true)) return null;
  const { deployment__submission_count: counted, deployment__encrypted: isEncrypted } = asset;
  return {
    formId: uid,
    version: null,
    name: name == null || name === '' ? uid : name,
    locator: uid,
    mediaLocator: null,
    // It calls some encrypted forms not encrypted (`server-apis` §4.4).
    ...(isEncrypted === true ? { isEncrypted } : {}),
    ...(status === 'archived' ? { state: status } : {}),
    ...(counted == null ? {} : { counted }),
  };
}
