import type { z } from 'zod';
import { isAboutLogin, isProblem, Problem, problemData } from '../problem.ts';
import { Secret } from '../secret.ts';
import { EndlessGuard, MOST_FORMS } from './endless.ts';
import { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import type { Login } from './login.ts';
import { noteOf, readNote } from './note.ts';
import { onaAddress } from './ona-address.ts';
import { account, form as formDocument, forms, type Row, row } from './ona-documents.ts';
import { isNotOffered, type Known, known, readNative, readNativeRow } from './ona-list.ts';
import { type OpenRosaOptions, openRosaSource } from './openrosa.ts';
import { below } from './openrosa-address.ts';
import { fetchXml, formHash, largest } from './openrosa-documents.ts';
import { fetchParts } from './openrosa-parts.ts';
import type {
  FetchedSubmission,
  FormFile,
  FormRef,
  IsKnownForm,
  Landing,
  RefPage,
  Source,
  SubmissionRef,
} from './source.ts';

/** Forms a page of the native list. */
const PAGE = 100;
/** Refs a page of what only the native list has. */
const REFS = 1000;

/** Who is signed in, and how everything is asked for. */
interface Account {
  /** Where the forms are. */
  readonly base: URL;
  /** Whether the native API is asked. */
  readonly hasToken: boolean;
  readonly inner: Source;
  readonly native: HttpClient;
}

/**
 * Ona: its forms by the native API, their submissions by the Briefcase endpoints (`servers` 3). Throws a Problem when
 * the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * The native API has what the Briefcase endpoints hide: forms that take no more submissions, and whose key Ona keeps;
 * reviews and edits; submissions of which a file has not come yet, and those that `downloadSubmission` cannot name.
 *
 * Both are asked with the account's own API token, which the native API gives to whoever is signed in: the Briefcase
 * endpoints take no token of OAuth, and ten wrong passwords at the native API lock an account for half an hour. So a
 * password is proved first where wrong ones are not counted (`servers` 2, 3.2).
 */
export function onaSource(options: OpenRosaOptions): Source {
  return new OnaSource(options);
}

class OnaSource implements Source {
  readonly kind = 'ona';
  readonly #options: OpenRosaOptions;
  readonly #entered: URL;
  /** Forms whose ID stands in several projects, or differs from another's by what the server does not look at. */
  readonly #twice = new Set<string>();
  /** Numbers of the forms of which the native list is not offered. */
  readonly #unlisted = new Set<number>();
  readonly #clients: { close(): Promise<void> }[] = [];
  #account: Promise<Account> | null = null;
  #isPartial = false;

  constructor(options: OpenRosaOptions) {
    this.#options = options;
    this.#entered = onaAddress(options.url);
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const account = await this.#signedIn(signal);
    this.#isPartial = !account.hasToken;
    if (!account.hasToken) return account.inner.listForms(signal);
    try {
      return await this.#nativeForms(account, signal);
    } catch (error) {
      // A token that may only read forms, or an older server: the OpenRosa list is always there.
      if (!isNotOffered(error)) throw error;
      this.#isPartial = true;
      return account.inner.listForms(signal);
    }
  }

  /** The OpenRosa list lacks forms that take no more submissions. */
  isFormListPartial(): boolean {
    return this.#isPartial;
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    return (await this.#signedIn(signal)).inner.fetchForm(form, isKnown, signal);
  }

  /** What was listed is compared with the number that the server gives with the form. */
  async *listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncGenerator<RefPage> {
    if (this.#twice.has(folded(form.formId))) {
      throw new Problem('source.form_id_twice', { host: this.#entered.host, form: form.formId });
    }
    const given = new Set<string>();
    for await (const page of this.#list(form, cursor, signal)) {
      for (const { locator } of page.refs) given.add(uuidOf(locator));
      yield page;
    }
    if (cursor === null) await this.#compare(form, given.size, signal);
  }

  /**
   * What the Briefcase list has, then what only the native one has. The latter is read first, because it says of each
   * submission how it stands.
   */
  async *#list(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncGenerator<RefPage> {
    const { inner, native } = await this.#signedIn(signal);
    const number = numberOf(form);
    if (number === null) return yield* inner.listSubmissions(form, cursor, signal);
    const request = { base: this.#root(), form: number };
    const own = await readNative(native, request, signal);
    if (own === null) {
      this.#unlisted.add(number);
      // Marked, so that what is fetched without the native list is fetched again when that is there.
      for await (const page of inner.listSubmissions(form, cursor, signal)) {
        yield { ...page, refs: page.refs.map((ref) => ({ ...ref, stamp: 'briefcase' })) };
      }
      return;
    }
    const sealed =
      form.isKeyKept === true ? await readNative(native, { ...request, encrypted: true }, signal) : null;
    const refOf = (locator: string): SubmissionRef => {
      const said = own.get(uuidOf(locator)) ?? sealed?.get(uuidOf(locator));
      if (said === undefined) return { formId: form.formId, locator, stamp: '' };
      // Of a form whose key Ona keeps its own list has what it has opened, and only that.
      const isOpened = form.isKeyKept === true && own.has(uuidOf(locator));
      const stamp = isOpened ? `opened ${said.stamp}`.trim() : said.stamp;
      return { formId: form.formId, locator, stamp, note: noteOf(said) };
    };
    const listed = new Set<string>();
    if (isNameable(form.formId)) {
      for await (const page of inner.listSubmissions(form, cursor, signal)) {
        for (const { locator } of page.refs) listed.add(uuidOf(locator));
        yield { ...page, refs: page.refs.map(({ locator }) => refOf(locator)) };
      }
    }
    let refs: SubmissionRef[] = [];
    for (const uuid of new Set([...own.keys(), ...(sealed?.keys() ?? [])])) {
      if (listed.has(uuid)) continue;
      refs.push(refOf(`uuid:${uuid}`));
      if (refs.length < REFS) continue;
      yield { refs, cursor: null };
      refs = [];
    }
    if (refs.length > 0) yield { refs, cursor: null };
  }

  /**
   * Throws when the server counts more submissions of a form than it listed: an account may be allowed to see its own
   * only, and the Briefcase list alone hides what is not whole.
   */
  async #compare(form: FormRef, listed: number, signal: AbortSignal): Promise<void> {
    const number = numberOf(form);
    if (number === null || listed >= (form.counted ?? 0)) return;
    // Some may have been deleted since the forms were listed.
    const url = below(this.#root(), `api/v1/forms/${number}.json`);
    const { native } = await this.#signedIn(signal);
    const now = await fetchJson(native, url, { file: form.formId }, formDocument, signal);
    const counted = now.num_of_submissions ?? 0;
    if (listed < counted) {
      throw new Problem('source.list_short', { host: this.#entered.host, listed, counted });
    }
  }

  async fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    landing: Landing,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const account = await this.#signedIn(signal);
    const number = numberOf(form);
    const said = number === null ? null : await this.#said(account, ref, form, number, signal);
    if (said === null || number === null) return account.inner.fetchSubmission(ref, form, landing, signal);
    if (!said.isWhole || !isNameable(form.formId) || ref.locator.includes('/')) {
      return this.#fetchNative(ref, { form: number, known: said }, landing, signal);
    }
    const fetched = await account.inner.fetchSubmission(ref, form, landing, signal);
    return { ...fetched, facts: said.facts, problems: await this.#deleted(fetched, number, said, signal) };
  }

  /** What the native list says of a submission; asked for when the ref has no note of it. */
  async #said(
    { native }: Account,
    ref: SubmissionRef,
    form: FormRef,
    number: number,
    signal: AbortSignal,
  ): Promise<Known | null> {
    const noted = readNote(ref, known);
    if (noted !== null || this.#unlisted.has(number)) return noted;
    const request = { base: this.#root(), form: number };
    const found = await readNativeRow(native, request, uuidOf(ref.locator), signal);
    if (found !== null || form.isKeyKept !== true) return found;
    return readNativeRow(native, { ...request, encrypted: true }, uuidOf(ref.locator), signal);
  }

  async reach(signal: AbortSignal): Promise<void> {
    await (await this.#signedIn(signal)).inner.reach?.(signal);
  }

  async close(): Promise<void> {
    await this.#account?.catch(() => null);
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #root(): URL {
    return new URL('/', this.#entered.origin);
  }

  #signedIn(signal: AbortSignal): Promise<Account> {
    this.#account ??= this.#signIn(signal).catch((error: unknown) => {
      this.#account = null;
      throw error;
    });
    return this.#account;
  }

  /** The login with which everything is asked, and the address of the account's forms where none was entered. */
  async #signIn(signal: AbortSignal): Promise<Account> {
    const { login } = this.#options;
    const isEntered = this.#entered.pathname !== '/';
    const named =
      login.kind === 'password' ? below(this.#entered, encodeURIComponent(login.user)) : this.#entered;
    const base = isEntered ? this.#entered : named;
    if (login.kind === 'none') return this.#accountAt(base, login);
    if (login.kind === 'password') await this.#prove(base, signal);
    let about: z.infer<typeof account>;
    try {
      const url = below(this.#root(), 'api/v1/user');
      about = await fetchJson(this.#client(login), url, { file: 'user' }, account, signal);
    } catch (error) {
      // A server without the native API, or one that takes this login at the Briefcase endpoints only.
      const isElsewhere =
        isNotOffered(error) || (login.kind === 'password' && isProblem(error) && isAboutLogin(error));
      if (!isElsewhere || (!isEntered && login.kind !== 'password')) throw error;
      return this.#accountAt(base, login);
    }
    const owner = below(this.#root(), encodeURIComponent(about.username));
    const token = about.api_token ?? null;
    return this.#accountAt(
      isEntered ? base : owner,
      token === null ? login : { kind: 'token', token: new Secret(token) },
    );
  }

  /** Has a password refused where a wrong one is not counted: the list of submissions always asks for it. */
  async #prove(base: URL, signal: AbortSignal): Promise<void> {
    const url = below(base, 'view/submissionList', { formId: 'attache', numEntries: '1' });
    const http = this.#kept(new HttpClient({ ...this.#options, base: this.#root(), challengeUrl: url }));
    const request = { file: 'submissionList', kind: 'document' } as const;
    await http
      .get(url, request, async () => undefined, signal)
      .catch((error) => {
        // It has no such form.
        if (!isNotOffered(error)) throw error;
      });
  }

  #accountAt(base: URL, login: Login): Account {
    const inner = this.#kept(openRosaSource({ ...this.#options, login, url: base.href }));
    const hasToken = login.kind === 'token' || login.kind === 'bearer';
    return { base, hasToken, inner, native: this.#client(login) };
  }

  #client(login: Login): HttpClient {
    const root = this.#root();
    const challengeUrl = below(root, 'api/v1/user');
    return this.#kept(new HttpClient({ ...this.#options, login, base: root, challengeUrl }));
  }

  #kept<T extends { close(): Promise<void> }>(client: T): T {
    this.#clients.push(client);
    return client;
  }

  async #nativeForms({ base, native }: Account, signal: AbortSignal): Promise<readonly FormRef[]> {
    const [, kind = '', id] = base.pathname.split('/');
    const found = new Map<string, FormRef>();
    const seen = new Set<number>();
    const ids = new Set<string>();
    const guard = new EndlessGuard(base.host, MOST_FORMS);
    this.#twice.clear();
    for (let page = 1; ; page += 1) {
      const url = below(this.#root(), 'api/v1/forms', {
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
      if (seen.size === known.size) return [...found.values()];
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
        if (ids.has(name)) this.#twice.add(name);
        ids.add(name);
        found.set(form.id_string, {
          formId: form.id_string,
          version: form.version == null || form.version === '' ? null : form.version,
          name: form.title == null || form.title === '' ? form.id_string : form.title,
          locator: below(this.#root(), `api/v1/forms/${form.formid}/form.xml`).href,
          mediaLocator: null,
          ...(hash === null ? {} : { hash }),
          isKeyKept: form.is_managed === true,
          isOpenedThere: form.is_managed === true,
          isEncrypted: form.encrypted === true,
          ...(form.num_of_submissions == null ? {} : { counted: form.num_of_submissions }),
        });
      }
    }
  }

  /** One submission by the native API: its document as it was sent, and its files. */
  async #fetchNative(
    ref: SubmissionRef,
    { form, known }: { readonly form: number; readonly known: Known },
    landing: Landing,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const path = `api/v1/data/${form}/${known.id}`;
    const url = below(this.#root(), `${path}.xml`);
    const { native } = await this.#signedIn(signal);
    const xml = await fetchXml(native, url, 'submission.xml', largest.submission, signal);
    const { _attachments: attachments } = await this.#row(form, known, signal);
    const files = (attachments ?? []).map((file) => ({
      name: nameOf(file),
      md5: null,
      url: file.download_url,
    }));
    const content = { kind: 'bytes', bytes: xml } as const;
    const wanted = landing.wanted?.(ref, content) ?? (() => true);
    const request = { http: native, base: this.#root(), ref, landing, wanted };
    const { parts, problems, isUnchecked } = await fetchParts(request, files, signal);
    return { ref, xml: content, parts, facts: known.facts, problems, isUnchecked };
  }

  /**
   * The problems of a submission, with those files told apart that were deleted on the server: `downloadSubmission` goes
   * on listing them (`servers` 3.6).
   */
  async #deleted(
    { problems }: FetchedSubmission,
    form: number,
    known: Known,
    signal: AbortSignal,
  ): Promise<FetchedSubmission['problems']> {
    if (!problems.some(({ code }) => code === 'source.part_missing')) return problems;
    const { _attachments: attachments } = await this.#row(form, known, signal);
    const names = new Set((attachments ?? []).map(nameOf));
    return problems.map((problem) => {
      const { file } = problem.params;
      const isDeleted =
        problem.code === 'source.part_missing' && typeof file === 'string' && !names.has(file);
      return isDeleted ? problemData('source.part_deleted', { file }) : problem;
    });
  }

  async #row(form: number, known: Known, signal: AbortSignal): Promise<Row> {
    const url = below(this.#root(), `api/v1/data/${form}/${known.id}`);
    const { native } = await this.#signedIn(signal);
    return fetchJson(native, url, { file: 'data' }, row, signal);
  }
}

/** The number of a form that the native list gave; null of one that the OpenRosa list gave. */
function numberOf(form: FormRef): number | null {
  const number = /\/api\/v1\/forms\/(\d+)\/form\.xml$/.exec(form.locator)?.[1];
  return number === undefined ? null : Number(number);
}

/** Whether the key of `downloadSubmission` can hold that form id: Ona cuts it at the first `[` and at each `/`. */
function isNameable(formId: string): boolean {
  return !/[[/]/.test(formId);
}

/** A form ID as the Briefcase endpoints compare it (`servers` 3.5); those that they cannot name are asked by number. */
function folded(formId: string): string {
  return isNameable(formId) ? formId.toLowerCase() : formId;
}

function uuidOf(locator: string): string {
  return locator.replace(/^uuid:/, '');
}

function nameOf({ name, filename }: NonNullable<Row['_attachments']>[number]): string {
  return name ?? filename.split('/').at(-1) ?? '';
}
