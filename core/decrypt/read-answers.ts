import { problemData } from '../problem.ts';
import { readRecords } from '../record/read-records.ts';
import type { SubmissionRecord } from '../record/record.ts';
import type { Content } from '../source/source.ts';
import type { FormShape } from '../xform/model.ts';
import { decodeXml, parseXml, type XmlElement, XmlError, XmlTreeBuilder } from '../xml/xml.ts';
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
 * as a guess; null when the form is not known at all.
 */
export function formHint(
  forms: readonly FormHint[],
  formId: string,
  version: string | null,
): FormHint | null {
  const versions = forms.filter((form) => form.formId === formId);
  const exact = versions.find((form) => form.version === version);
  const [newest] = versions;
  if (exact !== undefined || newest === undefined) return exact ?? null;
  return {
    formId,
    version,
    shape: { repeats: versions.flatMap(({ shape }) => shape.repeats), isGuess: true },
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

/** Parses an XML document; large ones a piece at a time, above 128 MiB none. Throws an `XmlError`. */
export function parseContent(content: Content, inlineLimit: number): XmlElement {
  if (sizeOf(content) > MOST_BYTES) throw new XmlError('too large');
  if (sizeOf(content) <= inlineLimit) return parseXml(readWhole(content));
  const builder = new XmlTreeBuilder();
  const decoder = new TextDecoder('utf-8');
  for (const piece of pieces(content)) builder.write(decoder.decode(piece, { stream: true }));
  builder.write(decoder.decode());
  return builder.end();
}

/**
 * Parses plaintext XML. Where the signature does not vouch for it (`isSuspect`), bytes that no XML may hold are read as
 * U+FFFD, so that one damaged block inside an answer does not hide all the others. Returns the root, or the problem.
 */
export function parseAnswers(
  content: Content,
  xmlName: string,
  isSuspect: boolean,
  inlineLimit: number,
): XmlElement | SubmissionProblem {
  try {
    return parseContent(content, inlineLimit);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const mayHelp = isSuspect && error.fault === 'malformed' && sizeOf(content) <= inlineLimit;
    const mended = mayHelp ? parseMended(content) : null;
    if (mended !== null) return mended;
    const code = error.hostile ? 'decrypt.answers_hostile' : 'decrypt.answers_damaged';
    return { ...problemData(code, { file: xmlName, why: error.message }), file: xmlName };
  }
}

function parseMended(content: Content): XmlElement | null {
  try {
    return parseXml(decodeXml(readWhole(content)).replace(NOT_XML, '\uFFFD'));
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

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
