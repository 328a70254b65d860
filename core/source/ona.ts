import { isProblem, Problem, problemData } from '../problem.ts';
import { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import { noteOf, readNote } from './note.ts';
import { onaAddress } from './ona-address.ts';
import { account, form as formDocument, forms, type Row, row } from './ona-documents.ts';
import { isNotOffered, type Known, known, readNative } from './ona-list.ts';
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

/**
 * Ona: its forms by the native API, their submissions by the Briefcase endpoints (`servers` 3). Throws a Problem when
 * the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * The native API has what the Briefcase endpoints hide: forms that take no more submissions, and whose key Ona keeps;
 * reviews and edits; submissions of which a file has not come yet, and those that `downloadSubmission` cannot name. It is
 * asked with a token only: there ten wrong passwords lock an account for half an hour, which the other endpoints never
 * do (`servers` 2).
 */
export function onaSource(options: OpenRosaOptions): Source {
  return new OnaSource(options);
}

class OnaSource implements Source {
  readonly kind = 'ona';
  readonly #options: OpenRosaOptions;
  readonly #entered: URL;
  readonly #native: HttpClient;
  /** Forms whose ID stands in several projects. */
  readonly #twice = new Set<string>();
  #inner: Promise<Source> | null = null;

  constructor(options: OpenRosaOptions) {
    this.#options = options;
    this.#entered = onaAddress(options.url);
    const root = new URL('/', this.#entered.origin);
    this.#native = new HttpClient({ ...options, base: root, challengeUrl: below(root, 'api/v1/user') });
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const inner = await this.#source(signal);
    if (!this.#hasToken()) return inner.listForms(signal);
    try {
      return await this.#nativeForms(signal);
    } catch (error) {
      // A token that may only read forms, or an older server: the OpenRosa list is always there.
      if (!isNotOffered(error)) throw error;
      return inner.listForms(signal);
    }
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    return (await this.#source(signal)).fetchForm(form, isKnown, signal);
  }

  /** What was listed is compared with the number that the server gives with the form. */
  async *listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncGenerator<RefPage> {
    if (this.#twice.has(form.formId)) {
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
    const inner = await this.#source(signal);
    const number = numberOf(form);
    if (number === null) return yield* inner.listSubmissions(form, cursor, signal);
    const native = await readNative(this.#native, this.#root(), number, signal);
    if (native === null) return yield* inner.listSubmissions(form, cursor, signal);
    const stampOf = (locator: string): string => {
      const stamp = native.get(uuidOf(locator))?.stamp ?? '';
      if (form.isKeyKept !== true) return stamp;
      // Of such a form the native list has what its server has opened, and only that.
      return native.has(uuidOf(locator)) ? `opened ${stamp}`.trim() : stamp;
    };
    const refOf = (locator: string): SubmissionRef => {
      const ref = { formId: form.formId, locator, stamp: stampOf(locator) };
      const said = native.get(uuidOf(locator));
      return said === undefined ? ref : { ...ref, note: noteOf(said) };
    };
    const listed = new Set<string>();
    if (isNameable(form.formId)) {
      for await (const page of inner.listSubmissions(form, cursor, signal)) {
        for (const { locator } of page.refs) listed.add(uuidOf(locator));
        yield { ...page, refs: page.refs.map(({ locator }) => refOf(locator)) };
      }
    }
    const hidden = [...native.keys()].filter((uuid) => !listed.has(uuid));
    const refs = hidden.map((uuid) => refOf(`uuid:${uuid}`));
    if (refs.length > 0) yield { refs, cursor: null };
  }

  /**
   * Throws when the server counts more submissions of a form than it listed: an account may be allowed to see its own
   * only, and the Briefcase list alone hides what is not whole. Those of a managed form are hidden until they are opened.
   */
  async #compare(form: FormRef, listed: number, signal: AbortSignal): Promise<void> {
    const number = numberOf(form);
    if (number === null || form.isKeyKept === true || listed >= (form.counted ?? 0)) return;
    // Some may have been deleted since the forms were listed.
    const url = below(this.#root(), `api/v1/forms/${number}.json`);
    const now = await fetchJson(this.#native, url, { file: form.formId }, formDocument, signal);
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
    const said = readNote(ref, known);
    const number = numberOf(form);
    if (said === null || number === null) {
      return (await this.#source(signal)).fetchSubmission(ref, form, landing, signal);
    }
    if (!said.isWhole || !isNameable(form.formId) || ref.locator.includes('/')) {
      return this.#fetchNative(ref, { form: number, known: said }, landing, signal);
    }
    const inner = await this.#source(signal);
    const fetched = await inner.fetchSubmission(ref, form, landing, signal);
    return { ...fetched, facts: said.facts, problems: await this.#deleted(fetched, number, said, signal) };
  }

  async reach(signal: AbortSignal): Promise<void> {
    await (await this.#source(signal)).reach?.(signal);
  }

  async close(): Promise<void> {
    await this.#native.close();
    await (await this.#inner?.catch(() => null))?.close();
  }

  #hasToken(): boolean {
    return this.#options.login.kind === 'token' || this.#options.login.kind === 'bearer';
  }

  #root(): URL {
    return new URL('/', this.#entered.origin);
  }

  /** The Briefcase endpoints, which need an owner in their address: the account's own where none was entered. */
  #source(signal: AbortSignal): Promise<Source> {
    this.#inner ??= this.#base(signal).then(
      (base) => openRosaSource({ ...this.#options, url: base.href }),
      (error: unknown) => {
        this.#inner = null;
        throw error;
      },
    );
    return this.#inner;
  }

  async #base(signal: AbortSignal): Promise<URL> {
    if (this.#entered.pathname !== '/') return this.#entered;
    const { login } = this.#options;
    if (login.kind === 'password') return below(this.#entered, encodeURIComponent(login.user));
    if (login.kind === 'none') return this.#entered;
    const url = below(this.#entered, 'api/v1/user');
    const { username } = await fetchJson(this.#native, url, { file: 'user' }, account, signal);
    return below(this.#entered, encodeURIComponent(username));
  }

  async #nativeForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const base = await this.#base(signal);
    const [, kind = '', id] = base.pathname.split('/');
    const found = new Map<string, FormRef>();
    const seen = new Set<number>();
    this.#twice.clear();
    for (let page = 1; ; page += 1) {
      const url = below(this.#root(), 'api/v1/forms', {
        ...(id === undefined ? { owner: decodeURIComponent(kind) } : {}),
        page: String(page),
        page_size: String(PAGE),
      });
      const all = await fetchJson(this.#native, url, { file: 'forms' }, forms, signal).catch((error) => {
        // Behind the last page some versions have nothing, others no page.
        if (page > 1 && isProblem(error) && error.code === 'net.not_found') return [];
        throw error;
      });
      // Nothing new ends it: a server may give fewer a page than asked for, or know no pages at all.
      const known = new Set(seen);
      for (const { formid } of all) seen.add(formid);
      if (seen.size === known.size) return [...found.values()];
      for (const form of all) {
        if (known.has(form.formid)) continue;
        // A merged dataset has no submissions of its own.
        if (form.is_merged_dataset === true) continue;
        if (kind === 'forms' && id !== undefined && String(form.formid) !== id) continue;
        if (kind === 'projects' && id !== undefined && form.project?.endsWith(`/projects/${id}`) !== true)
          continue;
        const hash = formHash(form.hash ?? null);
        // The Briefcase endpoints go by the ID alone, and would give the one for the other or break.
        if (found.has(form.id_string)) this.#twice.add(form.id_string);
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
    const xml = await fetchXml(this.#native, url, 'submission.xml', largest.submission, signal);
    const { _attachments: attachments } = await this.#row(form, known, signal);
    const files = (attachments ?? []).map((file) => ({
      name: nameOf(file),
      md5: null,
      url: file.download_url,
    }));
    const content = { kind: 'bytes', bytes: xml } as const;
    const wanted = landing.wanted?.(ref, content) ?? (() => true);
    const request = { http: this.#native, base: this.#root(), ref, landing, wanted };
    const { parts, problems } = await fetchParts(request, files, signal);
    return { ref, xml: content, parts, facts: known.facts, problems };
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

  #row(form: number, known: Known, signal: AbortSignal): Promise<Row> {
    const url = below(this.#root(), `api/v1/data/${form}/${known.id}`);
    return fetchJson(this.#native, url, { file: 'data' }, row, signal);
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

function uuidOf(locator: string): string {
  return locator.replace(/^uuid:/, '');
}

function nameOf({ name, filename }: NonNullable<Row['_attachments']>[number]): string {
  return name ?? filename.split('/').at(-1) ?? '';
}
