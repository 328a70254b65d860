import { problemData } from '../problem.ts';
import { readRecords } from '../record/read-records.ts';
import type { SubmissionRecord } from '../record/record.ts';
import type { Content } from '../source/source.ts';
import type { FormShape } from '../xform/model.ts';
import {
  readXml,
  type XmlDocument,
  type XmlElement,
  XmlError,
  type XmlOptions,
  XmlReader,
} from '../xml/xml.ts';
import { pieces, readWhole, sizeOf } from './open-file.ts';
import type { StoredRecord, SubmissionProblem } from './opened.ts';

/** What opening needs to know of one form version. */
export interface FormHint {
  readonly formId: string;
  readonly version: string | null;
  readonly shape: FormShape;
  /** Paths of all fields, so that answers that the form does not name can be told. */
  readonly paths: ReadonlySet<string>;
  /** Fingerprint of the key that the form names; null when it names none. */
  readonly keyFingerprint: string | null;
  /** No definition at all: what the answers have shown of those versions that have none. */
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
 * The definition that a submission is read with: exactly its version's; else what all other versions of its form name,
 * and what its answers have shown to repeat, as a guess; null when nothing is known of the form.
 */
export function formHint(
  forms: readonly FormHint[],
  formId: string,
  version: string | null,
): FormHint | null {
  const versions = forms.filter((form) => form.formId === formId);
  const exact = versions.find((form) => form.isSeen !== true && form.version === version);
  const newest = versions.find((form) => form.isSeen !== true) ?? versions[0];
  if (exact !== undefined || newest === undefined) return exact ?? null;
  return {
    formId,
    version,
    shape: { repeats: [...new Set(versions.flatMap(({ shape }) => shape.repeats))], isGuess: true },
    paths: new Set(versions.flatMap(({ paths }) => [...paths])),
    keyFingerprint: newest.keyFingerprint,
  };
}

/** Reads a submission's XML into records ready to be stored. `form` is null when no definition is at hand. */
export function readAnswers(root: XmlElement, instanceId: string, form: FormHint | null): Answers {
  const records = readRecords(root, instanceId, form?.shape ?? null);
  const unnamedPaths: (readonly [string, string])[] = [];
  for (const record of records) {
    for (const path in record.values) {
      if (form === null || !form.paths.has(path)) unnamedPaths.push([record.path, path]);
    }
  }
  const readByForm = form !== null && form.shape.isGuess !== true;
  return { records: records.map(encodeRecord), readByForm, unnamedPaths };
}

/** A larger document than any form makes would take the memory of all the others. */
const MOST_BYTES = 128 * 1024 * 1024;

/** Reads an XML document; large ones a piece at a time, above 128 MiB none. Throws an `XmlError`. */
export function readContent(content: Content, inlineLimit: number, options: XmlOptions = {}): XmlDocument {
  if (sizeOf(content) > MOST_BYTES) throw new XmlError('too large');
  if (sizeOf(content) <= inlineLimit) return readXml(readWhole(content), options);
  const reader = new XmlReader(options);
  for (const piece of pieces(content)) reader.write(piece);
  return reader.end();
}

/**
 * Reads plaintext XML. Returns the document, or the problem that keeps it from being read. A damaged block inside of an
 * answer does not hide the others: what of it is no text is U+FFFD.
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
