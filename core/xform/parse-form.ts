import { Problem } from '../ground/problem.ts';
import {
  attribute,
  childOf,
  childrenOf,
  descendantOf,
  readXml,
  textOf,
  trimXml,
  type XmlDocument,
  type XmlElement,
  XmlError,
} from '../ground/xml/xml.ts';
import type { FormModel, FormNode } from '../model/form.ts';
import { type Bind, readBinds } from './binds.ts';
import { type ChoiceFiles, NO_FILES } from './choice-file.ts';
import { ChoiceReader } from './choices.ts';
import { readComputations } from './computations.ts';
import { type Body, readBody } from './controls.ts';
import { bareType, fieldType } from './field-type.ts';
import { readItext } from './itext.ts';
import { pathOf } from './refs.ts';

const JAVAROSA = 'http://openrosa.org/javarosa';
const XFORMS = 'http://www.w3.org/2002/xforms';

/**
 * Reads a form definition by local names: any XForm of pyxform, Kobo, ODK Build, Aggregate or Ona. Takes its
 * bytes, the file's name for messages, and the files beside the form that are here. Throws `form.unreadable`
 * when the bytes are not XML, and `form.not_a_form` when they are another kind of document. Runs no code of
 * the form.
 */
export function parseForm(bytes: Uint8Array, file: string, files: ChoiceFiles = NO_FILES): FormModel {
  const { root, notes } = readDocument(bytes, file);
  const model = root.local === 'model' ? root : descendantOf(root, 'model');
  const data = model === null ? null : primaryInstance(model);
  if (model === null || data === null) throw new Problem('form.not_a_form', { file });
  const itext = readItext(model);
  const binds = readBinds(model, itext);
  const body = childOf(root, 'body') ?? descendantOf(root, 'body');
  const computations = readComputations([model, body]);
  const preset = presetTexts(data);
  const choices = new ChoiceReader(
    model,
    itext,
    (reference, context) => {
      const path = pathOf(reference, context);
      return (path === null ? undefined : preset.get(path)) ?? '';
    },
    files,
  );
  const asked: Body =
    body === null ? { controls: new Map(), repeats: new Set() } : readBody(body, choices, itext, binds.paths);
  const formId = attribute(data, 'id') ?? (data.ns === '' || data.ns === XFORMS ? data.local : data.ns);
  const version = attribute(data, 'version');
  const replaced = notes.replaced + notes.undecodable;
  return {
    formId,
    // As written, because submissions have the same text, spaces included.
    version: version === null || trimXml(version) === '' ? null : version,
    title: textOf(childOf(childOf(root, 'head') ?? root, 'title')) ?? formId,
    rootName: data.local,
    publicKey: publicKeyOf(model),
    ...(replaced === 0 ? {} : { replaced }),
    languages: itext.languages,
    choiceFiles: [...choices.named],
    children: readNodes([data], '', { ...asked, binds: binds.binds, computations }),
  };
}

function readDocument(bytes: Uint8Array, file: string): XmlDocument {
  try {
    return readXml(bytes);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new Problem('form.unreadable', { file, why: error.message }, { cause: error });
  }
}

/** The root element of a submission: the first element of the first instance that is not a choice list. */
function primaryInstance(model: XmlElement): XmlElement | null {
  const instances = childrenOf(model, 'instance');
  const inner = instances.filter((instance) => attribute(instance, 'src') === null);
  const primary = instances.find((instance) => attribute(instance, 'id') === null) ?? inner[0];
  return primary?.children[0] ?? null;
}

function publicKeyOf(model: XmlElement): string | null {
  for (const submission of childrenOf(model, 'submission')) {
    const key = attribute(submission, 'base64RsaPublicKey')?.replace(/\s+/g, '');
    if (key) return key;
  }
  return null;
}

/** The texts that the form itself puts into its questions, by path. */
function presetTexts(data: XmlElement): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const walk = (element: XmlElement, path: string): void => {
    for (const child of element.children) {
      const childPath = path === '' ? child.local : `${path}/${child.local}`;
      const text = textOf(child);
      if (text !== null && !texts.has(childPath)) texts.set(childPath, text);
      walk(child, childPath);
    }
  };
  walk(data, '');
  return texts;
}

/** What the form has beside its instance, by path. */
interface ReadParts extends Body {
  readonly binds: ReadonlyMap<string, Bind>;
  readonly computations: ReadonlyMap<string, readonly string[]>;
}

/**
 * The nodes below elements with the same name, each name once, in the order of the instance. A repeat's
 * template and its first instance become one node with the children of both (`briefcase-csv` §3).
 */
function readNodes(elements: readonly XmlElement[], path: string, read: ReadParts): FormNode[] {
  const byName = Map.groupBy(
    elements.flatMap((element) => element.children),
    ({ local }) => local,
  );
  return [...byName].map(([name, same]) => readNode(name, same, path, read));
}

function readNode(name: string, same: readonly XmlElement[], parent: string, read: ReadParts): FormNode {
  const path = parent === '' ? name : `${parent}/${name}`;
  const control = read.controls.get(path) ?? null;
  const bind = read.binds.get(path);
  const relevant = bind?.relevant;
  const base = { name, path, labels: control?.labels ?? {}, ...(relevant === undefined ? {} : { relevant }) };
  const children = readNodes(same, path, read);
  if (read.repeats.has(path) || same.some(isTemplate)) return { ...base, kind: 'repeat', children };
  if (children.length > 0) return { ...base, kind: 'group', children };
  const bindType = bind?.type ?? '';
  const computedFrom = read.computations.get(path);
  const unansweredChoices = control?.list?.unansweredChoices ?? null;
  return {
    ...base,
    kind: 'field',
    type: fieldType(bindType, control?.kind ?? null),
    bindType: bareType(bindType),
    choices: control?.list?.choices ?? null,
    ...(unansweredChoices === null ? {} : { unansweredChoices }),
    ...(control?.list?.fromFile === undefined ? {} : { fromFile: control.list.fromFile }),
    mediaType: control?.mediaType ?? null,
    ...control?.more,
    ...bind?.rules,
    ...(computedFrom === undefined ? {} : { computedFrom }),
  };
}

function isTemplate(element: XmlElement): boolean {
  return element.attributes.some(({ ns, local }) => ns === JAVAROSA && local === 'template');
}
