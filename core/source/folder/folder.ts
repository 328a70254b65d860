import { isProblem, Problem, problemData } from '../../ground/problem.ts';
import { XmlError } from '../../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../../model/content.ts';
import type { FetchedPart, FetchedSubmission } from '../../model/fetched.ts';
import type { FormFile, FormMediaRef, FormRef, IsKnownForm } from '../../model/form-ref.ts';
import type { ReadInstances } from '../../model/instance-states.ts';
import type { RefPage, SubmissionRef } from '../../model/submission-ref.ts';
import { type FormHeader, readFormHeader } from '../form-header.ts';
import type { FormMediaSource, Source, Staging } from '../source.ts';
import { briefcaseMetadata } from './briefcase-metadata.ts';
import { diskTree } from './disk-tree.ts';
import { Drafts } from './drafts.ts';
import { filesIn, filesOf, mediaFolderOf, otherFiles } from './files.ts';
import { type FoundInstance, instancesAt, instancesIn, instancesOf } from './instances.ts';
import { type FolderForm, type FolderLayout, looseForms, recogniseFolder } from './layout.ts';
import { around, type FolderTree, inside, ROOT } from './tree.ts';

const PAGE = 500;
const NO_FACTS = { submissionDate: null, submitter: null, device: null, reviewState: null } as const;

export interface FolderOptions {
  readonly folder: string;
  /** Reads Collect's database of instances; without it no draft is told from what is finished. */
  readonly readInstances?: ReadInstances;
}

/**
 * Submissions that lie on this computer: a Briefcase storage, a Collect folder, or loose envelopes. Nothing is copied
 * and no file is read here: contents are paths, which the opening step reads. See `FormRef.formId` for the empty id.
 */
export function folderSource({ folder, readInstances }: FolderOptions): Source {
  let tree: FolderTree | null = null;
  return treeSource(() => {
    tree ??= diskTree(folder);
    return tree;
  }, readInstances);
}

/** The same for a tree of folders that is kept in some other way. `tree` is first called when forms are listed. */
export function treeSource(tree: () => FolderTree, readInstances: ReadInstances = () => new Map()): Source {
  return new FolderSource(tree, readInstances);
}

class FolderSource implements Source {
  readonly kind = 'folder';
  readonly #treeOf: () => FolderTree;
  readonly #readInstances: ReadInstances;
  #known: FolderLayout | null = null;

  constructor(tree: () => FolderTree, readInstances: ReadInstances) {
    this.#treeOf = tree;
    this.#readInstances = readInstances;
  }

  async listForms(signal: AbortSignal): Promise<readonly FormRef[]> {
    signal.throwIfAborted();
    const layout = this.#layout();
    const refs = this.#forms(layout).map((form) => this.#formRef(layout, form));
    if (layout.kind === 'briefcase') return refs;
    const { instances, strays } = layout;
    if (instances.length === 0 && strays.length === 0) return refs;
    const tree = this.#tree;
    if (layout.kind === 'loose' && refs.length === 0 && instancesUnder(tree, layout).next().done === true) {
      throw new Problem('source.folder_unknown', { folder: tree.shown(ROOT) });
    }
    const all: FormRef = {
      formId: '',
      version: null,
      name: tree.nameOf(ROOT),
      locator: tree.locatorOf(instances.length === 1 ? (instances[0] ?? ROOT) : ROOT),
      mediaLocator: null,
    };
    return [...refs, all];
  }

  async fetchForm(form: FormRef, _isKnown: IsKnownForm, signal: AbortSignal): Promise<readonly FormFile[]> {
    signal.throwIfAborted();
    const definition = this.#formAt(form.locator)?.definition ?? null;
    return definition === null ? [] : [{ ref: form, bytes: readFile(this.#tree, definition) }];
  }

  readonly formMedia: FormMediaSource = {
    list: async (form) => {
      const definition = this.#formAt(form.locator)?.definition ?? null;
      return definition === null ? [] : mediaOf(this.#tree, definition);
    },
    fetch: async ({ name, locator }, megabytes) => {
      const path = this.#path(locator);
      const content = this.#tree.contentOf(path);
      if (content === null) throw new Problem('form.media_missing', { file: name });
      if (sizeOf(content) > megabytes * 1024 * 1024) {
        throw new Problem('form.media_too_large', { file: name, megabytes });
      }
      return readFile(this.#tree, path);
    },
  };

  async *listSubmissions(
    form: FormRef,
    _cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<RefPage> {
    const layout = this.#layout();
    const tree = this.#tree;
    let refs: SubmissionRef[] = [];
    let hasSome = false;
    const drafts = new Drafts(tree, this.#readInstances);
    for (const { path, stamp } of this.#instances(layout, form)) {
      const isDraft = drafts.isDraft(path);
      const ref = { formId: form.formId, locator: tree.locatorOf(path), stamp };
      refs.push(isDraft === undefined ? ref : { ...ref, isDraft });
      hasSome = true;
      if (refs.length < PAGE) continue;
      signal.throwIfAborted();
      yield { refs, cursor: null };
      refs = [];
    }
    signal.throwIfAborted();
    const problems = drafts.unreadable.map((path) =>
      problemData('source.drafts_unknown', { file: tree.locatorOf(path) }),
    );
    if (refs.length > 0 || problems.length > 0) yield { refs, cursor: null, problems };
    else if (!hasSome && layout.kind !== 'briefcase' && form.formId === '') {
      tellNotTaken(tree, layout);
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
      return fetchFrom(this.#tree, path, ref, staging);
    } catch (cause) {
      if (isProblem(cause)) throw cause;
      throw new Problem('source.folder_unreadable', { folder: ref.locator }, { cause });
    }
  }

  async close(): Promise<void> {}

  get #tree(): FolderTree {
    return this.#treeOf();
  }

  #layout(): FolderLayout {
    this.#known ??= recogniseFolder(this.#tree);
    return this.#known;
  }

  #forms(layout: FolderLayout): readonly FolderForm[] {
    return layout.kind === 'loose' ? looseForms(this.#tree) : layout.forms;
  }

  #formAt(locator: string): FolderForm | undefined {
    return this.#forms(this.#layout()).find((form) => this.#formLocator(form) === locator);
  }

  /** What a ref with an id lists in a Collect or loose folder is nothing: the ref without one lists all. */
  #instances(layout: FolderLayout, form: FormRef): Iterable<FoundInstance> {
    if (layout.kind !== 'briefcase') return form.formId === '' ? instancesUnder(this.#tree, layout) : [];
    const found = layout.forms.find((known) => this.#formLocator(known) === form.locator);
    return found?.instances == null ? [] : instancesOf(this.#tree, found.instances);
  }

  #formRef(layout: FolderLayout, form: FolderForm): FormRef {
    const { definition, instances } = form;
    const tree = this.#tree;
    const header = definition === null ? null : headerOf(tree, definition);
    const own = definition === null ? form.name : tree.nameOf(definition).replace(/\.xml(\.revised)?$/i, '');
    const noted = header === null && instances !== null ? briefcaseMetadata(tree, around(instances)) : null;
    return {
      // In a Collect or loose folder the empty id means all submissions, so that a broken form goes by its file name.
      formId: header?.formId ?? noted?.formId ?? (layout.kind === 'briefcase' ? '' : own),
      version: header?.version ?? null,
      name: header?.title ?? noted?.name ?? own,
      locator: this.#formLocator(form),
      mediaLocator: null,
    };
  }

  #formLocator(form: FolderForm): string {
    return this.#tree.locatorOf(form.definition ?? form.instances ?? form.name);
  }

  #path(locator: string): string {
    if (/(^|\/)\.\.(\/|$)|^\//.test(locator)) throw new Error('a locator stays below its folder');
    return this.#tree.pathOf(locator);
  }
}

/** The files that belong to a form. */
function mediaOf(tree: FolderTree, definition: string): readonly FormMediaRef[] {
  const folder = mediaFolderOf(definition);
  return filesIn(tree, folder).map((name) => ({
    name,
    hash: null,
    locator: tree.locatorOf(inside(folder, name)),
  }));
}

function* instancesUnder(tree: FolderTree, layout: FolderLayout): Generator<FoundInstance> {
  for (const folder of layout.instances) {
    if (layout.kind === 'loose') yield* instancesIn(tree, folder, 0);
    else yield* instancesOf(tree, folder);
  }
  for (const { path, isDeep } of layout.strays) {
    if (isDeep) yield* instancesIn(tree, path, 0);
    else yield* instancesAt(tree, path);
  }
}

/** Throws a Problem that names a file that was not taken, where there are files and no submission among them. */
function tellNotTaken(tree: FolderTree, layout: FolderLayout): void {
  const folders = [...layout.instances, ...layout.strays.map(({ path }) => path)];
  const files = folders.flatMap((folder) => otherFiles(tree, folder, layout.forms));
  const [file] = files;
  if (file === undefined) return;
  throw new Problem('source.files_not_taken', { folder: tree.shown(ROOT), file, count: files.length });
}

function fetchFrom(tree: FolderTree, path: string, ref: SubmissionRef, staging: Staging): FetchedSubmission {
  const { folder, xml, files } = filesOf(tree, path);
  const own = xml === null ? null : tree.contentOf(inside(folder, xml));
  if (own === null) throw new Problem('source.manifest_missing', { file: ref.locator });
  const wanted = staging.wanted?.(ref, own) ?? (() => true);
  const parts: FetchedPart[] = [];
  for (const name of files) {
    const content = name === xml ? null : tree.contentOf(inside(folder, name));
    if (content === null) continue;
    parts.push(wanted(name) ? { name, content } : { name, content: null, notAsked: true });
  }
  return { ref, xml: own, parts, facts: NO_FACTS, problems: [] };
}

function readFile(tree: FolderTree, path: string): Uint8Array {
  let cause: unknown;
  try {
    const content = tree.contentOf(path);
    if (content !== null) return readWhole(content);
  } catch (error) {
    cause = error;
  }
  throw new Problem('source.folder_unreadable', { folder: tree.shown(path) }, { cause });
}

function headerOf(tree: FolderTree, definition: string): FormHeader | null {
  try {
    return readFormHeader(readFile(tree, definition));
  } catch (error) {
    // A submission that cannot be read is reported when it is fetched, and does not stop the others.
    if (error instanceof XmlError || isProblem(error)) return null;
    throw error;
  }
}
