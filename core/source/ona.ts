import { z } from 'zod';
import { isProblem } from '../problem.ts';
import { HttpClient } from './http.ts';
import { fetchJson } from './json.ts';
import { type OpenRosaOptions, openRosaSource } from './openrosa.ts';
import { below } from './openrosa-address.ts';
import { safeAddress } from './safe-address.ts';
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

const account = z.object({ username: z.string().regex(/^[\w.@+-]+$/) });
const forms = z.array(
  z.object({
    formid: z.int().positive(),
    id_string: z.string().min(1),
    title: z.string().nullish(),
    version: z.string().nullish(),
    is_managed: z.boolean().nullish(),
    is_merged_dataset: z.boolean().nullish(),
  }),
);

/**
 * Ona: its forms by the native API, their submissions by the Briefcase endpoints (`servers` 3). Throws a Problem when
 * the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * The native list has what the OpenRosa list hides: forms that take no more submissions, and whose key Ona keeps. It is
 * asked with a token only: there ten wrong passwords lock an account for half an hour, which the OpenRosa list never
 * does (`servers` 2).
 */
export function onaSource(options: OpenRosaOptions): Source {
  return new OnaSource(options);
}

class OnaSource implements Source {
  readonly kind = 'ona';
  readonly #options: OpenRosaOptions;
  readonly #entered: URL;
  readonly #native: HttpClient;
  #inner: Promise<Source> | null = null;

  constructor(options: OpenRosaOptions) {
    const entered = safeAddress(options.url);
    this.#options = options;
    // The web site has no submissions of its own; the interface beside it has.
    if (entered.host === 'ona.io' || entered.host === 'www.ona.io') entered.host = 'api.ona.io';
    this.#entered = entered;
    const base = new URL('/', entered.origin);
    this.#native = new HttpClient({ ...options, base, challengeUrl: below(base, 'api/v1/user') });
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const inner = await this.#source(signal);
    if (!this.#hasToken()) return inner.listForms(signal);
    try {
      return await this.#nativeForms(signal);
    } catch (error) {
      // An older server of one's own, or a token that may only read forms: the OpenRosa list is always there.
      const mayBeListed =
        isProblem(error) &&
        ['net.not_found', 'net.forbidden', 'net.web_page', 'source.answer_unreadable'].includes(error.code);
      if (!mayBeListed) throw error;
      return inner.listForms(signal);
    }
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    return (await this.#source(signal)).fetchForm(form, isKnown, signal);
  }

  async *listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncGenerator<RefPage> {
    yield* (await this.#source(signal)).listSubmissions(form, cursor, signal);
  }

  async fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    landing: Landing,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    return (await this.#source(signal)).fetchSubmission(ref, form, landing, signal);
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
    for (let page = 1; ; page += 1) {
      const query = { page: String(page), page_size: String(PAGE) };
      const own: Record<string, string> =
        id === undefined ? { owner: decodeURIComponent(kind) } : kind === 'projects' ? { project: id } : {};
      const url = below(new URL('/', base), 'api/v1/forms', {
        ...own,
        ...query,
      });
      const all = await fetchJson(this.#native, url, { file: 'forms' }, forms, signal);
      for (const form of all) {
        // A merged dataset has no submissions of its own; an address of one form is of that form alone.
        if (form.is_merged_dataset === true || (kind === 'forms' && String(form.formid) !== id)) continue;
        found.set(form.id_string, {
          formId: form.id_string,
          version: form.version == null || form.version === '' ? null : form.version,
          name: form.title == null || form.title === '' ? form.id_string : form.title,
          locator: new URL(`/api/v1/forms/${form.formid}/form.xml`, base).href,
          mediaLocator: null,
          isKeyKept: form.is_managed === true,
        });
      }
      if (all.length < PAGE) return [...found.values()];
    }
  }
}
