import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isProblem, Problem, type ProblemData, problemData } from '../../ground/problem.ts';
import { XmlError } from '../../ground/xml/xml.ts';
import type { FetchedPart, FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { ReadInstances } from '../../model/instance-states.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import { type FormHeader, readFormHeader } from '../form-header.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { briefcaseMetadata } from './briefcase-metadata.ts';
import { Drafts } from './drafts.ts';
import { contentOf, filesIn, filesOf, mediaFolderOf, otherFiles } from './files.ts';
import { instancesAt, instancesIn, instancesOf } from './instances.ts';
import { type FolderForm, type FolderLayout, looseForms, recogniseFolder } from './layout.ts';
import { type FolderNames, ownNames } from './names.ts';

const PAGE = 500;
const NO_FACTS = { submissionDate: null, submitter: null, device: null, reviewState: null } as const;

export interface FolderOptions {
  readonly folder: string;
  /** What its files are really called, where they had to be called otherwise; by default by their own names. */
  readonly names?: FolderNames;
  /** Reads Collect's database of instances; without it no draft is told from what is finished. */
  readonly readInstances?: ReadInstances;
}

/**
 * Submissions that lie on this computer: a Briefcase storage, a Collect folder, or loose envelopes. Nothing is copied
 * and no file is read here: contents are paths, which the opening step reads. See `FormRef.formId` for the empty id.
 */
export function folderSource(options: FolderOptions): Source {
  return new FolderSource(options);
}

class FolderSource implements Source {
  readonly kind = 'folder';
  readonly #folder: string;
  readonly #names: FolderNames;
  readonly #readInstances: ReadInstances;
  #known: FolderLayout | null = null;

  constructor({ folder, names = ownNames, readInstances = () => new Map() }: FolderOptions) {
    this.#readInstances = readInstances;
    this.#folder = folder;
    this.#names = names;
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    signal.throwIfAborted();
    const layout = this.#layout();
    const refs = this.#forms(layout).map((form) => this.#formRef(layout, form));
    if (layout.kind === 'briefcase') return refs;
    const { instances, strays } = layout;
    if (instances.length === 0 && strays.length === 0) return refs;
    if (layout.kind === 'loose' && refs.length === 0 && instancesUnder(layout).next().done === true) {
      throw new Problem('source.folder_unknown', { folder: this.#folder });
    }
    const all: FormRef = {
      formId: '',
      version: null,
      name: basename(layout.root),
      locator: this.#locator(layout, instances.length === 1 ? (instances[0] ?? layout.root) : layout.root),
      mediaLocator: null,
    };
    return [...refs, all];
  }

  async fetchForm(form: FormRef, _isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    signal.throwIfAborted();
    const layout = this.#layout();
    const found = this.#forms(layout).find((known) => this.#formLocator(layout, known) === form.locator);
    return found?.definition == null ? [] : [{ ref: form, bytes: readFile(found.definition) }];
  }

  readonly formMedia: FormMediaSource = {
    list: async (form) => {
      const layout = this.#layout();
      const found = this.#forms(layout).find((known) => this.#formLocator(layout, known) === form.locator);
      const folder = found?.definition == null ? null : mediaFolderOf(found.definition);
      return folder === null
        ? []
        : filesIn(folder).map((name) => ({
            name: this.#realName(layout, join(folder, name)),
            hash: null,
            locator: this.#locator(layout, join(folder, name)),
          }));
    },
    fetch: async ({ name, locator }, megabytes) => {
      const content = contentOf(this.#path(locator));
      if (content?.kind !== 'file') throw new Problem('form.media_missing', { file: name });
      if (content.size > megabytes * 1024 * 1024) {
        throw new Problem('form.media_too_large', { file: name, megabytes });
      }
      return readFile(content.path);
    },
  };

  async *listSubmissions(
    form: FormRef,
    _cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<RefPage> {
    const layout = this.#layout();
    let refs: SubmissionRef[] = [];
    let hasSome = false;
    const drafts = new Drafts(this.#readInstances, (path) => this.#realName(layout, path));
    for (const { path, stamp } of this.#instances(layout, form)) {
      const isDraft = drafts.isDraft(path);
      const ref = { formId: form.formId, locator: this.#locator(layout, path), stamp };
      refs.push(isDraft === undefined ? ref : { ...ref, isDraft });
      hasSome = true;
      if (refs.length < PAGE) continue;
      signal.throwIfAborted();
      yield { refs, cursor: null };
      refs = [];
    }
    signal.throwIfAborted();
    const problems = drafts.unreadable.map((path) => this.#draftsUnknown(layout, path));
    if (refs.length > 0 || problems.length > 0) yield { refs, cursor: null, problems };
    else if (!hasSome && layout.kind !== 'briefcase' && form.formId === '') {
      tellNotTaken(layout);
    }
  }

  async fetchSubmission(
    ref: SubmissionRef,
    _form: FormRef,
    staging: Staging,
    signal: AbortSignal,
  ): Promise<FetchedSubmission> {
    signal.throwIfAborted();
    const path = this.#path(ref.locator);
    try {
      return fetchFrom(path, ref, staging, (own) => this.#realName(this.#layout(), own));
    } catch (cause) {
      if (isProblem(cause)) throw cause;
      throw new Problem('source.folder_unreadable', { folder: ref.locator }, { cause });
    }
  }

  async close(): Promise<void> {}

  #layout(): FolderLayout {
    this.#known ??= recogniseFolder(this.#folder);
    return this.#known;
  }

  #forms(layout: FolderLayout): readonly FolderForm[] {
    return layout.kind === 'loose' ? looseForms(layout.root) : layout.forms;
  }

  /** What a ref with an id lists in a Collect or loose folder is nothing: the ref without one lists all. */
  #instances(layout: FolderLayout, form: FormRef): Iterable<{ path: string; stamp: string }> {
    if (layout.kind !== 'briefcase') return form.formId === '' ? instancesUnder(layout) : [];
    const found = layout.forms.find((known) => this.#formLocator(layout, known) === form.locator);
    return found?.instances == null ? [] : instancesOf(found.instances);
  }

  #formRef(layout: FolderLayout, form: FolderForm): FormRef {
    const header = form.definition === null ? null : headerOf(form.definition);
    const own =
      form.definition === null
        ? form.name
        : this.#realName(layout, form.definition).replace(/\.xml(\.revised)?$/i, '');
    const noted =
      header === null && form.instances !== null ? briefcaseMetadata(dirname(form.instances)) : null;
    return {
      // In a Collect or loose folder the empty id means all submissions, so that a broken form goes by its file name.
      formId: header?.formId ?? noted?.formId ?? (layout.kind === 'briefcase' ? '' : own),
      version: header?.version ?? null,
      name: header?.title ?? noted?.name ?? own,
      locator: this.#formLocator(layout, form),
      mediaLocator: null,
    };
  }

  #draftsUnknown(layout: FolderLayout, path: string): ProblemData {
    return problemData('source.drafts_unknown', { file: this.#locator(layout, path) });
  }

  #formLocator(layout: FolderLayout, form: FolderForm): string {
    return this.#locator(layout, form.definition ?? form.instances ?? join(layout.root, form.name));
  }

  #locator(layout: FolderLayout, path: string): string {
    return this.#names.listed(belowRoot(layout, path));
  }

  #realName(layout: FolderLayout, path: string): string {
    return path === layout.root ? basename(path) : this.#names.realName(belowRoot(layout, path));
  }

  #path(locator: string): string {
    // Where it separates nothing, a backslash is a character like any other: of paths in a zip of Windows, for one.
    const leadsOut = /(^|\/)\.\.(\/|$)|^\//.test(locator) || (sep === '\\' && locator.includes(sep));
    if (leadsOut) throw new Error('a locator stays below its folder');
    return locator === '.'
      ? this.#layout().root
      : `${this.#layout().root}${sep}${this.#names.onDisk(locator).replaceAll('/', sep)}`;
  }
}

/** Path below the chosen folder, with `/`; `.` for the folder itself. */
function belowRoot(layout: FolderLayout, path: string): string {
  const below = path.startsWith(layout.root + sep)
    ? path.slice(layout.root.length + 1)
    : relative(layout.root, path);
  if (below === '') return '.';
  return sep === '/' ? below : below.split(sep).join('/');
}

function* instancesUnder(layout: FolderLayout): Generator<{ path: string; stamp: string }> {
  for (const folder of layout.instances) {
    if (layout.kind === 'loose') yield* instancesIn(folder, 0);
    else yield* instancesOf(folder);
  }
  for (const { path, isDeep } of layout.strays) {
    if (isDeep) yield* instancesIn(path, 0);
    else yield* instancesAt(path);
  }
}

/** Throws a Problem that names a file that was not taken, where there are files and no submission among them. */
function tellNotTaken(layout: FolderLayout): void {
  const folders = [...layout.instances, ...layout.strays.map(({ path }) => path)];
  const files = folders.flatMap((folder) => otherFiles(folder, layout.forms));
  const [first] = files;
  if (first === undefined) return;
  const file = relative(layout.root, first).split(sep).join('/');
  throw new Problem('source.files_not_taken', { folder: layout.root, file, count: files.length });
}

function fetchFrom(
  path: string,
  ref: SubmissionRef,
  staging: Staging,
  realName: (path: string) => string,
): FetchedSubmission {
  const { folder, xml, files } = filesOf(path, realName);
  const own = xml === null ? null : contentOf(`${folder}${sep}${xml}`);
  if (own === null) throw new Problem('source.manifest_missing', { file: ref.locator });
  const wanted = staging.wanted?.(ref, own) ?? (() => true);
  const parts: FetchedPart[] = [];
  for (const name of files) {
    const content = name === xml ? null : contentOf(`${folder}${sep}${name}`);
    if (content === null) continue;
    const real = realName(`${folder}${sep}${name}`);
    parts.push(wanted(real) ? { name: real, content } : { name: real, content: null, notAsked: true });
  }
  return { ref, xml: own, parts, facts: NO_FACTS, problems: [] };
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Problem('source.folder_unreadable', { folder: path }, { cause });
  }
}

function headerOf(definition: string): FormHeader | null {
  try {
    return readFormHeader(readFile(definition));
  } catch (error) {
    // A submission that cannot be read is reported when it is fetched, and does not stop the others.
    if (error instanceof XmlError || isProblem(error)) return null;
    throw error;
  }
}
