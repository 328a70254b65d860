import { parse } from 'csv-parse/sync';
import { Problem } from '../ground/problem.ts';
import { decodeWindows1252 } from '../ground/xml/windows-1252.ts';
import { parseXml, textOf, trimXml, XmlError } from '../ground/xml/xml.ts';
import type { Choice, Labels } from '../model/form.ts';

/** The choices in a file beside the form: one row per choice, all columns as text. */
export interface ChoiceTable {
  readonly columns: readonly string[];
  /** Cells in the order of `columns`; a row may be shorter. */
  readonly rows: readonly (readonly string[])[];
}

/** Returns a form's choice file by its name, or null if the file is not here or not readable. */
export type ChoiceFiles = (name: string) => ChoiceTable | null;

/** For a form whose choice files are not here. */
export const NO_FILES: ChoiceFiles = () => null;

/** Whether a file of that name can hold choices. Pictures and sounds of a form cannot. */
function isChoiceFile(name: string): boolean {
  return /\.(csv|xml|geojson)$/i.test(name);
}

/**
 * Returns the name of the file in an instance's address (`jr://file-csv/towns.csv`), or null for any other
 * address.
 */
export function choiceFileOf(source: string): string | null {
  const name = /^jr:\/\/(?:file|file-csv)\/([^/\\]+)$/.exec(source.trim())?.[1];
  return name === undefined || !isChoiceFile(name) ? null : name;
}

/**
 * Reads a choice file: CSV with a header, XML whose root holds the choices, or GeoJSON (each feature is a
 * choice, its properties are the columns). Takes its name and bytes. Throws `form.media_unreadable`.
 */
export function readChoiceFile(name: string, bytes: Uint8Array): ChoiceTable {
  try {
    if (/\.xml$/i.test(name)) return ofXml(bytes);
    const text = decoded(bytes);
    return /\.geojson$/i.test(name) ? ofGeoJson(text) : ofCsv(text);
  } catch (cause) {
    // The messages of the other readers could quote the file, so they are not kept as the cause.
    throw new Problem('form.media_unreadable', { file: name }, cause instanceof XmlError ? { cause } : {});
  }
}

/**
 * A CSV file does not name its encoding. A mark shows UTF-16. Anything else that is not UTF-8 comes from a
 * spreadsheet on Windows.
 */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/**
 * Joins the tables of one file into one. Takes the newest first. Choices that a newer table lacks keep their
 * label.
 */
export function joinChoiceTables(tables: readonly ChoiceTable[]): ChoiceTable | null {
  const [newest, ...older] = tables;
  if (newest === undefined || older.length === 0) return newest ?? null;
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const rows = tables.flatMap((table) => {
    const places = columns.map((column) => table.columns.indexOf(column));
    return table.rows.map((row) => places.map((place) => row[place] ?? ''));
  });
  return { columns, rows };
}

function ofCsv(text: string): ChoiceTable {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  // Spreadsheets in some countries write semicolons, and Collect reads these too.
  const delimiter = !head.includes(',') && head.includes(';') ? ';' : ',';
  const [columns = [], ...rows] = parse(text, {
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  return { columns: columns.map((column) => column.trim()), rows };
}

function ofXml(bytes: Uint8Array): ChoiceTable {
  const items = parseXml(bytes).children;
  return ofRecords(
    items.map((item) => item.children.map((child) => [child.local, textOf(child) ?? ''] as const)),
  );
}

function ofGeoJson(text: string): ChoiceTable {
  const read = JSON.parse(text) as { readonly features?: unknown };
  if (!Array.isArray(read.features)) throw new TypeError('no features');
  const features = read.features as readonly { readonly id?: unknown; readonly properties?: unknown }[];
  return ofRecords(
    features.map((feature) => {
      const properties = Object.entries((feature?.properties ?? {}) as Readonly<Record<string, unknown>>);
      const id = feature?.id === undefined ? [] : [['id', feature.id] as const];
      // A property named `id` counts before the feature's own ID.
      return [...properties, ...id].flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? [[name, String(value)] as const]
          : [],
      );
    }),
  );
}

function ofRecords(records: readonly (readonly (readonly [name: string, value: string])[])[]): ChoiceTable {
  const places = new Map<string, number>();
  for (const record of records) {
    for (const [name] of record) if (!places.has(name)) places.set(name, places.size);
  }
  const rows = records.map((record) => {
    const row: string[] = Array.from({ length: places.size }, () => '');
    for (const [name, value] of record) {
      const place = places.get(name) ?? 0;
      if (row[place] === '') row[place] = value;
    }
    return row;
  });
  return { columns: [...places.keys()], rows };
}

/** The label columns by language: the column itself, and any `label::Language`. */
export function labelColumns({ columns }: ChoiceTable, label: string): Labels {
  const translated = columns.flatMap((column) =>
    column.startsWith(`${label}::`) ? [[column.slice(label.length + 2).trim(), column] as const] : [],
  );
  return { '': label, ...Object.fromEntries(translated) };
}

/** The choices of a table. Takes the column of the values and, by language, the columns of the labels. */
export function choicesOfTable(
  { columns, rows }: ChoiceTable,
  value: string,
  named: Labels,
): readonly Choice[] {
  const at = columns.indexOf(value);
  if (at < 0) return [];
  const labels = Object.entries(named).flatMap(([language, column]) => {
    const place = columns.indexOf(column);
    return place < 0 ? [] : [[language, place] as const];
  });
  return rows.flatMap((row) => {
    const own = trimXml(row[at] ?? '');
    if (own === '') return [];
    const texts = labels.flatMap(([language, place]) => {
      const text = trimXml(row[place] ?? '');
      return text === '' ? [] : [[language, text] as const];
    });
    return [{ value: own, labels: Object.fromEntries(texts) }];
  });
}
