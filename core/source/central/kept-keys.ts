import { isProblem } from '../../ground/problem.ts';
import { formUnknown } from '../../ground/problems/form-unknown.ts';
import { isInAddress } from './address.ts';
import { type CentralApi, fetchFrom } from './api.ts';
import { forms, keys, projects } from './documents.ts';

/** The keys that a Central keeps for one form of one project. */
export interface KeptKeys {
  readonly project: number;
  readonly ids: readonly number[];
  readonly hints: readonly string[];
}

/**
 * The keys that a Central keeps for a form, by project (`server-apis` §5.5). Throws `usage.form_unknown` if it has no such
 * form, and `net.*`.
 */
export async function keptKeys(
  api: CentralApi,
  formId: string,
  signal: AbortSignal,
): Promise<readonly KeptKeys[]> {
  const { base } = api;
  const found: KeptKeys[] = [];
  const seen = new Map<string, string | null>();
  for (const { id } of await fetchFrom(api, ['projects'], projects, signal)) {
    if (!isInAddress(base, id)) continue;
    const own = await fetchFrom(api, ['projects', String(id), 'forms'], forms, signal).catch(noneIfHidden);
    for (const { xmlFormId, name } of own) seen.set(xmlFormId, name ?? null);
    if (!own.some(({ xmlFormId }) => xmlFormId === formId)) continue;
    const path = ['projects', String(id), 'forms', formId, 'submissions', 'keys'];
    const all = await fetchFrom(api, path, keys, signal).catch(noneIfHidden);
    const ids = all.flatMap((key) => (key.managed === true && key.id != null ? [key.id] : []));
    const hints = all.flatMap(({ managed, hint }) =>
      managed === true && hint != null && hint !== '' ? [hint] : [],
    );
    if (ids.length > 0) found.push({ project: id, ids, hints });
  }
  if (!seen.has(formId)) {
    throw formUnknown(
      formId,
      base.host,
      [...seen].map(([id, title]) => ({ formId: id, title })),
    );
  }
  return found;
}

function noneIfHidden(error: unknown): readonly never[] {
  if (isProblem(error) && (error.code === 'net.forbidden' || error.code === 'net.not_found')) return [];
  throw error;
}
