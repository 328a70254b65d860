import { isProblem } from '../problem.ts';
import { EndlessGuard, MOST_FORMS } from './endless.ts';
import { fetchJson } from './json.ts';
import type { OnaAccount } from './ona-account.ts';
import { type Form, forms } from './ona-documents.ts';
import { below } from './openrosa-address.ts';
import { formHash } from './openrosa-documents.ts';
import type { FormRef } from './source.ts';

/** Forms a page. */
const PAGE = 100;

export interface NativeForms {
  readonly forms: readonly FormRef[];
  /** IDs that stand in several projects, or differ from another's by what the server does not look at. */
  readonly twice: ReadonlySet<string>;
}

/**
 * The forms of an owner, of a project, or the one form that the address names, by Ona's native list (`servers` 3.4).
 * Throws a Problem when it is not offered or cannot be read.
 */
export async function nativeForms({ base, native }: OnaAccount, signal: AbortSignal): Promise<NativeForms> {
  const root = new URL('/', base.origin);
  const [, kind = '', id] = base.pathname.split('/');
  const found = new Map<string, FormRef>();
  const seen = new Set<number>();
  const named = new Map<string, string>();
  const twice = new Set<string>();
  const guard = new EndlessGuard(base.host, MOST_FORMS);
  for (let page = 1; ; page += 1) {
    const url = below(root, 'api/v1/forms', {
      ...(id === undefined ? { owner: decodeURIComponent(kind) } : {}),
      page: String(page),
      page_size: String(PAGE),
    });
    const all = await fetchJson(native, url, { file: 'forms' }, forms, signal).catch((error) => {
      // Behind the last page some versions have nothing, others no page.
      if (page > 1 && isProblem(error) && error.code === 'net.not_found') return [];
      throw error;
    });
    // Nothing new ends it: a server may give fewer a page than asked for, or know no pages at all.
    const known = new Set(seen);
    for (const { formid } of all) seen.add(formid);
    if (seen.size === known.size) return { forms: [...found.values()], twice };
    guard.page(seen.size - known.size);
    for (const form of all) {
      if (known.has(form.formid)) continue;
      // A merged dataset has no submissions of its own.
      if (form.is_merged_dataset === true) continue;
      if (kind === 'forms' && id !== undefined && String(form.formid) !== id) continue;
      if (kind === 'projects' && id !== undefined && form.project?.endsWith(`/projects/${id}`) !== true)
        continue;
      const hash = formHash(form.hash ?? null);
      // The Briefcase endpoints go by the ID alone, and would give the one for the other or break.
      const name = folded(form.id_string);
      const other = named.get(name);
      if (other !== undefined) twice.add(other).add(form.id_string);
      named.set(name, form.id_string);
      found.set(form.id_string, {
        formId: form.id_string,
        version: form.version == null || form.version === '' ? null : form.version,
        name: form.title == null || form.title === '' ? form.id_string : form.title,
        locator: below(root, `api/v1/forms/${form.formid}/form.xml`).href,
        mediaLocator: manifestOf(form, root),
        ...(hash === null ? {} : { hash }),
        isKeyKept: form.is_managed === true,
        isOpenedThere: form.is_managed === true,
        isEncrypted: form.encrypted === true,
        ...(form.downloadable === false ? { state: 'closed' } : {}),
        ...(form.num_of_submissions == null ? {} : { counted: form.num_of_submissions }),
      });
    }
  }
}

/** Where the files beside a form are listed: below its owner, whoever asks. */
function manifestOf({ owner, formid }: Form, root: URL): string | null {
  const name = /\/users\/([^/]+)$/.exec(owner ?? '')?.[1];
  return name === undefined ? null : below(root, `${name}/xformsManifest/${formid}`).href;
}

/** The number of a form that the native list gave; null of one that the OpenRosa list gave. */
export function numberOf(form: FormRef): number | null {
  const number = /\/api\/v1\/forms\/(\d+)\/form\.xml$/.exec(form.locator)?.[1];
  return number === undefined ? null : Number(number);
}

/** Whether the key of `downloadSubmission` can hold that form id: Ona cuts it at the first `[` and at each `/`. */
export function isNameable(formId: string): boolean {
  return !/[[/]/.test(formId);
}

/** Whether two form IDs are the same to Ona. */
export function isSameId(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

/** A form ID as the Briefcase endpoints compare it (`servers` 3.5); those that they cannot name are asked by number. */
function folded(formId: string): string {
  return isNameable(formId) ? formId.toLowerCase() : formId;
}
