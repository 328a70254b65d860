import { isAboutLogin, isProblem, Problem } from '../../ground/problem.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormMediaRef, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import type { SignedIn } from '../http/login.ts';
import { noteOf, readNote } from '../note.ts';
import { fetchXml, largest } from '../openrosa/documents.ts';
import { fetchFormMedia, listFormMedia } from '../openrosa/form-media.ts';
import type { ListedFile } from '../openrosa/listed-file.ts';
import { fetchParts } from '../openrosa/parts.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { apiAddress, centralAddress } from './address.ts';
import { type CentralApi, fetchFrom } from './api.ts';
import { centralClient } from './client.ts';
import { attachments, versions } from './documents.ts';
import { listForms, projectsOf } from './forms.ts';
import { type Known, known, knownOf, manifestFiles, stampOf } from './known.ts';
import { readFeed, readRow } from './list.ts';

/**
 * ODK Central by its REST API and OData feed (`server-apis` §5). Throws a Problem when the address or the CA file
 * cannot be used, or the login must not travel to that address.
 *
 * A form of the same id in several projects is one form here, with the submissions of all of them, and its name says
 * so; the address of a page of a project has those of this project alone, and that of a page of a form has this form
 * alone. A submission is known by its project and by the instance ID of its first version, which an edit does not
 * change.
 */
export function centralSource(options: Connection): Source {
  const base = centralAddress(options.url);
  return new CentralSource({ http: centralClient(options, base), base }, options.pageSize);
}

class CentralSource implements Source {
  readonly kind = 'central';
  readonly #api: CentralApi;
  readonly #pageSize: number | undefined;
  /** What the projects are called, by their numbers. */
  #projects: ReadonlyMap<string, string> = new Map();

  constructor(api: CentralApi, pageSize: number | undefined) {
    this.#api = api;
    this.#pageSize = pageSize;
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const listed = await listForms(this.#api, signal);
    this.#projects = listed.projects;
    return listed.forms;
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    const found: FormFile[] = [];
    for (const project of projectsOf(form)) {
      const path = ['projects', project, 'forms', form.formId, 'versions'];
      for (const { version, sha256 } of await fetchFrom(this.#api, path, versions, signal)) {
        if (sha256 != null && isKnown({ algorithm: 'sha256', hex: sha256 })) continue;
        // The version of a form that has none is written as three underscores (`server-apis` §5.2).
        const name = version == null || version === '' ? '___' : version;
        const url = apiAddress(this.#api.base, [...path, `${name}.xml`]);
        const bytes = await fetchXml(this.#api.http, url, `${form.formId}.xml`, largest.form, signal);
        found.push({
          ref: form,
          bytes,
          hash: sha256 == null ? undefined : { algorithm: 'sha256', hex: sha256 },
        });
      }
    }
    return found;
  }

  readonly formMedia: FormMediaSource = {
    list: async (form, signal) => {
      const found: FormMediaRef[] = [];
      for (const project of projectsOf(form)) {
        const path = ['projects', project, 'forms', form.formId];
        const manifest = apiAddress(this.#api.base, [...path, 'manifest']);
        const headers = { 'x-openrosa-version': '1.0' };
        for (const { name, hash } of await listFormMedia(
          this.#api.http,
          this.#api.base,
          manifest,
          headers,
          signal,
        )) {
          // Central writes its own host, which a proxy may have another name for.
          found.push({
            name,
            hash,
            locator: apiAddress(this.#api.base, [...path, 'attachments', name]).href,
          });
        }
      }
      return found;
    },
    fetch: (ref, megabytes, signal) => fetchFormMedia(this.#api.http, this.#api.base, ref, megabytes, signal),
  };

  async *listSubmissions(
    form: FormRef,
    _cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<RefPage> {
    // Always from the start: a late file changes no date, and a deletion leaves no trace but its absence.
    let failure: Problem | null = null;
    for (const project of projectsOf(form)) {
      try {
        yield* this.#listIn(project, form.formId, signal);
      } catch (error) {
        if (!isProblem(error) || isAboutLogin(error)) throw error;
        // The other projects are listed anyway.
        failure ??= error;
      }
    }
    if (failure !== null) throw failure;
  }

  async *#listIn(project: string, formId: string, signal: AbortSignal): AsyncGenerator<RefPage> {
    for await (const rows of readFeed(this.#api.http, this.#feed(project, formId), signal)) {
      const refs: SubmissionRef[] = [];
      const name = this.#projects.get(project);
      const named = name === undefined ? {} : { project: name };
      for (const row of rows) {
        const locator = `${project}/${row.__id}`;
        // An edit changes neither project nor first instance ID.
        refs.push({ formId, locator, stamp: stampOf(row), note: noteOf(knownOf(row)), family: '', ...named });
      }
      yield { refs, cursor: null };
    }
  }

  async fetchSubmission(
    ref: SubmissionRef,
    _form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const slash = ref.locator.indexOf('/');
    const project = ref.locator.slice(0, slash);
    const instanceId = ref.locator.slice(slash + 1);
    const path = ['projects', project, 'forms', ref.formId, 'submissions'];
    const gone = (error: unknown): never => {
      if (!isProblem(error) || error.code !== 'net.not_found') throw error;
      throw new Problem('source.submission_gone', { host: this.#api.base.host }, { cause: error });
    };
    const {
      facts,
      files: expected,
      isAllThere,
      isEdited,
    } = await this.#facts(ref, project, instanceId, signal).catch(gone);
    const url = apiAddress(this.#api.base, [...path, `${instanceId}.xml`]);
    const xml = await fetchXml(this.#api.http, url, 'submission.xml', largest.submission, signal).catch(gone);
    const named = manifestFiles(xml);
    const names =
      named ?? (expected === 0 ? [] : await this.#listed([...path, instanceId, 'attachments'], signal));
    const listed: readonly ListedFile[] = names.map((name) => ({
      name,
      md5: null,
      url: apiAddress(this.#api.base, [...path, instanceId, 'attachments', name]).href,
    }));
    const { parts, problems } = await fetchParts(
      {
        http: this.#api.http,
        base: this.#api.base,
        ref,
        staging,
        wanted: staging.wanted?.(ref, { kind: 'bytes', bytes: xml }) ?? (() => true),
        isEtagMd5: true,
        isAllThere,
      },
      listed,
      signal,
    );
    const content = { kind: 'bytes', bytes: xml } as const;
    const known = isEdited ? {} : { listedId: instanceId };
    return { ref, xml: content, parts, facts, problems, rootId: instanceId, ...known };
  }

  signIn(signal: AbortSignal): Promise<SignedIn> {
    return this.#api.http.signIn(signal);
  }

  /** Rights cover whole projects. A project that is no longer shown may still have its submissions. */
  seesAll(form: FormRef, locator?: string): boolean {
    return locator === undefined || projectsOf(form).includes(locator.slice(0, locator.indexOf('/')));
  }

  async reach(signal: AbortSignal): Promise<void> {
    const request = { file: 'projects', kind: 'document', once: true } as const;
    await this.#api.http.get(
      apiAddress(this.#api.base, ['projects']),
      request,
      async () => undefined,
      signal,
    );
  }

  async close(): Promise<void> {
    await this.#api.http.close();
  }

  /** What the server says of a submission; asked for when the ref has no note of it. */
  async #facts(ref: SubmissionRef, project: string, instanceId: string, signal: AbortSignal): Promise<Known> {
    const noted = readNote(ref, known);
    if (noted !== null) return noted;
    const row = await readRow(this.#api.http, this.#feed(project, ref.formId), instanceId, signal);
    if (row === null) throw new Problem('source.submission_gone', { host: this.#api.base.host });
    return knownOf(row);
  }

  /** The files that a submission should have. One that has not come yet is asked for anyway, and reported as missing. */
  async #listed(path: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    return (await fetchFrom(this.#api, path, attachments, signal)).map(({ name }) => name);
  }

  #feed(project: string, formId: string) {
    const size = this.#pageSize;
    return { base: this.#api.base, project, formId, ...(size === undefined ? {} : { pageSize: size }) };
  }
}
