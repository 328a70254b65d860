import { closeSync, writeSync } from 'node:fs';
import { breathe } from '../../../ground/breath.ts';
import { openSync } from '../../../ground/patient-files.ts';
import type { WriteNotes } from '../../analysis/analysis-file.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import { Attributes } from './attributes.ts';
import { CaseBytes } from './case-bytes.ts';
import type { Dictionary } from './dictionary.ts';
import { dictionaryBytes } from './dictionary-bytes.ts';
import { documentOf } from './document.ts';
import { partWidths } from './long-texts.ts';
import { numberVariables } from './number-variables.ts';
import { responseSets } from './response-sets.ts';
import { SEGMENT } from './segments.ts';
import { labelOf, startOf } from './text-bytes.ts';
import { type SeenTexts, textVariables } from './text-variables.ts';
import { LabelSets } from './value-labels.ts';
import type { ColumnVariables, FileParts } from './variables.ts';

const PRODUCT = 'Attache';
/** The same rows give the same bytes, whenever they are written. */
const CREATED = { day: '01 Jan 70', time: '00:00:00' };
const LONGEST_FILE_LABEL = 64;
const LONGEST_NAME = 64;
/** After so many rows, other work of this thread runs. */
const AT_A_TIME = 1000;

/** How a table is written. */
export interface SavOptions {
  /** True gives a code to answers that were not asked for, or that the version of the form does not have. */
  readonly hasCodes: boolean;
  /** What was done to the answers of each question, by path, when the export is de-identified. */
  readonly treatments?: ReadonlyMap<string, string> | undefined;
}

/**
 * Writes a table as an SPSS file. Takes the path, where nothing of value is, and counts texts that lost
 * something because the file cannot hold them. Throws the file system's errors.
 */
export async function writeSav(
  path: string,
  table: FinishedTable,
  options: SavOptions,
  notes: WriteNotes,
): Promise<void> {
  const widths = await partWidths(table);
  const answers = table.columns.map(() => new Set<string>());
  for (;;) {
    const seen = answers.map((own): SeenTexts => ({ answers: own, changed: 0 }));
    const known = answers.map(({ size }) => size);
    await writeOnce(path, table, options, widths, seen);
    // An answer turned out to be a code: once more, with another code.
    if (answers.some(({ size }, i) => size > (known[i] ?? 0))) continue;
    for (const [i, { changed }] of seen.entries()) {
      if (changed > 0) notes.note('changed', table.columns[i]?.name ?? '', changed);
    }
    return;
  }
}

async function writeOnce(
  path: string,
  table: FinishedTable,
  { hasCodes, treatments }: SavOptions,
  widths: ReadonlyMap<number, readonly number[]>,
  seen: readonly SeenTexts[],
): Promise<void> {
  const { form } = table;
  const parts: FileParts = {
    form,
    labels: new LabelSets(form),
    attributes: new Attributes(form, treatments),
    hasCodes,
  };
  const names = new Set(table.columns.map(({ name }) => foldCase(name)));
  const columns = table.columns.map((column, i): ColumnVariables => {
    const own = seen[i];
    if (!isText(column) || own === undefined) return numberVariables(column, parts);
    const pieces = (widths.get(i) ?? [widthOf(column)]).map((width, part) => ({
      width,
      name: part === 0 ? column.name : partName(column.name, part + 1, names),
    }));
    return textVariables(column, parts, pieces, own);
  });
  const attributes = parts.attributes.ofFile(table);
  const dictionary: Dictionary = {
    label: labelOf(table.path === '' ? form.title : `${form.title} - ${table.name}`, LONGEST_FILE_LABEL),
    product: PRODUCT,
    created: CREATED,
    variables: columns.flatMap(({ variables }) => variables),
    sets: responseSets(table),
    attributes,
    document: documentOf(table, { hasCodes, isCut: parts.attributes.isCut }),
    cases: table.count,
  };
  const handle = openSync(path, 'w', 0o600);
  try {
    const write = (bytes: Uint8Array): void => {
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    };
    write(dictionaryBytes(dictionary));
    const cases = new CaseBytes(write);
    let count = 0;
    for (const row of table.rows()) {
      count += 1;
      if (count % AT_A_TIME === 0) await breathe();
      for (let i = 0; i < columns.length; i += 1) columns[i]?.add(row[i] ?? '', cases);
    }
    cases.end();
  } finally {
    closeSync(handle);
  }
}

/**
 * Keys have one width in all files of an export and of later ones, because SPSS merges files only by texts of
 * the same width.
 */
function widthOf({ role, original, facts: { longest } }: FinishedColumn): number {
  const isKey = role === 'fact' && (original === 'key' || original === 'parent_key');
  return Math.max(isKey ? SEGMENT : 1, longest);
}

function isText({ kind }: FinishedColumn): boolean {
  return kind === 'text' || kind === 'geometry';
}

/** The name of a further part of a text. Takes the names that are taken, without case, and adds to them. */
function partName(name: string, part: number, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const behind = number === 1 ? `_part${part}` : `_part${part}_${number}`;
    const found = startOf(name, LONGEST_NAME - behind.length) + behind;
    if (taken.has(foldCase(found))) continue;
    taken.add(foldCase(found));
    return found;
  }
}

/** The same for two names that differ only by case. */
function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase();
}
