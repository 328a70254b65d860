import { isAboutLogin, isProblem } from '../ground/problem.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { FormFile, FormRef, IsKnownForm } from '../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../model/submission-ref.ts';
import type { SignedIn } from './http/login.ts';
import type { FormMediaSource, Source, Staging } from './source.ts';

const NOBODY: SignedIn = { name: null, account: null };

export interface Alternatives {
  readonly kind: Source['kind'];
  readonly first: Source;
  readonly other: Source;
  /** Whether this error of the first one's list of forms means that the server does not have this interface. */
  readonly isAbsent: (error: unknown) => boolean;
  /** Called when the first one fails: throws what is wrong with both, if it can tell. */
  readonly explain?: (error: unknown, signal: AbortSignal) => Promise<void>;
}

/**
 * A source behind one of two interfaces of a server. It uses the first; if that one has no list of forms, it uses the
 * other from then on. If neither has one, it throws the error of the first, unless the other refused the login.
 */
export function firstThatAnswers(alternatives: Alternatives): Source {
  return new FirstThatAnswers(alternatives);
}

class FirstThatAnswers implements Source {
  readonly kind;
  readonly #alternatives: Alternatives;
  #chosen: Source;

  constructor(alternatives: Alternatives) {
    this.kind = alternatives.kind;
    this.#alternatives = alternatives;
    this.#chosen = alternatives.first;
  }

  signIn(signal: AbortSignal): Promise<SignedIn> {
    return this.#either(async (source) => (await source.signIn?.(signal)) ?? NOBODY, signal);
  }

  listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    return this.#either((source) => source.listForms(signal), signal);
  }

  async #either<T>(ask: (source: Source) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { first, other, isAbsent, explain } = this.#alternatives;
    if (this.#chosen === other) return ask(other);
    try {
      return await ask(first);
    } catch (error) {
      await explain?.(error, signal);
      if (!isAbsent(error)) throw error;
      const found = await ask(other).catch((failure: unknown) => {
        signal.throwIfAborted();
        throw isProblem(failure) && isAboutLogin(failure) ? failure : error;
      });
      this.#chosen = other;
      return found;
    }
  }

  fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    return this.#chosen.fetchForm(form, isKnown, signal);
  }

  readonly formMedia: FormMediaSource = {
    list: async (form, signal) => (await this.#chosen.formMedia?.list(form, signal)) ?? [],
    fetch: (ref, megabytes, signal) => {
      const { formMedia } = this.#chosen;
      if (formMedia === null) throw new Error('only what was listed is fetched');
      return formMedia.fetch(ref, megabytes, signal);
    },
  };

  listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncIterable<RefPage> {
    return this.#chosen.listSubmissions(form, cursor, signal);
  }

  expect(form: FormRef, refs: readonly SubmissionRef[]): void {
    this.#chosen.expect?.(form, refs);
  }

  fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    return this.#chosen.fetchSubmission(ref, form, staging, signal);
  }

  seesAll(form: FormRef, locator?: string): boolean {
    return this.#chosen.seesAll?.(form, locator) ?? false;
  }

  async reach(signal: AbortSignal): Promise<void> {
    await this.#chosen.reach?.(signal);
  }

  async close(): Promise<void> {
    const { first, other } = this.#alternatives;
    await Promise.all([first.close(), other.close()]);
  }
}
