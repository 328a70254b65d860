import { isProblem, Problem, type ProblemData } from '../../ground/problem.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import type { SignedIn } from '../http/login.ts';
import { readNote } from '../note.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { type OnaAccount, OnaSignIn } from './account.ts';
import { onaAddress } from './address.ts';
import { isNameable, isSameId, nativeForms, numberOf } from './forms.ts';
import { isNotOffered, type Known, known, readNativeRow, uuidOf } from './list.ts';
import { listOna, withoutFiles } from './listing.ts';
import { earlierOf, failureOf, fetchByNumber, tellDeleted } from './submission.ts';
import type { Twins } from './twins.ts';

/**
 * Ona: its forms by the native API, their submissions by the Briefcase endpoints (`server-apis` §3). Throws a Problem
 * when the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * The native API has what the Briefcase endpoints hide: forms that take no more submissions, and forms whose key Ona
 * keeps; reviews and edits; submissions that still lack a file, and submissions that `downloadSubmission` cannot name.
 */
export function onaSource(options: Connection): Source {
  return new OnaSource(options);
}

class OnaSource implements Source {
  readonly kind = 'ona';
  readonly #entered: URL;
  /** The one form that the address names by its ID. */
  readonly #formId: string | null;
  readonly #signIn: OnaSignIn;
  /** Numbers of the forms for which the native list is not offered. */
  readonly #unlisted = new Set<number>();
  #twice: ReadonlyMap<string, Twins> = new Map();
  #isPartial = false;

  constructor(options: Connection) {
    const { base, formId } = onaAddress(options.url);
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
    // The account's own list may be empty. But if the address names something, there must be a form.
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
    const account = await this.#signIn.account(signal);
    yield* listOna({ root: this.#root(), account, unlisted: this.#unlisted }, form, cursor, signal);
  }

  async fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const account = await this.#signIn.account(signal);
    const number = numberOf(form);
    const said = number === null ? null : await this.#said(account, ref, form, number, signal);
    const refusal = said === null ? withoutFiles(form, this.#entered.host) : null;
    if (refusal !== null && form.isEncrypted === true) throw refusal;
    if (said === null || number === null) {
      const fetched = await account.inner.fetchSubmission(ref, form, staging, signal);
      return refusal === null ? fetched : { ...fetched, problems: fetched.problems.filter(isNotOfFile) };
    }
    const at = { http: account.native, root: this.#root(), form: number, known: said };
    const failure = said.isFailed === true ? await failureOf(at, signal) : [];
    const byNumber = async (): Promise<FetchedSubmission> => {
      const fetched = await fetchByNumber(at, ref, staging, signal);
      return { ...fetched, problems: [...fetched.problems, ...failure] };
    };
    if (!isNameable(form.formId) || ref.locator.includes('/')) return byNumber();
    const fetched = await account.inner.fetchSubmission(ref, form, staging, signal).catch((error) => {
      // An older server may hide an incomplete submission there too, as it does in its list.
      if (said.isWhole || !isProblem(error) || error.code !== 'source.submission_gone') throw error;
      return null;
    });
    if (fetched === null) return byNumber();
    return {
      ...fetched,
      facts: said.facts,
      problems: [...(await tellDeleted(at, fetched.problems, signal)), ...failure],
      ...(await earlierOf(at, fetched.xml, signal)),
    };
  }

  /** What the native list says about a submission: from the note of the ref, or asked for if there is none. */
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

  /** The list was compared with the server's count, because some roles see only their own submissions. */
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
}

/** The problem that this account does not see what the address names; null if the address names nothing. */
function notShown({ host, pathname }: URL, formId: string | null): Problem<'source.not_shown'> | null {
  if (formId !== null) return new Problem('source.not_shown', { host, what: 'form', name: formId });
  const [, first = '', id] = pathname.split('/');
  if (first === '') return null;
  if (id === undefined) {
    return new Problem('source.not_shown', { host, what: 'owner', name: decodeURIComponent(first) });
  }
  return new Problem('source.not_shown', { host, what: first === 'forms' ? 'form' : 'project', name: id });
}

/** That this account gets no files is reported once, for the form. */
function isNotOfFile({ code }: ProblemData): boolean {
  return code !== 'source.part_missing' && code !== 'net.forbidden';
}
