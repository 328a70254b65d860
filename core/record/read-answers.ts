import { problemData } from '../ground/problem-data.ts';
import {
  readXml,
  type XmlDocument,
  type XmlElement,
  XmlError,
  type XmlOptions,
  XmlReader,
} from '../ground/xml/xml.ts';
import { pieces, readWhole, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import type { FormShape } from '../model/form.ts';
import type { StoredRecord, SubmissionProblem } from '../model/opened.ts';
import type { SubmissionRecord } from '../model/record.ts';
import { readRecords } from './read-records.ts';

/** What is known of one form version when its submissions are read. */
export interface FormHint {
  readonly formId: string;
  readonly version: string | null;
  readonly shape: FormShape;
  /** Paths of all fields. The form does not name an answer with any other path. */
  readonly fields: ReadonlySet<string>;
  /** Paths of all groups and repeats. When one is empty, it is not an answer. */
  readonly groups: ReadonlySet<string>;
  /** Fingerprint of the key that the form names; null when it names none. */
  readonly keyFingerprint: string | null;
  /** Set when there is no definition: the shape comes from the answers of the versions that have none. */
  readonly isSeen?: true;
}

/** The answers of one submission as they are stored. */
export interface Answers {
  readonly records: readonly StoredRecord[];
  readonly readByForm: boolean;
  readonly unnamedPaths: readonly (readonly [recordPath: string, path: string])[];
}

export const NO_ANSWERS: Answers = { records: [], readByForm: false, unnamedPaths: [] };

/**
 * The definition to read a submission with: that of its exact version. When there is none, a guess from all
 * other versions of its form, and from the repeats that the answers have shown. Null when nothing is known of
 * the form.
 */
export function formHint(
  forms: readonly FormHint[],
  formId: string,
  version: string | null,
): FormHint | null {
  const known = byForm(forms).get(formId);
  const exact = known?.versions.find((form) => form.isSeen !== true && form.version === version);
  if (exact !== undefined || known === undefined) return exact ?? null;
  known.guess ??= guessFrom(known.versions);
  return { ...known.guess, version };
}

interface KnownForm {
  readonly versions: FormHint[];
  guess?: FormHint;
}

const knownForms = new WeakMap<readonly FormHint[], ReadonlyMap<string, KnownForm>>();

/**
 * The versions of each form. Needed for each submission, so it is made once: a form may have many versions
 * with thousands of fields.
 */
function byForm(forms: readonly FormHint[]): ReadonlyMap<string, KnownForm> {
  const made = knownForms.get(forms);
  if (made !== undefined) return made;
  const known = new Map<string, KnownForm>();
  for (const form of forms) {
    const there = known.get(form.formId);
    if (there === undefined) known.set(form.formId, { versions: [form] });
    else there.versions.push(form);
  }
  knownForms.set(forms, known);
  return known;
}

function guessFrom(versions: readonly FormHint[]): FormHint {
  const newest = versions.find((form) => form.isSeen !== true) ?? versions[0];
  return {
    formId: newest?.formId ?? '',
    version: null,
    shape: { repeats: [...new Set(versions.flatMap(({ shape }) => shape.repeats))], isGuess: true },
    fields: new Set(versions.flatMap(({ fields }) => [...fields])),
    groups: new Set(versions.flatMap(({ groups }) => [...groups])),
    keyFingerprint: newest?.keyFingerprint ?? null,
  };
}

/** Reads a submission's XML into records ready to be stored. `form` is null when no definition is known. */
export function readAnswers(root: XmlElement, instanceId: string, form: FormHint | null): Answers {
  const records = readRecords(root, instanceId, form?.shape ?? null);
  const unnamedPaths: (readonly [string, string])[] = [];
  for (const record of records) {
    for (const path in record.values) {
      if (!isNamed(form, path, record.values[path] ?? '')) unnamedPaths.push([record.path, path]);
    }
  }
  const readByForm = form !== null && form.shape.isGuess !== true;
  return { records: records.map(encodeRecord), readByForm, unnamedPaths };
}

/**
 * Whether a definition has a column for an answer. A guess names empty values only: the answer may belong to
 * another table than the definitions say, because one version may ask once what another asks in each row of a
 * repeat.
 */
function isNamed(form: FormHint | null, path: string, value: string): boolean {
  if (form === null) return false;
  const isField = form.fields.has(path);
  if (isField && form.shape.isGuess !== true) return true;
  return (isField || form.groups.has(path)) && value.trim() === '';
}

/** No form makes a larger document. It would take the memory that other submissions need. */
const MOST_BYTES = 128 * 1024 * 1024;

/** A document that was read from a content. */
export interface ReadDocument extends XmlDocument {
  /** All its bytes; null when it was too large to be in memory at once. */
  readonly bytes: Uint8Array | null;
}

/**
 * Reads an XML document. A document above `inlineLimit` bytes is read piece by piece. Throws an `XmlError`
 * when it is not valid XML or is larger than 128 MiB.
 */
export function readContent(content: Content, inlineLimit: number, options: XmlOptions = {}): ReadDocument {
  if (sizeOf(content) > MOST_BYTES) throw new XmlError('too large');
  if (sizeOf(content) <= inlineLimit) {
    const bytes = readWhole(content);
    return { ...readXml(bytes, options), bytes };
  }
  const reader = new XmlReader(options);
  for (const piece of pieces(content)) reader.write(piece);
  return { ...reader.end(), bytes: null };
}

/**
 * Reads plaintext XML. Returns the document, or the problem that prevents reading it. A damaged block inside
 * one answer does not hide the other answers: its bytes that are not text become U+FFFD.
 */
export function readPlaintext(
  content: Content,
  xmlName: string,
  inlineLimit: number,
): XmlDocument | SubmissionProblem {
  try {
    return readContent(content, inlineLimit);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const code = error.hostile ? 'decrypt.answers_hostile' : 'decrypt.answers_damaged';
    return { ...problemData(code, { file: xmlName, why: error.message }), file: xmlName };
  }
}

function encodeRecord(record: SubmissionRecord): StoredRecord {
  const { path, key, parentKey, ordinal, values, repeats } = record;
  let hasRepeats = false;
  for (const _ in repeats) {
    hasRepeats = true;
    break;
  }
  return {
    path,
    key,
    parentKey,
    ordinal,
    values: JSON.stringify(values),
    repeats: hasRepeats ? JSON.stringify(repeats) : '',
  };
}
