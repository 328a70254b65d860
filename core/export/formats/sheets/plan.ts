import type { FormModel } from '../../../model/form.ts';
import type { RowReader } from '../../../model/rows.ts';
import { mergeForms } from '../../../xform/merge-forms.ts';
import { checkLanguage } from '../../check-language.ts';
import { TextSink } from '../../csv/text-sink.ts';
import { definitionsFor } from '../../definitions.ts';
import { wholeFileAt } from '../../existing.ts';
import { filterOf, type OptionsFor } from '../../options.ts';
import type { Table, TablesPlan } from '../../table.ts';
import { firstKeys } from './first-keys.ts';
import { Outline } from './outline.ts';
import { pageHead, pdfName, sheetHtml } from './page.ts';
import { printedOutput } from './printed.ts';
import { Sheet } from './sheet.ts';

/** The key of a submission, what the preview shows of it, and its sheet. */
type Row = readonly [key: string, shown: string, html: string];

/**
 * Plans one page with a sheet for each submission: the questions as its version of the form asked them, each with its
 * answer. Answers that the version does not name come last. Takes the form's reader, the options and the file's
 * name. Touches no file. Throws a Problem when the form does not have the language.
 */
export function planSheets(reader: RowReader, options: OptionsFor<'sheets'>, file: string): TablesPlan {
  const models = definitionsFor(reader, filterOf(options));
  checkLanguage(options.labels, models);
  const language = options.labels ?? models[0]?.languages[0] ?? '';
  const chosen = options.columns === undefined ? null : new Set(options.columns);
  const outlines = new Outlines(models, language, chosen);
  const header = pageHead(models[0]?.title ?? options.home?.formId ?? '', language);
  let pageAt: string | null = null;
  const table: Table<Row> = {
    file,
    path: '',
    columns: ['key', 'sheet'],
    existing: wholeFileAt,
    firstKeys,
    open: (path) => {
      const sink = new TextSink<Row>(path, { header, separator: '', encode: htmlOf }, false);
      pageAt = sink.temporary;
      return sink;
    },
    row: ({ key }, submission, context) => {
      const sheet = new Sheet(outlines.of(submission.version), submission, context);
      return [key, sheet.text, sheetHtml(key, sheet.html)];
    },
    show: (rows) => ({ cells: rows.map(([key, shown]) => [key, shown]), lines: [] }),
    keysIn: () => new Map(),
  };
  const printed = options.pdf === true ? [printedOutput(pdfName(file), options.printer, () => pageAt)] : [];
  return { tables: [table], audit: null, guides: printed, leftOut: [], notSplit: [], notLabelled: [] };
}

const htmlOf = ([, , html]: Row): string => html;

/** The outline of each version of the form; of a version without a definition, that of all versions together. */
class Outlines {
  readonly #byVersion = new Map<string | null, Outline>();
  readonly #merged: Outline;

  constructor(models: readonly FormModel[], language: string, chosen: ReadonlySet<string> | null) {
    for (const model of models.toReversed()) {
      this.#byVersion.set(model.version, new Outline(model, language, chosen));
    }
    this.#merged = new Outline(models.length === 0 ? null : mergeForms(models), language, chosen);
  }

  of(version: string | null): Outline {
    return this.#byVersion.get(version) ?? this.#merged;
  }
}
