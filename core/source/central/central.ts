import { z } from 'zod';
import { isManifest, readManifest } from '../../envelope/manifest.ts';
import { isAboutLogin, isProblem, Problem } from '../../ground/problem.ts';
import { formUnknown } from '../../ground/problems/form-unknown.ts';
import { parseXml, XmlError } from '../../ground/xml/xml.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormMediaRef, FormRef, FormState, IsKnownForm } from '../../model/form-ref.ts';
import { publicKeyFingerprint } from '../../model/key.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import { withDistinctNames } from '../form-names.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import type { SignedIn } from '../http/login.ts';
import { factsShape, noteOf, readNote } from '../note.ts';
import { fetchXml, largest } from '../openrosa/documents.ts';
import type { ListedFile } from '../openrosa/envelope.ts';
import { fetchFormMedia, listFormMedia } from '../openrosa/form-media.ts';
import { fetchParts } from '../openrosa/parts.ts';
import type { FormMediaSource, Landing, Source } from '../source.ts';
import { apiAddress, centralAddress, formOf, isInAddress, projectOf } from './address.ts';
import { centralClient } from './client.ts';
import { attachments, forms, keys, projects, type Row, versions } from './documents.ts';
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
  return new CentralSource(centralClient(options, base), base, options.pageSize);
}

/**
 * What is kept of a row, so that it need not be asked for again: what is said of the submission, how many files it
 * should have (-1 is unknown), and whether it has them all.
 */
const known = z.object({
  facts: factsShape,
  files: z.int(),
  isAllThere: z.boolean(),
  /** An edit has another instance ID than the submission is known by. */
  isEdited: z.boolean().default(true),
});
type Known = z.infer<typeof known>;

class CentralSource implements Source {
  readonly kind = 'central';
  readonly #http: HttpClient;
  readonly #base: URL;
  readonly #pageSize: number | undefined;
  /** Names of the projects, by their numbers. */
  readonly #projects = new Map<string, string>();

  constructor(http: HttpClient, base: URL, pageSize: number | undefined) {
    this.#http = http;
    this.#base = base;
    this.#pageSize = pageSize;
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    const all = (await this.#json(['projects'], projects, signal)).filter(({ id }) =>
      isInAddress(this.#base, id),
    );
    if (all.length === 0) throw await this.#whyNoProject(signal);
    const onlyForm = formOf(this.#base);
    const others: { readonly formId: string; readonly title: string | null }[] = [];
    const byId = new Map<string, { projects: Project[]; ref: ListedRef }>();
    const names = Map.groupBy(all, nameOf);
    for (const project of all) {
      const { id } = project;
      const name = nameOf(project);
      // Nothing keeps two projects from having one name.
      this.#projects.set(String(id), names.get(name)?.length === 1 ? name : `${name} (${id})`);
      // A project that is listed can be read; where it cannot, what it has must not be taken for deleted.
      for (const form of await this.#json(['projects', String(id), 'forms'], forms, signal)) {
        if (form.publishedAt === null) continue;
        if (onlyForm !== null && form.xmlFormId !== onlyForm) {
          others.push({ formId: form.xmlFormId, title: form.name ?? null });
          continue;
        }
        const { xmlFormId, keyId, version } = form;
        const kept = keyId == null ? [] : await this.#keptKeys(String(id), xmlFormId, signal);
        const keptKeys = kept.map(({ fingerprint }) => fingerprint);
        const known = byId.get(xmlFormId);
        const ref = {
          formId: xmlFormId,
          version: version == null || version === '' ? null : version,
          name: form.name == null || form.name === '' ? xmlFormId : form.name,
          mediaLocator: null,
          isKeyKept: keptKeys.length > 0,
          keptKeys,
          keyHints: Object.fromEntries(
            kept.flatMap(({ fingerprint, hint }) => (hint === '' ? [] : [[fingerprint, hint]])),
          ),
          isEncrypted: keyId != null,
          state: stateOf(project, form),
        };
        if (known === undefined) {
          byId.set(xmlFormId, { projects: [project], ref });
          continue;
        }
        known.projects.push(project);
        known.ref = {
          ...known.ref,
          isKeyKept: known.ref.isKeyKept === true || ref.isKeyKept,
          keptKeys: [...(known.ref.keptKeys ?? []), ...keptKeys],
          keyHints: { ...known.ref.keyHints, ...ref.keyHints },
          isEncrypted: known.ref.isEncrypted === true || ref.isEncrypted,
          // It takes submissions as long as one of its projects does.
          state: known.ref.state === undefined ? undefined : ref.state,
        };
      }
    }
    if (onlyForm !== null && byId.size === 0) {
      throw formUnknown(onlyForm, `project ${projectOf(this.#base)} of ${this.#base.host}`, others);
    }
    const places = new Map<string, string>();
    const listed = [...byId.values()].map(({ projects: at, ref: { state, ...ref } }) => {
      const place = at.map(({ id }) => this.#projects.get(String(id)) ?? String(id)).join(' + ');
      places.set(ref.formId, place);
      return {
        ...ref,
        ...(state === undefined ? {} : { state }),
        name: at.length === 1 ? ref.name : `${ref.name} (${place})`,
        locator: `${at.map(({ id }) => id).join(',')}/${ref.formId}`,
      };
    });
    return withDistinctNames(listed, ({ formId }) => ({ project: places.get(formId) ?? null, owner: null }));
  }

  /** Why the list of projects lacks the one that is wanted, or is empty: Central lists only those that one may see. */
  async #whyNoProject(signal: AbortSignal): Promise<Problem> {
    const { host } = this.#base;
    const project = projectOf(this.#base);
    if (project === null) return new Problem('net.no_projects', { host });
    const request = { file: `project ${project}`, kind: 'document', once: true } as const;
    const url = apiAddress(this.#base, ['projects', String(project)]);
    try {
      await this.#http.get(url, request, async () => undefined, signal);
    } catch (error) {
      if (!isProblem(error) || (error.code !== 'net.forbidden' && error.code !== 'net.not_found'))
        throw error;
      if (error.code === 'net.not_found') return new Problem('source.project_unknown', { host, project });
    }
    return new Problem('net.project_forbidden', { host, project });
  }

  async fetchForm(form: FormRef, isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    const found: FormFile[] = [];
    for (const project of projectsOf(form)) {
      const path = ['projects', project, 'forms', form.formId, 'versions'];
      for (const { version, sha256 } of await this.#json(path, versions, signal)) {
        if (sha256 != null && isKnown({ algorithm: 'sha256', hex: sha256 })) continue;
        // The version of a form that has none is written as three underscores (`server-apis` §5.2).
        const name = version == null || version === '' ? '___' : version;
        const url = apiAddress(this.#base, [...path, `${name}.xml`]);
        const bytes = await fetchXml(this.#http, url, `${form.formId}.xml`, largest.form, signal);
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
        const manifest = apiAddress(this.#base, [...path, 'manifest']);
        const headers = { 'x-openrosa-version': '1.0' };
        for (const { name, hash } of await listFormMedia(this.#http, this.#base, manifest, headers, signal)) {
          // Central writes its own host, which a proxy may have another name for.
          found.push({ name, hash, locator: apiAddress(this.#base, [...path, 'attachments', name]).href });
        }
      }
      return found;
    },
    fetch: (ref, megabytes, signal) => fetchFormMedia(this.#http, this.#base, ref, megabytes, signal),
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
        // The other projects have theirs all the same.
        failure ??= error;
      }
    }
    if (failure !== null) throw failure;
  }

  async *#listIn(project: string, formId: string, signal: AbortSignal): AsyncGenerator<RefPage> {
    for await (const rows of readFeed(this.#http, this.#feed(project, formId), signal)) {
      const refs: SubmissionRef[] = [];
      const name = this.#projects.get(project);
      const place = name === undefined ? {} : { place: name };
      for (const row of rows) {
        const locator = `${project}/${row.__id}`;
        // An edit changes neither project nor first instance ID.
        refs.push({ formId, locator, stamp: stampOf(row), note: noteOf(knownOf(row)), family: '', ...place });
      }
      yield { refs, cursor: null };
    }
  }

  async fetchSubmission(
    ref: SubmissionRef,
    _form: FormRef,
    landing: Landing,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    const slash = ref.locator.indexOf('/');
    const project = ref.locator.slice(0, slash);
    const instanceId = ref.locator.slice(slash + 1);
    const path = ['projects', project, 'forms', ref.formId, 'submissions'];
    const gone = (error: unknown): never => {
      if (!isProblem(error) || error.code !== 'net.not_found') throw error;
      throw new Problem('source.submission_gone', { host: this.#base.host }, { cause: error });
    };
    const {
      facts,
      files: expected,
      isAllThere,
      isEdited,
    } = await this.#facts(ref, project, instanceId, signal).catch(gone);
    const url = apiAddress(this.#base, [...path, `${instanceId}.xml`]);
    const xml = await fetchXml(this.#http, url, 'submission.xml', largest.submission, signal).catch(gone);
    const named = manifestFiles(xml);
    const names =
      named ?? (expected === 0 ? [] : await this.#listed([...path, instanceId, 'attachments'], signal));
    const listed: readonly ListedFile[] = names.map((name) => ({
      name,
      md5: null,
      url: apiAddress(this.#base, [...path, instanceId, 'attachments', name]).href,
    }));
    const { parts, problems } = await fetchParts(
      {
        http: this.#http,
        base: this.#base,
        ref,
        landing,
        wanted: landing.wanted?.(ref, { kind: 'bytes', bytes: xml }) ?? (() => true),
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
    return this.#http.signIn(signal);
  }

  /** Rights are to a whole project; what stands in one that is not shown any more may be there all the same. */
  seesAll(form: FormRef, locator?: string): boolean {
    return locator === undefined || projectsOf(form).includes(locator.slice(0, locator.indexOf('/')));
  }

  async reach(signal: AbortSignal): Promise<void> {
    const request = { file: 'projects', kind: 'document', once: true } as const;
    await this.#http.get(apiAddress(this.#base, ['projects']), request, async () => undefined, signal);
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  /** Whether any submission of the form was made for a key that the server keeps (`server-apis` §5.5). */
  async #keptKeys(
    project: string,
    formId: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly fingerprint: string; readonly hint: string }[]> {
    try {
      const found = await this.#json(
        ['projects', project, 'forms', formId, 'submissions', 'keys'],
        keys,
        signal,
      );
      return found.flatMap((key) =>
        key.managed === true
          ? [{ fingerprint: publicKeyFingerprint(key.public ?? ''), hint: key.hint?.trim() ?? '' }]
          : [],
      );
    } catch (error) {
      if (isProblem(error) && (error.code === 'net.forbidden' || error.code === 'net.not_found')) return [];
      throw error;
    }
  }

  /** What the server says of a submission; asked for when the ref has no note of it. */
  async #facts(ref: SubmissionRef, project: string, instanceId: string, signal: AbortSignal): Promise<Known> {
    const noted = readNote(ref, known);
    if (noted !== null) return noted;
    const row = await readRow(this.#http, this.#feed(project, ref.formId), instanceId, signal);
    if (row === null) throw new Problem('source.submission_gone', { host: this.#base.host });
    return knownOf(row);
  }

  /** The files that a submission should have; what is not there yet is asked for all the same, and told as missing. */
  async #listed(path: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#json(path, attachments, signal)).map(({ name }) => name);
  }

  #json<T>(path: readonly string[], shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const file = path.at(-1) ?? '';
    return fetchJson(this.#http, apiAddress(this.#base, path), { file }, shape, signal);
  }

  #feed(project: string, formId: string) {
    const size = this.#pageSize;
    return { base: this.#base, project, formId, ...(size === undefined ? {} : { pageSize: size }) };
  }
}

type Project = z.infer<typeof projects>[number];

/** A form before it is known in how many projects it stands. */
type ListedRef = Omit<FormRef, 'locator' | 'state'> & { readonly state: FormState | undefined };

/** Undefined of a form that takes submissions as usual. */
function stateOf({ archived }: Project, { state }: z.infer<typeof forms>[number]): FormState | undefined {
  if (archived === true) return 'archived';
  return state === 'closing' || state === 'closed' ? state : undefined;
}

function nameOf({ id, name }: Project): string {
  return name == null || name === '' ? String(id) : name;
}

function projectsOf({ locator }: FormRef): readonly string[] {
  return locator.slice(0, locator.indexOf('/')).split(',');
}

function knownOf({ __system: system }: Row): Known {
  return {
    facts: {
      submissionDate: system.submissionDate ?? null,
      submitter: system.submitterName ?? null,
      device: system.deviceId ?? null,
      reviewState: system.reviewState ?? null,
    },
    files: system.attachmentsExpected ?? -1,
    isEdited: system.edits !== 0,
    isAllThere: system.attachmentsPresent != null && system.attachmentsPresent === system.attachmentsExpected,
  };
}

/**
 * Changes with an edit, a review, and each file that comes late: the date of the last update knows nothing of those
 * (`server-apis` §5.4).
 */
function stampOf({ __system: system }: Row): string {
  const files = `${system.attachmentsPresent ?? ''}/${system.attachmentsExpected ?? ''}`;
  return [system.updatedAt ?? '', system.reviewState ?? '', files, system.edits ?? ''].join(' ');
}

/**
 * The files that an encrypted submission names itself, which saves asking for their list; null when it is not encrypted
 * or cannot be read.
 */
function manifestFiles(xml: Uint8Array): readonly string[] | null {
  try {
    const root = parseXml(xml);
    const manifest = isManifest(root) ? readManifest(root) : null;
    if (manifest === null) return null;
    return [...manifest.media, ...(manifest.xmlFile === null ? [] : [manifest.xmlFile])];
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
