import { ParquetWriter } from 'hyparquet-writer';
import { breathe } from '../../../ground/breath.ts';
import { VERSION } from '../../../ground/version.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { EMPTY } from '../../analysis/cell.ts';
import { ABOUT, aboutTable } from './about.ts';
import { schemaElement } from './column-type.ts';
import { columnValues } from './column-values.ts';
import { FileBytes } from './file-bytes.ts';

/** Rows of a row group, at most. */
const ROWS = 5000;
/** A row group ends earlier when it has so many cells, or so many characters of text: it is in memory. */
const CELLS = 4_000_000;
const CHARACTERS = 16 * 1024 * 1024;

/**
 * Writes a table into an empty file, row group by row group: `docs/analysis` says what the types are. Takes
 * whether the date-times are on the clock of UTC. Throws the file system's errors.
 */
export async function writeParquet(path: string, table: FinishedTable, isUtc: boolean): Promise<void> {
  const { columns } = table;
  const bytes = new FileBytes(path);
  try {
    const writer = new ParquetWriter({
      writer: bytes,
      schema: [
        { name: 'schema', num_children: columns.length },
        ...columns.map((column) => schemaElement(column, isUtc)),
      ],
      kvMetadata: [{ key: ABOUT, value: aboutTable(table) }],
      createdBy: `attache version ${VERSION}`,
    });
    const most = Math.min(ROWS, Math.ceil(CELLS / columns.length), Math.max(1, table.count));
    const group = columns.map((column) => columnValues(column, most));
    let rows = 0;
    let characters = 0;
    const write = async (): Promise<void> => {
      await writer.write({
        columnData: columns.map(({ name, kind }, i) => ({
          name,
          // The writer asks for one column after the other, so that only one is there as values.
          get data() {
            return group[i]?.first(rows) ?? [];
          },
          // Least and greatest of texts help no program, and take time.
          statistics: kind !== 'text',
        })),
        rowGroupSize: rows,
      });
      rows = 0;
      characters = 0;
      await breathe();
    };
    for (const cells of table.rows()) {
      for (let i = 0; i < group.length; i += 1) {
        const cell = cells[i] ?? EMPTY;
        if (typeof cell === 'string') characters += cell.length;
        group[i]?.set(rows, cell);
      }
      rows += 1;
      if (rows === most || characters >= CHARACTERS) await write();
    }
    if (rows > 0) await write();
    await writer.finish();
  } finally {
    bytes.close();
  }
}
