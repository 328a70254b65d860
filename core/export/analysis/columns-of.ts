import type { FormModel } from '../../model/form.ts';
import type { RowReader } from '../../model/rows.ts';
import type { AnswerColumn } from '../typed-table.ts';
import { zoneOffset } from '../zone.ts';
import { type Block, withFiles } from './block.ts';
import { type ChoiceStyle, choiceTextBlock, codedBlock, manyBlock } from './choice-blocks.ts';
import { ChoiceLists } from './choice-lists.ts';
import type { ColumnKind } from './column.ts';
import { ColumnMaker } from './column-maker.ts';
import type { ColumnNames } from './column-names.ts';
import { dayNumber, momentReader, timeNumber } from './day-numbers.ts';
import { exactDecimal, exactWhole } from './exact-numbers.ts';
import type { AnalysisOptions } from './options.ts';
import { geometryBlock, pointBlock } from './place-blocks.ts';
import { auditBlock, type CellReader, fileBlock, textBlock, typedBlock } from './plain-blocks.ts';
import type { Target } from './target.ts';
import { KnownVersions } from './versions.ts';

/** Compiles the columns of questions, once per export. */
export class AnswerBlocks {
  readonly #options: AnalysisOptions;
  readonly #target: Target;
  readonly #style: ChoiceStyle;
  readonly #lists: ChoiceLists;
  readonly #treatments: ReadonlyMap<string, string>;
  /** Reads date-times for this export. */
  readonly readMoment: (text: string) => number | null;
  readonly versions: KnownVersions;
  /** The columns so far that should have been split, but their choices are not known. */
  readonly notSplit: string[] = [];
  /** The columns so far that should have had labels, but their choices are not known. */
  readonly notLabelled: string[] = [];

  /**
   * Takes the options, what the format can hold, the reader, and those of its definitions that the export
   * uses, the newest first.
   */
  constructor(
    options: AnalysisOptions,
    target: Target,
    reader: Pick<RowReader, 'models' | 'treatments'>,
    models: readonly FormModel[],
  ) {
    const languages = models[0]?.languages ?? [];
    this.#options = options;
    this.#target = target;
    this.#style = {
      hasCodes: target.choices === 'codes',
      choices: options.choices ?? (options.labels === undefined ? 'values' : 'labels'),
      selectMultiple: options.selectMultiple ?? 'both',
      language: options.labels ?? languages[0] ?? '',
      languages,
    };
    this.#lists = new ChoiceLists(reader.models);
    this.#treatments = reader.treatments ?? new Map();
    this.readMoment = momentReader(options.timeZone === undefined ? null : zoneOffset(options.timeZone));
    this.versions = new KnownVersions(reader.models);
  }

  /** Returns the columns of one question. */
  of(column: AnswerColumn, names: ColumnNames): Block {
    const { path, type } = column;
    const columns = new ColumnMaker(column, names, this.#treatments.get(path));
    if (path === 'meta/audit') return auditBlock(path, columns);
    if (type === 'binary') return fileBlock(path, columns);
    const block = this.#typed(column, columns);
    const whole = block.columns.findIndex(({ role }) => role === 'text');
    return withFiles(block, column, Math.max(0, whole), this.versions.mayBeFile(path));
  }

  #typed({ field, path, type }: AnswerColumn, columns: ColumnMaker): Block {
    const texts = { hasTexts: this.#options.dateTexts === true };
    switch (type) {
      case 'int':
        return typedBlock(path, columns, 'whole', this.#held('whole', exactWhole));
      case 'decimal':
        return typedBlock(path, columns, 'number', this.#held('number', exactDecimal));
      case 'boolean':
        return typedBlock(path, columns, 'flag', readFlag);
      case 'date':
        return typedBlock(path, columns, 'date', this.#held('date', dayNumber), texts);
      case 'time':
        return typedBlock(path, columns, 'time', this.#held('time', timeNumber), texts);
      case 'dateTime':
        return typedBlock(path, columns, 'dateTime', this.#held('dateTime', this.readMoment), texts);
      case 'geopoint':
        return this.#hasGeometries ? geometryBlock(path, 'point', columns) : pointBlock(path, columns);
      case 'geotrace':
        return this.#hasGeometries ? geometryBlock(path, 'line', columns) : textBlock(path, columns, false);
      case 'geoshape':
        return this.#hasGeometries ? geometryBlock(path, 'area', columns) : textBlock(path, columns, false);
      case 'select1':
        return this.#selectOne(field, columns);
      case 'select':
      case 'rank':
        return this.#selectMany(field, columns);
      default:
        return textBlock(path, columns);
    }
  }

  #selectOne(field: AnswerColumn['field'], columns: ColumnMaker): Block {
    const list = this.#lists.of(field);
    if (list === null && this.#wantsLabels) this.notLabelled.push(columns.name);
    const isCoded =
      this.#style.hasCodes && list !== null && list.choices.length <= (this.#target.mostChoices ?? Infinity);
    return isCoded
      ? codedBlock(field.path, list, columns)
      : choiceTextBlock(field, list, columns, this.#style);
  }

  #selectMany(field: AnswerColumn['field'], columns: ColumnMaker): Block {
    const list = this.#lists.of(field);
    const isUnknown = list === null || field.fromFile === 'search';
    if (isUnknown && this.#style.selectMultiple !== 'text') this.notSplit.push(columns.name);
    else if (list === null && this.#wantsLabels) this.notLabelled.push(columns.name);
    return manyBlock(field, list, columns, this.#style);
  }

  get #hasGeometries(): boolean {
    return this.#target.places === 'geometry';
  }

  get #wantsLabels(): boolean {
    return this.#style.hasCodes || this.#style.choices !== 'values';
  }

  /** What the format cannot hold is not of the column's kind. */
  #held(kind: ColumnKind, read: (text: string) => number | null): CellReader {
    const { holds } = this.#target;
    if (holds === undefined) return read;
    return (text) => {
      const value = read(text);
      return value !== null && holds(kind, value) ? value : null;
    };
  }
}

function readFlag(text: string): number | null {
  switch (text.toLowerCase()) {
    case 'true':
    case '1':
      return 1;
    case 'false':
    case '0':
      return 0;
    default:
      return null;
  }
}
