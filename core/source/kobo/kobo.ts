import { z } from 'zod';
import { isAboutLogin, isProblem, Problem, type ProblemCode, problemData } from '../../ground/problem.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import { firstThatAnswers } from '../first-that-answers.ts';
import { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import type { Login, Proof, SignedIn } from '../http/login.ts';
import { Session } from '../http/session.ts';
import { readNote } from '../note.ts';
import { onlyForm } from '../only-form.ts';
import { below, namedAddresses } from '../openrosa/address.ts';
import { fetchXml, isElsewhere, largest, readFormList } from '../openrosa/documents.ts';
import { fetchFormMedia, listFormMedia } from '../openrosa/form-media.ts';
import { openRosaSource } from '../openrosa/openrosa.ts';
import { fetchParts } from '../openrosa/parts.ts';
import { safeAddress } from '../safe-address.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { koboForm, koboHosts } from './address.ts';
import { factsOf, row } from './documents.ts';
import { listAssets } from './forms.ts';
import { listRows, placedRow } from './list.ts';
import { KoboPages } from './pages.ts';
import { koboSiteOf } from './site.ts';
import { koboTokens } from './tokens.ts';

/** The largest page that KPI gives; it silently shortens larger ones (`server-apis` §4.7). */
const PAGE = 1000;
/** The largest page of submissions, in megabytes. Beyond that, each submission is asked for alone. */
const PAGE_MEGABYTES = 32;

/**
 * KoboToolbox by the JSON interface of its web site, with the definitions from its OpenRosa host (`server-apis` §4).
 * Throws a Problem when the address or the CA file cannot be used, or the login must not travel to that address.
 *
 * A submission is known by its number, which an edit does not change.
 */
export function koboSource(options: Connection): Source {
  const { site, openRosa } = koboHosts(options.url);
  const login = loginAt(options.login, site);
  const client = (base: URL, proofs: readonly Proof[], isProved: boolean): HttpClient =>
    new HttpClient({ ...options, login, base, proofs, schemes: ['Token'], isProved });
  // With an unknown OAuth token, most addresses of the web site respond as to a stranger (`server-apis` §4.2).
  const me = { kind: 'account', url: below(site, 'me/', { format: 'json' }), nameOf } as const;
  const list = { kind: 'door', url: below(openRosa, 'formList') } as const;
  const formId = koboForm(options.url);
  const http = client(openRosa, [list], true);
  const pageSize = options.pageSize ?? PAGE;
  const first = new KoboSource(site, client(site, [me], false), openRosa, http, pageSize);
  if (/(^|\.)kobotoolbox\.org$/.test(site.hostname)) return onlyForm(first, formId, site);
  // A self-hosted server may be too old for the JSON interface, or may not exchange passwords for tokens. Then we use
  // its Briefcase endpoints, which take Digest and Basic (`server-apis` §4.2, §4.5).
  const other = openRosaSource({ ...options, url: openRosa.href });
  const isGuess = safeAddress(options.url).host !== site.host;
  /** The web site may have another name than the one that we derived from the OpenRosa host. */
  const explain = async (error: unknown, signal: AbortSignal): Promise<void> => {
    const isNobodys = isGuess && isProblem(error) && NOBODY.has(error.code);
    if (!isAbsent(error) && !isNobodys) return;
    const look = (path: string) => http.look(new URL(path, openRosa.origin), signal);
    const found = await koboSiteOf(openRosa, look).catch(() => null);
    signal.throwIfAborted();
    if (found !== null) throw new Problem('source.site_elsewhere', { host: openRosa.host, other: found });
  };
  return onlyForm(firstThatAnswers({ kind: 'kobo', first, other, isAbsent, explain }), formId, site);
}

function isAbsent(error: unknown): boolean {
  return isProblem(error) && (error.code === 'net.not_found' || error.code === 'net.login_by_service');
}

/** KPI takes no Digest, and its hosts share one token: a password is exchanged for it (`server-apis` §4.2). */
function loginAt(login: Login, site: URL): Login {
  if (login.kind !== 'password') return login;
  return {
    kind: 'session',
    session: new Session({ ...login, host: site.host, service: koboTokens(site) }),
  };
}

const account = z.object({ username: z.string().min(1) });

/** The account that `/me/` names; an older Kobo greets strangers there with a message. */
function nameOf(document: unknown): string | null {
  const read = account.safeParse(document);
  return read.success ? read.data.username : null;
}

/** The problems of a host that does not exist, or is not meant for this. */
const NOBODY: ReadonlySet<ProblemCode> = new Set([
  'net.name_unknown',
  'net.refused',
  'net.unreachable',
  'net.forbidden',
]);

class KoboSource implements Source {
  readonly kind = 'kobo';
  readonly #site: URL;
  readonly #http: HttpClient;
  readonly #openRosa: URL;
  readonly #openRosaHttp: HttpClient;
  readonly #pageSize: number;
  #listed: Promise<readonly FormRef[]> | null = null;
  /** By form: the pages in which its submissions come together. */
  readonly #pages = new Map<string, KoboPages>();

  constructor(site: URL, http: HttpClient, openRosa: URL, openRosaHttp: HttpClient, pageSize: number) {
    this.#site = site;
    this.#http = http;
    this.#openRosa = openRosa;
    this.#openRosaHttp = openRosaHttp;
    this.#pageSize = pageSize;
  }

  /** All forms that this account may see, shared ones too: the OpenRosa list has only those that it may submit to. */
  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const next = (link: string | null | undefined): URL | null => this.#next(link);
    return listAssets({ http: this.#http, site: this.#site, next }, signal);
  }

  /**
   * From the OpenRosa host. It has none of an archived form, nor for an account that may only look at data; KPI has,
   * with an ID made of the title and without a version (`server-apis` §4.4).
   */
  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    this.#listed ??= this.#formList(signal);
    const listed = (await this.#listed).find(({ formId }) => formId === form.formId);
    if (listed === undefined) {
      const url = below(this.#site, `api/v2/assets/${encodeURIComponent(form.locator)}.xml`);
      const bytes = await fetchXml(this.#http, url, `${form.formId}.xml`, largest.form, signal);
      return [{ ref: form, bytes, hasOtherId: true }];
    }
    if (listed.hash !== undefined && isKnown(listed.hash)) return [];
    for (const address of namedAddresses(listed.locator, this.#openRosa)) {
      const bytes = await fetchXml(this.#openRosaHttp, address, `${form.formId}.xml`, largest.form, signal);
      return [{ ref: form, bytes, hash: listed.hash }];
    }
    return [];
  }

  readonly formMedia: FormMediaSource = {
    list: async (form, signal) => {
      this.#listed ??= this.#formList(signal);
      const listed = (await this.#listed).find(({ formId }) => formId === form.formId);
      const [manifest] = namedAddresses(listed?.mediaLocator ?? '', this.#openRosa);
      if (listed?.mediaLocator == null || manifest === undefined) return [];
      return listFormMedia(this.#openRosaHttp, this.#openRosa, manifest, {}, signal);
    },
    fetch: (ref, megabytes, signal) =>
      fetchFormMedia(this.#openRosaHttp, this.#openRosa, ref, megabytes, signal),
  };

  async *listSubmissions(
    form: FormRef,
    _cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<RefPage> {
    this.#pages.delete(form.locator);
    yield* listRows({ http: this.#http, site: this.#site, form, pageSize: this.#pageSize }, signal);
  }

  /** Those that stand close to each other in the list are fetched together. */
  expect(form: FormRef, refs: readonly SubmissionRef[]): void {
    const placed = refs.flatMap((ref) => {
      const said = readNote(ref, placedRow);
      return said?.at === undefined || said._uuid == null
        ? []
        : [{ locator: ref.locator, at: said.at, uuid: said._uuid }];
    });
    this.#pagesOf(form).expect(placed);
  }

  async fetchSubmission(
    ref: SubmissionRef,
    form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const path = `api/v2/assets/${encodeURIComponent(form.locator)}/data/${encodeURIComponent(ref.locator)}/`;
    const gone = (error: unknown): never => {
      if (!isProblem(error) || error.code !== 'net.not_found') throw error;
      throw new Problem('source.submission_gone', { host: this.#site.host }, { cause: error });
    };
    const json = below(this.#site, path, { format: 'json' });
    const known =
      readNote(ref, row) ?? (await fetchJson(this.#http, json, { file: 'data' }, row, signal).catch(gone));
    const url = below(this.#site, path, { format: 'xml' });
    const together = known._uuid == null ? null : await this.#pagesOf(form).take(ref, known._uuid, signal);
    const xml =
      together ?? (await fetchXml(this.#http, url, 'submission.xml', largest.submission, signal).catch(gone));
    const attachments = (known._attachments ?? []).map((file) => ({
      // The name that the device gave; what stands in the address was made fit for storage (`server-apis` §4.5).
      name: file.media_file_basename ?? file.filename.split('/').at(-1) ?? '',
      md5: null,
      url: file.download_url,
      isDeleted: file.is_deleted === true,
    }));
    const files = attachments.filter(({ isDeleted }) => !isDeleted);
    const deleted = attachments
      .filter(({ name, isDeleted }) => isDeleted && !files.some((file) => file.name === name))
      .map(({ name }) => problemData('source.part_deleted', { file: name }));
    const { parts, problems } = await fetchParts(
      {
        http: this.#http,
        base: this.#site,
        ref,
        staging,
        wanted: staging.wanted?.(ref, { kind: 'bytes', bytes: xml }) ?? (() => true),
        // What has not come, or was deleted, is not among them.
        isAllThere: true,
      },
      files,
      signal,
    );
    return {
      ref,
      ...(known._uuid == null || known._uuid === '' ? {} : { listedId: `uuid:${known._uuid}` }),
      xml: { kind: 'bytes', bytes: xml },
      parts,
      facts: factsOf(known),
      problems: [...problems, ...deleted],
      rootId: known['meta/rootUuid'] ?? null,
    };
  }

  signIn(signal: AbortSignal): Promise<SignedIn> {
    return this.#http.signIn(signal);
  }

  /** It gives a count only to accounts that may see all submissions. */
  seesAll(form: FormRef): boolean {
    return form.counted !== undefined;
  }

  async reach(signal: AbortSignal): Promise<void> {
    const url = below(this.#site, 'api/v2/assets/', { limit: '1', format: 'json' });
    const request = { file: 'assets', kind: 'document', once: true } as const;
    await this.#http.get(url, request, async () => undefined, signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.#http.close(), this.#openRosaHttp.close()]);
  }

  #pagesOf(form: FormRef): KoboPages {
    const known =
      this.#pages.get(form.locator) ??
      new KoboPages((start, limit, signal) => {
        const path = `api/v2/assets/${encodeURIComponent(form.locator)}/data/`;
        const url = below(this.#site, path, { format: 'xml', limit: String(limit), start: String(start) });
        return fetchXml(this.#http, url, 'data', PAGE_MEGABYTES, signal);
      });
    this.#pages.set(form.locator, known);
    return known;
  }

  async #formList(signal: AbortSignal): Promise<readonly FormRef[]> {
    try {
      const url = below(this.#openRosa, 'formList');
      const bytes = await fetchXml(this.#openRosaHttp, url, 'formList', largest.list, signal);
      return readFormList(bytes, this.#openRosa);
    } catch (error) {
      this.#listed = null;
      // We may have guessed the OpenRosa host wrongly. The submissions can be fetched without it.
      const { host } = this.#openRosa;
      const isGuess = host !== this.#site.host && !host.endsWith('.kobotoolbox.org');
      const isNobodys = isProblem(error) && (NOBODY.has(error.code) || isAboutLogin(error));
      if (!isGuess || !isNobodys) {
        if (isElsewhere(error)) return [];
        throw error;
      }
      // Its refusal says nothing about the login, which the web site accepted. It is asked only once.
      this.#listed = Promise.resolve([]);
      return [];
    }
  }

  /** The next page at our own origin: a proxy may have changed the host in the server's link. */
  #next(link: string | null | undefined): URL | null {
    const url = link == null ? null : URL.parse(link, this.#site.href);
    return url === null ? null : new URL(url.pathname + url.search, this.#site.origin);
  }
}
