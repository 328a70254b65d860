import { isProblem, Problem, type ProblemData, problemData } from '../problem.ts';
import type { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import type { SignedIn } from './login.ts';
import { noteOf, readNote } from './note.ts';
import { type OnaAccount, OnaSignIn } from './ona-account.ts';
import { onaPlace } from './ona-address.ts';
import { form as formDocument, type Row, row } from './ona-documents.ts';
import { isNameable, isSameId, nativeForms, numberOf } from './ona-forms.ts';
import { earlierManifests, editedManifest } from './ona-history.ts';
import {
  isNotOffered,
  type Known,
  known,
  type Listed,
  type NativeRequest,
  readNative,
  readNativeRow,
} from './ona-list.ts';
import type { Twins } from './ona-twins.ts';
import { listedId, type OpenRosaOptions } from './openrosa.ts';
import { below } from './openrosa-address.ts';
import { fetchXml, largest } from './openrosa-documents.ts';
import { fetchParts } from './openrosa-parts.ts';
import type {
  FetchedSubmission,
  FormFile,
  FormMediaSource,
  FormRef,
  IsKnownForm,
  Landing,
  RefPage,
  Source,
  SubmissionRef,
} from './source.ts';

/**
 * Ona: its forms by the native API, their submissions by the Briefcase endpoints (`servers` 3). Throws a Problem when
 * the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * The native API has what the Briefcase endpoints hide: forms that take no more submissions, and whose key Ona keeps;
 * reviews and edits; submissions of which a file has not come yet, and those that `downloadSubmission` cannot name.
 */
export function onaSource(options: OpenRosaOptions): Source {
  return new OnaSource(options);
}

class OnaSource implements Source {
  readonly kind = 'ona';
  readonly #entered: URL;
  /** The one form that the address names by its ID. */
  readonly #formId: string | null;
  readonly #signIn: OnaSignIn;
  /** Numbers of the forms of which the native list is not offered. */
  readonly #unlisted = new Set<number>();
  #twice: ReadonlyMap<string, Twins> = new Map();
  #isPartial = false;

  constructor(options: OpenRosaOptions) {
    const { base, formId } = onaPlace(options.url);
    this.#entered = base;
    this.#formId = formId;
    this.#signIn = new OnaSignIn(options, this.#entered);
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const account = await this.#signIn.account(signal);
    const forms = await this.#formsOf(account, signal);
    const named =
      this.#formId === null ? forms : forms.filter(({ formId }) => isSameId(formId, this.#formId ?? ''));
    if (named.length > 0) return named;
    // The account's own list may be empty; of what the address names there must be something.
    const problem = notShown(this.#entered, this.#formId);
    if (problem === null) return named;
    throw problem;
  }

  async #formsOf(account: OnaAccount, signal: AbortSignal): Promise<readonly FormRef[]> {
    this.#isPartial = !account.hasToken;
    if (account.hasToken) {
      try {
        const { forms, twice } = await nativeForms(account, signal);
        this.#twice = twice;
        return forms;
      } catch (error) {
        // A token that may only read forms, or an older server: the OpenRosa list is always there.
        if (!isNotOffered(error)) throw error;
        this.#isPartial = true;
      }
    }
    return account.inner.listForms(signal).catch((error: unknown) => {
      const problem = isNotOffered(error) ? notShown(this.#entered, this.#formId) : null;
      throw problem ?? error;
    });
  }

  /** The OpenRosa list lacks forms that take no more submissions. */
  isFormListPartial(): boolean {
    return this.#isPartial;
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    return (await this.#signIn.account(signal)).inner.fetchForm(form, isKnown, signal);
  }

  readonly formMedia: FormMediaSource = {
    list: async (form, signal) =>
      (await (await this.#signIn.account(signal)).inner.formMedia?.list(form, signal)) ?? [],
    fetch: async (ref, megabytes, signal) => {
      const { formMedia } = (await this.#signIn.account(signal)).inner;
      if (formMedia === null) throw new Error('the Briefcase endpoints have form media');
      return formMedia.fetch(ref, megabytes, signal);
    },
  };

  /** What was listed is compared with the number that the server gives with the form. */
  async *listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncGenerator<RefPage> {
    const twins = this.#twice.get(form.formId);
    if (twins !== undefined) {
      const places = twins.places.map(({ address, name }) => `${address} ${name}`).join('\n');
      throw new Problem('source.form_id_twice', {
        host: this.#entered.host,
        form: twins.ids.join(', '),
        places,
      });
    }
    const given = new Set<string>();
    for await (const page of this.#list(form, cursor, given, signal)) {
      for (const { locator } of page.refs) given.add(uuidOf(locator));
      yield page;
    }
    if (cursor === null) await this.#compare(form, given.size, signal);
  }

  /**
   * What the native list has, which says of each submission how it stands, then what only the Briefcase list has. `given`
   * grows with what is yielded.
   */
  async *#list(
    form: FormRef,
    cursor: string | null,
    given: ReadonlySet<string>,
    signal: AbortSignal,
  ): AsyncGenerator<RefPage> {
    const { inner, native } = await this.#signIn.account(signal);
    const number = numberOf(form);
    if (number === null) return yield* inner.listSubmissions(form, cursor, signal);
    const request = { base: this.#root(), form: number };
    // Half of such a form's are in either list.
    const counted = form.isKeyKept === true ? undefined : form.counted;
    if (form.isKeyKept === true) {
      // Read first: what is opened meanwhile is then in both lists, never in none.
      const sealed = await readNative(native, { ...request, encrypted: true }, signal);
      const failed = await this.#failed(native, request, signal);
      for await (const page of sealed ?? [])
        yield refPage(
          form,
          page.map((one) => asFailed(one, failed)),
        );
    }
    const own = await readNative(native, { ...request, counted }, signal);
    if (own === null) {
      this.#unlisted.add(number);
      yield* this.#toldWithoutFiles(form);
      // Marked, so that what is fetched without the native list is fetched again when that is there.
      for await (const page of inner.listSubmissions(form, cursor, signal)) {
        yield { ...page, refs: page.refs.map((ref) => ({ ...ref, stamp: 'briefcase' })) };
      }
      return;
    }
    // Of a form whose key Ona keeps its own list has what it has opened, and only that.
    const opened = form.isKeyKept === true ? 'opened' : '';
    for await (const page of own) yield refPage(form, page, opened);
    // Nothing is left for the other list where the server counts no more than this one had.
    const isComplete = form.counted !== undefined && given.size >= form.counted;
    if (isComplete || !isNameable(form.formId)) return;
    yield* this.#toldWithoutFiles(form);
    for await (const page of inner.listSubmissions(form, cursor, signal)) {
      yield { ...page, refs: page.refs.filter(({ locator }) => !given.has(uuidOf(locator))) };
    }
  }

  /** Numbers of the submissions that Ona, which keeps their key, could not decrypt: the list of all does not say which. */
  async #failed(
    native: HttpClient,
    request: Pick<NativeRequest, 'base' | 'form'>,
    signal: AbortSignal,
  ): Promise<ReadonlySet<number>> {
    const found = new Set<number>();
    const pages = await readNative(native, { ...request, encrypted: true, failed: true }, signal);
    for await (const page of pages ?? []) for (const { said } of page) found.add(said.id);
    return found;
  }

  /**
   * Told once, where the account is given no files of what the Briefcase list has: of a form that is encrypted nothing
   * there can be opened, so that it is not even listed.
   */
  *#toldWithoutFiles(form: FormRef): Generator<RefPage> {
    const problem = this.#withoutFiles(form);
    if (problem === null || form.counted === 0) return;
    if (form.isEncrypted === true) throw problem;
    yield { refs: [], cursor: null, problems: [problem.data] };
  }

  #withoutFiles(form: FormRef): Problem | null {
    if (form.isWithoutFiles !== true) return null;
    return new Problem('source.role_without_files', { host: this.#entered.host, form: form.name });
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
    const { native } = await this.#signIn.account(signal);
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
    const account = await this.#signIn.account(signal);
    const number = numberOf(form);
    const said = number === null ? null : await this.#said(account, ref, form, number, signal);
    const refusal = said === null ? this.#withoutFiles(form) : null;
    if (refusal !== null && form.isEncrypted === true) throw refusal;
    if (said === null || number === null) {
      const fetched = await account.inner.fetchSubmission(ref, form, landing, signal);
      return refusal === null ? fetched : { ...fetched, problems: fetched.problems.filter(isNotOfFile) };
    }
    const failure = said.isFailed === true ? await this.#failureOf(number, said, signal) : [];
    const byNumber = async (): Promise<FetchedSubmission> => {
      const fetched = await this.#fetchNative(ref, { form: number, known: said }, landing, signal);
      return { ...fetched, problems: [...fetched.problems, ...failure] };
    };
    if (!isNameable(form.formId) || ref.locator.includes('/')) return byNumber();
    const fetched = await account.inner.fetchSubmission(ref, form, landing, signal).catch((error) => {
      // An older server may hide there what is not whole, as it does in its list.
      if (said.isWhole || !isProblem(error) || error.code !== 'source.submission_gone') throw error;
      return null;
    });
    if (fetched === null) return byNumber();
    const problems = await this.#deleted(fetched, number, said, signal);
    return {
      ...fetched,
      facts: said.facts,
      problems: [...problems, ...failure],
      ...(await this.#earlier(fetched, number, said, signal)),
    };
  }

  /** The manifests that an edited submission had before; nothing for others. */
  async #earlier(
    { xml }: Pick<FetchedSubmission, 'xml'>,
    form: number,
    { id, stamp }: Known,
    signal: AbortSignal,
  ): Promise<Pick<FetchedSubmission, 'earlier'>> {
    if (xml.kind !== 'bytes') return {};
    // A stamp begins with the moment of the last edit.
    const current = editedManifest(xml.bytes, /^\d{4}-/.test(stamp));
    if (current === null) return {};
    const url = below(this.#root(), `api/v1/data/${form}/${id}/history`);
    const { native } = await this.#signIn.account(signal);
    return { earlier: await earlierManifests(native, url, current, signal) };
  }

  /** Why Ona could not decrypt a submission; nothing where it says no such thing of it. */
  async #failureOf(form: number, known: Known, signal: AbortSignal): Promise<readonly ProblemData[]> {
    const { _decryption_error: error } = await this.#row(form, known, signal);
    if (error == null) return [];
    const name = typeof error === 'string' ? error : error.name;
    const why = /^[A-Z_]{1,40}$/.test(name) ? name : 'UNKNOWN';
    return [problemData('source.opening_failed', { host: this.#entered.host, why })];
  }

  /** What the native list says of a submission; asked for when the ref has no note of it. */
  async #said(
    { native }: OnaAccount,
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

  async signIn(signal: AbortSignal): Promise<SignedIn> {
    const { name, inner } = await this.#signIn.account(signal);
    return (name === null ? await inner.signIn?.(signal) : null) ?? { name, account: null };
  }

  /** What it listed was compared with what it counts; a role may show one's own submissions alone. */
  seesAll(form: FormRef): boolean {
    return numberOf(form) !== null && form.counted !== undefined;
  }

  async reach(signal: AbortSignal): Promise<void> {
    await (await this.#signIn.account(signal)).inner.reach?.(signal);
  }

  async close(): Promise<void> {
    await this.#signIn.close();
  }

  #root(): URL {
    return new URL('/', this.#entered.origin);
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
    const { native } = await this.#signIn.account(signal);
    const xml = await fetchXml(native, url, 'submission.xml', largest.submission, signal);
    const { _attachments: attachments } = await this.#row(form, known, signal);
    const files = (attachments ?? []).map((file) => ({
      name: nameOf(file),
      md5: null,
      url: file.download_url,
    }));
    const content = { kind: 'bytes', bytes: xml } as const;
    const wanted = landing.wanted?.(ref, content) ?? (() => true);
    const request = { http: native, base: this.#root(), ref, landing, wanted, isEtagMd5: true };
    const { parts, problems } = await fetchParts(request, files, signal);
    const earlier = await this.#earlier({ xml: content }, form, known, signal);
    return { ref, xml: content, parts, facts: known.facts, problems, ...listedId(ref), ...earlier };
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
    const { native } = await this.#signIn.account(signal);
    return fetchJson(native, url, { file: 'data' }, row, signal);
  }
}

/** What the address names, and this account is not shown; null where it names nothing. */
function notShown({ host, pathname }: URL, formId: string | null): Problem<'source.not_shown'> | null {
  if (formId !== null) return new Problem('source.not_shown', { host, what: 'form', name: formId });
  const [, first = '', id] = pathname.split('/');
  if (first === '') return null;
  if (id === undefined) {
    return new Problem('source.not_shown', { host, what: 'owner', name: decodeURIComponent(first) });
  }
  return new Problem('source.not_shown', { host, what: first === 'forms' ? 'form' : 'project', name: id });
}

function asFailed(one: Listed, failed: ReadonlySet<number>): Listed {
  if (!failed.has(one.said.id)) return one;
  return { ...one, said: { ...one.said, isFailed: true, stamp: `${one.said.stamp} failed`.trim() } };
}

/** That files are not given is told of the form. */
function isNotOfFile({ code }: ProblemData): boolean {
  return code !== 'source.part_missing' && code !== 'net.forbidden';
}

function refPage({ formId }: FormRef, page: readonly Listed[], mark = ''): RefPage {
  const refs = page.map(({ uuid, said }) => ({
    formId,
    locator: `uuid:${uuid}`,
    stamp: `${mark} ${said.stamp}`.trim(),
    note: noteOf(said),
    // An edit changes the uuid, and not the number.
    family: String(said.id),
  }));
  return { refs, cursor: null };
}

function uuidOf(locator: string): string {
  return locator.replace(/^uuid:/, '');
}

function nameOf({ name, filename }: NonNullable<Row['_attachments']>[number]): string {
  return name ?? filename.split('/').at(-1) ?? '';
}
