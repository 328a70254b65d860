import { trimXml } from '../../ground/xml/xml.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import { attachmentOf } from '../../record/attachment-of.ts';
import type { RowContext } from '../table.ts';
import type { AnswerColumn } from '../typed-table.ts';
import type { Cell } from './cell.ts';
import type { AnalysisColumn } from './column.ts';
import type { KnownVersion } from './versions.ts';

/** What cells may use outside their answer. One object serves a whole row. */
export interface CellRow {
  readonly submission: ExportSubmission;
  readonly context: RowContext;
  /** The file's name, for reports. */
  readonly file: string;
  /** The form version of the submission; null when its definition is not here. */
  readonly version: KnownVersion | null;
}

/** The columns of one question, and how its answers become cells. */
export interface Block {
  readonly path: string;
  readonly columns: readonly AnalysisColumn[];
  /**
   * Writes the cells of an answer. Takes the row's cells, all of them `EMPTY`; where the block's begin; the
   * answer as it was written. No answer makes it throw.
   */
  write(cells: Cell[], at: number, written: string, row: CellRow): void;
}

/**
 * Returns the block with the answers that name files in front of it: some version asks for a file where the
 * column is not for files, or the definition of the submission's version is not here and its answer is the
 * name of an attachment. Takes which of the block's columns holds texts; when it is not the first, the answer
 * counts as one that is not of its column's type.
 */
export function withFiles(block: Block, { path }: AnswerColumn, textAt: number, mayBeFile: boolean): Block {
  const name = block.columns[0]?.name ?? path;
  const textName = block.columns[textAt]?.name;
  return {
    ...block,
    write: (cells, at, written, row) => {
      const { version, submission } = row;
      if (version === null || (mayBeFile && version.typeOf(path) === 'binary')) {
        const answer = trimXml(written);
        if (answer !== '' && (version !== null || isAttached(answer, submission))) {
          cells[at + textAt] = row.context.media(answer, submission);
          if (textAt > 0) row.context.note('other-type', row.file, name, textName);
          return;
        }
      }
      block.write(cells, at, written, row);
    },
  };
}

export function isAttached(answer: string, { attachments }: ExportSubmission): boolean {
  if (attachments.length === 0) return false;
  return attachmentOf(attachments, answer, ({ path }) => path !== null) !== undefined;
}
