import type { z } from 'zod';
import { Problem } from '../problem.ts';
import { EndlessGuard, MOST_FORMS } from './endless.ts';
import { withDistinctNames } from './form-names.ts';
import type { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import { assets } from './kobo-documents.ts';
import { below } from './openrosa-address.ts';
import type { FormRef } from './source.ts';

export interface AssetsRequest {
  readonly http: HttpClient;
  readonly site: URL;
  /** The next page at the site's own origin. */
  readonly next: (link: string | null | undefined) => URL | null;
}

/** The forms that an account sees at Kobo's web site (`servers` 4.4). Throws a Problem when the list stays short. */
export async function listAssets(
  { http, site, next }: AssetsRequest,
  signal: AbortSignal,
): Promise<readonly FormRef[]> {
  const found = new Map<string, FormRef>();
  const query = { q: 'asset_type:survey', limit: '100', format: 'json' };
  const guard = new EndlessGuard(site.host, MOST_FORMS);
  const seen = new Set<string>();
  const owners = new Map<string, string | null>();
  let counted = 0;
  let url: URL | null = below(site, 'api/v2/assets/', query);
  while (url !== null) {
    const page: z.infer<typeof assets> = await fetchJson(http, url, { file: 'assets' }, assets, signal);
    counted = page.count;
    const before = seen.size;
    for (const asset of page.results) {
      seen.add(asset.uid);
      owners.set(asset.uid, asset.owner__username ?? null);
      const form = formOf(asset);
      if (form !== null) found.set(form.formId, form);
    }
    guard.page(seen.size - before);
    url = page.results.length === 0 ? null : next(page.next);
  }
  // Forms that are missing here would be taken for deleted, with all that they have.
  if (seen.size < counted) {
    throw new Problem('source.list_short', { host: site.host, listed: seen.size, counted });
  }
  return withDistinctNames([...found.values()], ({ formId }) => ({
    project: null,
    owner: owners.get(formId) ?? null,
  }));
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
    // That a form is not encrypted it says of some that are (`servers` 4.4).
    ...(isEncrypted === true ? { isEncrypted } : {}),
    ...(status === 'archived' ? { state: status } : {}),
    ...(counted == null ? {} : { counted }),
  };
}
