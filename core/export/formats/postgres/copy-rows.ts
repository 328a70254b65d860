import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { BINARY_END, BINARY_START, BinaryRows } from './binary-rows.ts';
import type { PlacedColumn } from './layout.ts';
import { identifier, type Server } from './server.ts';
import type { Written } from './written-table.ts';

/**
 * Sends the rows of a finished table to a table of the server. Takes its name as SQL has it, its name as it is
 * shown, and which columns it gets. Throws the errors of the network and of the server.
 */
export async function copyRows(
  server: Server,
  written: Pick<Written, 'changed'>,
  name: string,
  shown: string,
  columns: readonly PlacedColumn[],
  table: Pick<FinishedTable, 'columns' | 'pass'>,
): Promise<void> {
  const sent = new Set(columns.map(({ place }) => place));
  const all = table.columns.map((column, place) => (sent.has(place) ? column : null));
  const list = all.flatMap((column) => (column === null ? [] : [identifier(column.name)]));
  const rows = new BinaryRows(all, (place) => written.changed(shown, table.columns[place]?.name ?? ''));
  const pieces = function* (): Generator<Buffer> {
    yield BINARY_START;
    for (const _ of table.pass(rows)) yield rows.take();
    yield BINARY_END;
  };
  await server.copy(`COPY ${name} (${list.join(', ')}) FROM STDIN (FORMAT binary)`, pieces());
}
