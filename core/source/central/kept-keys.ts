import type { z } from 'zod';
import { isProblem } from '../../ground/problem.ts';
import { formUnknown } from '../../ground/problems/form-unknown.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { apiAddress, isInAddress } from './address.ts';
import { forms, keys, projects } from './documents.ts';

/** The keys that a Central keeps of one form of one project. */
export interface KeptKeys {
  readonly project: number;
  readonly ids: readonly number[];
  readonly hints: readonly string[];
}

/**
 * The keys that a Central keeps of a form, by its projects (`server-apis` §5.5). Throws `usage.form_unknown` where it has no
 * such form, and `net.*`.
 */
export async function keptKeys(
  http: HttpClient,
  base: URL,
  formId: string,
  signal: AbortSignal,
): Promise<readonly KeptKeys[]> {
  const ask = <T>(path: readonly string[], shape: z.ZodType<T>): Promise<T> =>
    fetchJson(http, apiAddress(base, path), { file: path.at(-1) ?? '' }, shape, signal);
  const found: KeptKeys[] = [];
  const seen = new Map<string, string | null>();
  for (const { id } of await ask(['projects'], projects)) {
    if (!isInAddress(base, id)) continue;
    const own = await ask(['projects', String(id), 'forms'], forms).catch(noneIfHidden);
    for (const { xmlFormId, name } of own) seen.set(xmlFormId, name ?? null);
    if (!own.some(({ xmlFormId }) => xmlFormId === formId)) continue;
    const path = ['projects', String(id), 'forms', formId, 'submissions', 'keys'];
    const all = await ask(path, keys).catch(noneIfHidden);
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
