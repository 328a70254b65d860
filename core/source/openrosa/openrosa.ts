import { isProblem, Problem } from '../../ground/problem.ts';
import { XmlError } from '../../ground/xml/xml.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import { readFormHeader } from '../form-header.ts';
import { withDistinctNames } from '../form-names.ts';
import { HttpClient } from '../http/http.ts';
import type { SignedIn } from '../http/login.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { baseAddress, below, briefcaseProofs, namedAddresses } from './address.ts';
import { fetchXml, isElsewhere, largest, readFormList } from './documents.ts';
import { readEnvelope } from './envelope.ts';
import { FileAddresses } from './file-addresses.ts';
import { fetchFormMedia, listFormMedia } from './form-media.ts';
import { listIds } from './list.ts';
import { deadParts, fetchParts } from './parts.ts';

/**
 * IDs per page of a list. All servers give as many as are asked for, and without a number far more (`server-apis` §1.5):
 * a long list then takes few requests.
 */
const PAGE = 1000;

/**
 * The Briefcase protocol of Aggregate, Ona and Kobo (`server-apis` §1, §3.3–§3.7, §4.5, §6). `seesAll` is true for a
 * server that gives no rights to single submissions. Throws a Problem when the address or the CA file cannot
 * be used, or the login must not travel to that address.
 */
export function openRosaSource(
  options: Connection,
  { seesAll = false }: { readonly seesAll?: boolean } = {},
): Source {
  const base = baseAddress(options.url);
  const http = new HttpClient({ ...options, base, proofs: briefcaseProofs(base) });
  return new OpenRosaSource(http, base, options.pageSize ?? PAGE, seesAll);
}

class OpenRosaSource implements Source {
  readonly kind = 'openrosa';
  readonly #http: HttpClient;
  readonly #base: URL;
  readonly #pageSize: number;
  readonly #seesAll: boolean;
  /** By form ID: the root element of its submissions, which the key of `downloadSubmission` names. */
  readonly #roots = new Map<string, Promise<string>>();
  readonly #addresses = new FileAddresses();

  constructor(http: HttpClient, base: URL, pageSize: number, seesAll: boolean) {
    this.#seesAll = seesAll;
    this.#http = http;
    this.#base = base;
    this.#pageSize = pageSize;
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const bytes = await fetchXml(this.#http, below(this.#base, 'formList'), 'formList', largest.list, signal);
    return withDistinctNames(readFormList(bytes, this.#base));
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    if (form.hash !== undefined && isKnown(form.hash)) return [];
    const bytes = await this.#fetchDefinition(form, signal);
    this.#roots.set(form.formId, Promise.resolve(rootOf(bytes)));
    return [{ ref: form, bytes, hash: form.hash }];
  }

  readonly formMedia: FormMediaSource = {
    list: async ({ mediaLocator }, signal) => {
      const [manifest] = mediaLocator === null ? [] : namedAddresses(mediaLocator, this.#base);
      return manifest === undefined ? [] : listFormMedia(this.#http, this.#base, manifest, {}, signal);
    },
    fetch: (ref, megabytes, signal) => fetchFormMedia(this.#http, this.#base, ref, megabytes, signal),
  };

  listSubmissions(form: FormRef, cursor: string | null, signal: AbortSignal): AsyncIterable<RefPage> {
    const request = { base: this.#base, formId: form.formId, cursor, pageSize: this.#pageSize };
    return listIds(this.#http, request, signal);
  }

  async fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const host = this.#base.host;
    const key = submissionKey(ref.formId, await this.#root(form, signal), ref.locator);
    const url = below(this.#base, 'view/downloadSubmission', { formId: key });
    const response = await fetchXml(this.#http, url, 'downloadSubmission', largest.submission, signal).catch(
      (error) => {
        if (isProblem(error) && error.code === 'net.not_found') {
          throw new Problem('source.submission_gone', { host }, { cause: error });
        }
        throw error;
      },
    );
    const envelope = readEnvelope(response);
    if (envelope === null) {
      throw new Problem('source.answer_unreadable', { host, file: 'downloadSubmission' });
    }
    const { parts, problems } = await fetchParts(
      {
        http: this.#http,
        base: this.#base,
        ref,
        staging,
        addresses: this.#addresses,
        wanted: staging.wanted?.(ref, { kind: 'bytes', bytes: envelope.xml }) ?? (() => true),
      },
      envelope.files,
      signal,
    );
    const xml = { kind: 'bytes', bytes: envelope.xml } as const;
    const dead = deadParts(envelope.xml, problems);
    return {
      ref,
      xml,
      parts: parts.filter(({ name }) => !dead.has(name)),
      // Everything that these servers say stands on the root of the submission itself.
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: problems.filter(({ params: { file } }) => typeof file !== 'string' || !dead.has(file)),
      ...listedId(ref),
    };
  }

  signIn(signal: AbortSignal): Promise<SignedIn> {
    return this.#http.signIn(signal);
  }

  seesAll(): boolean {
    return this.#seesAll;
  }

  async reach(signal: AbortSignal): Promise<void> {
    const request = { file: 'formList', kind: 'document', once: true } as const;
    await this.#http.get(below(this.#base, 'formList'), request, async () => undefined, signal);
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  async #fetchDefinition(form: FormRef, signal: AbortSignal): Promise<Uint8Array> {
    const addresses = namedAddresses(form.locator, this.#base);
    const usual = below(this.#base, 'formXml', { formId: form.formId });
    const all = addresses.some(({ href }) => href === usual.href) ? addresses : [...addresses, usual];
    let failure: unknown;
    for (const address of all) {
      try {
        return await fetchXml(this.#http, address, `${form.formId}.xml`, largest.form, signal);
      } catch (error) {
        if (!isElsewhere(error)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  /** The root element of the form's submissions; `data` when its definition cannot be had (only Aggregate cares). */
  async #root(form: FormRef, signal: AbortSignal): Promise<string> {
    const known = this.#roots.get(form.formId);
    if (known !== undefined) return known;
    const asked = this.#fetchDefinition(form, signal).then(rootOf, (error) => {
      if (isElsewhere(error)) return 'data';
      this.#roots.delete(form.formId);
      throw error;
    });
    this.#roots.set(form.formId, asked);
    return asked;
  }
}

/** What Aggregate wants between `/` and `[@key=`: always `data` for an encrypted form (`server-apis` §1.6). */
function rootOf(definition: Uint8Array): string {
  try {
    const header = readFormHeader(definition);
    return header === null || header.encrypted ? 'data' : header.root;
  } catch (error) {
    if (error instanceof XmlError) return 'data';
    throw error;
  }
}

/** The instance ID by which a submission is listed, if it is listed by one. */
export function listedId({ locator }: SubmissionRef): { readonly listedId?: string } {
  return /^uuid:/i.test(locator) ? { listedId: locator } : {};
}

/** The key of one submission as `downloadSubmission` wants it, not yet encoded (`server-apis` §1.6). */
function submissionKey(formId: string, root: string, instanceId: string): string {
  return `${formId}[@version=null and @uiVersion=null]/${root}[@key=${instanceId}]`;
}
