import { trimXml } from '../../ground/xml/xml.ts';
import { type Block, isAttached } from './block.ts';
import type { AnalysisColumn, ColumnKind } from './column.ts';
import type { ColumnMaker } from './column-maker.ts';

/** Reads a trimmed answer that is not empty. Returns null when it is not of the column's kind. */
export type CellReader = (text: string) => number | string | null;

/** A column of texts, exactly as they were written. White space alone may be an answer to a text question. */
export function textBlock(path: string, columns: ColumnMaker, isText = true): Block {
  return {
    path,
    columns: [columns.answer('text')],
    write: (cells, at, written) => {
      if (isText ? written !== '' : trimXml(written) !== '') cells[at] = written;
    },
  };
}

/**
 * A column of attachments. When the submission's own version asked for another type, and the answer is not
 * the name of an attachment, the answer stays as it is.
 */
export function fileBlock(path: string, columns: ColumnMaker): Block {
  const column = columns.answer('text');
  return {
    path,
    columns: [column],
    write: (cells, at, written, { submission, context, file, version }) => {
      const answer = trimXml(written);
      if (answer === '') return;
      const own = version?.typeOf(path);
      if (own === undefined || own === 'binary' || isAttached(answer, submission)) {
        cells[at] = context.media(answer, submission);
      } else {
        cells[at] = written;
        context.note('other-type', file, column.name);
      }
    },
  };
}

/** The column of the audit log, whose lines are collected in a file of their own. */
export function auditBlock(path: string, columns: ColumnMaker): Block {
  return {
    path,
    columns: [columns.answer('text')],
    write: (cells, at, written, { submission, context }) => {
      const answer = trimXml(written);
      if (answer !== '') cells[at] = context.audit(answer, submission);
    },
  };
}

/**
 * A column of numbers, dates, places or choices, and one of the answers that are something else. With texts,
 * the second has every answer.
 */
export function typedBlock(
  path: string,
  columns: ColumnMaker,
  kind: ColumnKind,
  read: CellReader,
  { hasTexts = false, ...more }: Partial<AnalysisColumn> & { readonly hasTexts?: boolean } = {},
): Block {
  const column = columns.answer(kind, more);
  const asWritten = columns.written(hasTexts);
  return {
    path,
    columns: [column, asWritten],
    write: (cells, at, written, row) => {
      const text = trimXml(written);
      if (text === '') return;
      const value = read(text);
      if (value !== null) cells[at] = value;
      else row.context.note('other-type', row.file, column.name, asWritten.name);
      if (value === null || hasTexts) cells[at + 1] = written;
    },
  };
}
