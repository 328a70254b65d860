import type { Labels } from '../../../model/form.ts';
import { labelIn } from '../../../xform/label.ts';
import {
  type Described,
  type DescribedColumn,
  type DescribedTable,
  treatedElsewhere,
} from './described-table.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns the `datapackage.json` of an export (Data Package and Table Schema 1; `categories` are of 2).
 * Takes a function that returns the final name of a file.
 */
export function dataPackage(described: Described, finalName: (planned: string) => string): string {
  const { models, tables, audit, base } = described;
  const [newest] = models;
  const names = resourceNames(tables);
  const text = (labels: Labels): string | null => textIn(described, labels);
  return `${JSON.stringify(
    {
      profile: 'tabular-data-package',
      name: slug(newest?.formId ?? base) || 'data',
      title: newest?.title || base,
      ...(newest?.version == null ? {} : { version: newest.version }),
      ...(models.length === 0
        ? {}
        : { languages: [...new Set(models.flatMap(({ languages }) => languages))] }),
      ...deidentifiedOf(described),
      resources: [
        ...tables.map((table) => tableResource(table, described, names, finalName, text)),
        ...(audit === null ? [] : [auditResource(finalName(audit))]),
      ],
    },
    null,
    2,
  )}\n`;
}

function tableResource(
  table: DescribedTable,
  { options, tables, treatments }: Described,
  names: ReadonlyMap<string, string>,
  finalName: (planned: string) => string,
  text: (labels: Labels) => string | null,
): Json {
  const { path, file } = table.watched;
  const title = text(table.labels);
  // Several versions of one submission have the same key.
  const hasKey = options.allVersions !== true;
  const parent = parentOf(path, tables);
  return {
    profile: 'tabular-data-resource',
    name: names.get(path),
    path: finalName(file),
    ...(title === null ? {} : { title }),
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: {
      delimiter: options.separator ?? ',',
      lineTerminator: '\n',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
    },
    schema: {
      fields: table.columns.map((column) => field(column, hasKey, treatments, text)),
      missingValues: [''],
      ...(hasKey ? { primaryKey: ['key'] } : {}),
      ...(parent === null || !hasKey
        ? {}
        : {
            foreignKeys: [
              { fields: ['parent_key'], reference: { resource: names.get(parent), fields: ['key'] } },
            ],
          }),
    },
  };
}

/** A property of our own, which the standard allows: what was done so that the files name nobody. */
function deidentifiedOf(described: Described): Json {
  const about = described.deidentified();
  const questions = treatedElsewhere(described);
  return about === null && questions.length === 0
    ? {}
    : { deidentified: { ...about, questionsWithoutColumn: questions } };
}

/** The audit logs are of programs: their columns are those that the phones wrote. */
function auditResource(path: string): Json {
  return {
    profile: 'data-resource',
    name: 'audit',
    path,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
  };
}

function field(
  column: DescribedColumn,
  hasKey: boolean,
  treatments: Described['treatments'],
  text: (labels: Labels) => string | null,
): Json {
  const { name, labels, question, choices, isMultiple, scan, unit } = column;
  const title = text(labels);
  const treatment = treatments.get(question?.path ?? name);
  const hint = question === null ? null : text(question.field.hints ?? {});
  const isKey = question === null && name === 'key';
  const isList = choices !== null && !isMultiple && scan.misfits === 0;
  return {
    name,
    ...typeOf(column),
    ...(title === null ? {} : { title }),
    ...(hint === null ? {} : { description: hint }),
    ...(unit === null ? {} : { unit }),
    ...(isKey ? { constraints: { required: true, ...(hasKey ? { unique: true } : {}) } } : {}),
    ...(isList ? { constraints: { enum: [...new Set(choices.map(({ written }) => written))] } } : {}),
    ...(choices === null
      ? {}
      : {
          categories: choices.map((choice) => ({
            value: choice.written,
            label: text(choice.labels) ?? choice.written,
          })),
        }),
    ...(question === null ? {} : { formPath: question.path }),
    ...(question?.relevant == null ? {} : { relevant: question.relevant }),
    ...(question?.field.constraint === undefined ? {} : { formConstraint: question.field.constraint }),
    ...(treatment === undefined ? {} : { treatment }),
    ...(Object.keys(labels).some((language) => language !== '') ? { labels } : {}),
  };
}

/** The type of a column, as far as every cell has it. */
function typeOf({ shape, scan }: DescribedColumn): Json {
  if (scan.misfits > 0) return { type: 'string' };
  switch (shape) {
    case 'whole':
      return { type: 'integer' };
    case 'number':
      return { type: 'number' };
    case 'flag':
      return { type: 'boolean', trueValues: ['true', '1'], falseValues: ['false', '0'] };
    case 'date':
      return { type: 'date' };
    case 'time':
      return { type: 'time' };
    case 'dateTime':
      // With the offset of its clock.
      return { type: 'datetime', format: 'any' };
    case 'text':
      return { type: 'string' };
  }
}

/** The table whose rows a table's `parent_key` names; null for the submissions. */
export function parentOf(path: string, tables: readonly DescribedTable[]): string | null {
  if (path === '') return null;
  return tables
    .map(({ watched }) => watched.path)
    .filter((other) => other !== '' && path.startsWith(`${other}/`))
    .reduce((longest, other) => (other.length > longest.length ? other : longest), '');
}

/** A text in the language of the labels, else in the form's first. */
export function textIn({ options, models }: Described, labels: Labels): string | null {
  return labelIn(labels, options.labels ?? null, models[0]?.languages ?? []);
}

function resourceNames(tables: readonly DescribedTable[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(['audit']);
  for (const { watched } of tables) {
    const wanted = watched.path === '' ? 'submissions' : slug(watched.path) || 'repeat';
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
    taken.add(name);
    names.set(watched.path, name);
  }
  return names;
}

/** A name with the characters that the standard allows. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}
