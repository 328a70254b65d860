import { isProblem } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import { EndlessGuard, MOST_FORMS } from '../endless.ts';
import { withDistinctNames } from '../form-names.ts';
import { fetchJson } from '../http/json.ts';
import { below } from '../openrosa/address.ts';
import { formHash } from '../openrosa/documents.ts';
import type { OnaAccount } from './account.ts';
import { type Form, forms } from './documents.ts';
import { nameOfTwins, projectNames, projectNumber, type Twins, titleOf, twinsOf } from './twins.ts';

/** Forms per page of the list. */
const PAGE = 100;

export interface NativeForms {
  readonly forms: readonly FormRef[];
  /**
   * By their IDs, forms whose ID is in several projects, or differs from another's only in a way that the server
   * ignores.
   */
  readonly twice: ReadonlyMap<string, Twins>;
}

/**
 * The forms of an owner, of a project, or the one form that the address names, by Ona's native list
 * (`server-apis` §3.4). Throws a Problem when it is not offered or cannot be read.
 */
export async function nativeForms(account: OnaAccount, signal: AbortSignal): Promise<NativeForms> {
  const { base, native } = account;
  const root = new URL('/', base.origin);
  const [, kind = '', id] = base.pathname.split('/');
  const found: Form[] = [];
  const seen = new Set<number>();
  const guard = new EndlessGuard(base.host, MOST_FORMS);
  for (let page = 1; ; page += 1) {
    const url = below(root, 'api/v1/forms', {
      ...(id === undefined ? { owner: decodeURIComponent(kind) } : {}),
      page: String(page),
      page_size: String(PAGE),
    });
    const all = await fetchJson(native, url, { file: 'forms' }, forms, signal).catch((error) => {
      // After the last page, some versions give an empty list and others an error.
      if (page > 1 && isProblem(error) && error.code === 'net.not_found') return [];
      throw error;
    });
    // The list ends when nothing new comes: a server may give smaller pages than asked for, or have no pages at all.
    const known = new Set(seen);
    for (const { formid } of all) seen.add(formid);
    if (seen.size === known.size) break;
    guard.page(seen.size - known.size);
    for (const form of all) {
      if (known.has(form.formid)) continue;
      // A merged dataset has no submissions of its own.
      if (form.is_merged_dataset === true) continue;
      if (kind === 'forms' && id !== undefined && String(form.formid) !== id) continue;
      if (kind === 'projects' && id !== undefined && form.project?.endsWith(`/projects/${id}`) !== true)
        continue;
      found.push(form);
    }
  }
  // The Briefcase endpoints go by the ID alone: they would mix up these forms, or fail.
  const same = [...Map.groupBy(found, (form) => folded(form.id_string)).values()];
  const titles = new Set(found.map((form) => titleOf(form).toLowerCase()));
  const isClear = titles.size === found.length && same.length === found.length;
  const owner = id === undefined ? decodeURIComponent(kind) : '';
  const names = isClear || owner === '' ? new Map() : await projectNames(account, root, owner, signal);
  const listed = [...Map.groupBy(found, (form) => form.id_string)].map(([formId, forms]) => ({
    form: forms.at(-1),
    ref: formRef(forms, root, nameOfTwins(forms, names), account.name),
    formId,
  }));
  const projects = new Map(
    listed.map(({ formId, form }) => [formId, form === undefined ? null : projectNumber(form)]),
  );
  return {
    forms: withDistinctNames(
      listed.flatMap(({ ref }) => ref ?? []),
      ({ formId }) => ({ project: names.get(projects.get(formId) ?? '') ?? null, owner: null }),
    ),
    twice: new Map(twinsOf(same, root, names).flatMap((twins) => twins.ids.map((one) => [one, twins]))),
  };
}

/** A form as it is listed; of several with one ID, the last. Null if there is none. */
function formRef(forms: readonly Form[], root: URL, name: string, account: string | null): FormRef | null {
  const form = forms.at(-1);
  if (form === undefined) return null;
  const hash = formHash(form.hash ?? null);
  const counts = forms.map(({ num_of_submissions: counted }) => counted ?? null);
  return {
    formId: form.id_string,
    version: form.version == null || form.version === '' ? null : form.version,
    name,
    locator: below(root, `api/v1/forms/${form.formid}/form.xml`).href,
    mediaLocator: manifestOf(form, root),
    ...(hash === null ? {} : { hash }),
    isKeyKept: form.is_managed === true,
    isOpenedThere: form.is_managed === true,
    isEncrypted: form.encrypted === true,
    ...(isWithoutFiles(form, account) ? { isWithoutFiles: true } : {}),
    ...(form.downloadable === false ? { state: 'closed' } : {}),
    ...(counts.includes(null) ? {} : { counted: counts.reduce<number>((sum, one) => sum + (one ?? 0), 0) }),
  };
}

/**
 * Whether an account may only enter data: it gets all submissions of the form and none of their files
 * (`server-apis` §3.9).
 */
function isWithoutFiles({ users }: Form, account: string | null): boolean {
  const role = users?.find(({ user }) => user === account)?.role;
  return role === 'dataentry-only' || role === 'dataentry-minor';
}

/** Where the files that belong to a form are listed: below its owner, for every account. */
function manifestOf({ owner, formid }: Form, root: URL): string | null {
  const name = /\/users\/([^/]+)$/.exec(owner ?? '')?.[1];
  return name === undefined ? null : below(root, `${name}/xformsManifest/${formid}`).href;
}

/** The number of a form from the native list; null for a form from the OpenRosa list, which has no numbers. */
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

/**
 * A form ID as the Briefcase endpoints compare it (`server-apis` §3.5). Forms that they cannot name are asked for by
 * number.
 */
function folded(formId: string): string {
  return isNameable(formId) ? formId.toLowerCase() : formId;
}
