import { Problem } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { RefPage } from '../../model/submission-ref.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { noteOf } from '../note.ts';
import { below } from '../openrosa/address.ts';
import type { OnaAccount } from './account.ts';
import { form as formDocument } from './documents.ts';
import { isNameable, numberOf } from './forms.ts';
import { type Listed, type NativeRequest, readNative, uuidOf } from './list.ts';

/** The Ona whose lists are read. */
export interface ListedOna {
  readonly root: URL;
  readonly account: OnaAccount;
  /** Numbers of the forms for which the native list is not offered. `listOna` adds to it. */
  readonly unlisted: Set<number>;
}

/**
 * The submissions of a form: what the native list has, which says of each submission how it stands, then what only the
 * Briefcase list has. What was listed from the start is compared with the number that the server gives with the form.
 * Throws a Problem when a list cannot be read, or is shorter than that.
 */
export async function* listOna(
  ona: ListedOna,
  form: FormRef,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<RefPage> {
  const given = new Set<string>();
  for await (const page of pagesOf(ona, form, cursor, given, signal)) {
    for (const { locator } of page.refs) given.add(uuidOf(locator));
    yield page;
  }
  if (cursor === null) await compare(ona, form, given.size, signal);
}

/** `given` grows with what is yielded. */
async function* pagesOf(
  { root, account, unlisted }: ListedOna,
  form: FormRef,
  cursor: string | null,
  given: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<RefPage> {
  const { inner, native } = account;
  const number = numberOf(form);
  if (number === null) return yield* inner.listSubmissions(form, cursor, signal);
  const request = { base: root, form: number };
  // Each list has only a part of such a form's submissions.
  const counted = form.isKeyKept === true ? undefined : form.counted;
  if (form.isKeyKept === true) {
    // Read first: a submission that Ona decrypts in the meantime is then in both lists, never in neither.
    const sealed = await readNative(native, { ...request, encrypted: true }, signal);
    const failed = await failedOnes(native, request, signal);
    for await (const page of sealed ?? []) {
      const told = page.map((one) => asFailed(one, failed));
      yield refPage(form, told);
    }
  }
  const own = await readNative(native, { ...request, counted }, signal);
  if (own === null) {
    unlisted.add(number);
    yield* toldWithoutFiles(form, root.host);
    // Marked, so that a submission fetched without the native list is fetched again once that list is there.
    for await (const page of inner.listSubmissions(form, cursor, signal)) {
      yield { ...page, refs: page.refs.map((ref) => ({ ...ref, stamp: 'briefcase' })) };
    }
    return;
  }
  // If Ona keeps the form's key, its own list has only the submissions that Ona decrypted.
  const opened = form.isKeyKept === true ? 'opened' : '';
  for await (const page of own) yield refPage(form, page, opened);
  // If this list had all that the server counts, the other list has nothing new.
  const isComplete = form.counted !== undefined && given.size >= form.counted;
  if (isComplete || !isNameable(form.formId)) return;
  yield* toldWithoutFiles(form, root.host);
  for await (const page of inner.listSubmissions(form, cursor, signal)) {
    yield { ...page, refs: page.refs.filter(({ locator }) => !given.has(uuidOf(locator))) };
  }
}

/** Numbers of the submissions that Ona could not decrypt although it keeps their key: the complete list does not say which. */
async function failedOnes(
  native: HttpClient,
  request: Pick<NativeRequest, 'base' | 'form'>,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const pages = await readNative(native, { ...request, encrypted: true, failed: true }, signal);
  for await (const page of pages ?? []) for (const { said } of page) found.add(said.id);
  return found;
}

function asFailed(one: Listed, failed: ReadonlySet<number>): Listed {
  if (!failed.has(one.said.id)) return one;
  return { ...one, said: { ...one.said, isFailed: true, stamp: `${one.said.stamp} failed`.trim() } };
}

/**
 * Told once, where the account is given no files of what the Briefcase list has: of a form that is encrypted nothing
 * there can be opened, so that it is not even listed.
 */
function* toldWithoutFiles(form: FormRef, host: string): Generator<RefPage> {
  const problem = withoutFiles(form, host);
  if (problem === null || form.counted === 0) return;
  if (form.isEncrypted === true) throw problem;
  yield { refs: [], cursor: null, problems: [problem.data] };
}

/** The problem of a form whose submissions this account gets without their files; null for any other form. */
export function withoutFiles(form: FormRef, host: string): Problem | null {
  if (form.isWithoutFiles !== true) return null;
  return new Problem('source.role_without_files', { host, form: form.name });
}

/**
 * Throws if the server counts more submissions of a form than it listed: the account may see only its own, and the
 * Briefcase list hides incomplete submissions.
 */
async function compare(
  { root, account }: ListedOna,
  form: FormRef,
  listed: number,
  signal: AbortSignal,
): Promise<void> {
  const number = numberOf(form);
  if (number === null || listed >= (form.counted ?? 0)) return;
  // Some may have been deleted since the forms were listed.
  const url = below(root, `api/v1/forms/${number}.json`);
  const now = await fetchJson(account.native, url, { file: form.formId }, formDocument, signal);
  const counted = now.num_of_submissions ?? 0;
  if (listed < counted) throw new Problem('source.list_short', { host: root.host, listed, counted });
}

function refPage({ formId }: FormRef, page: readonly Listed[], mark = ''): RefPage {
  const refs = page.map(({ uuid, said }) => ({
    formId,
    locator: `uuid:${uuid}`,
    stamp: `${mark} ${said.stamp}`.trim(),
    note: noteOf(said),
    // An edit changes the uuid but not the number.
    family: String(said.id),
  }));
  return { refs, cursor: null };
}
