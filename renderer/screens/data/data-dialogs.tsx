import type { ReactNode } from 'react';
import type { ColumnInfo, Filter, Wording } from '../../../electron/ipc/data.ts';
import { useWords } from '../../words/use-words.tsx';
import { columnTitle } from './column-titles.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { GoToRow } from './go-to-row.tsx';
import { PickColumn } from './pick-column.tsx';

/** The dialog that is open over a table: its columns, a row to go to, the column of a filter, or a column's filter. */
export type AskedOfTable = 'columns' | 'row' | 'pick' | { readonly filter: string };

/** The dialogs over a table. Each closes itself after it reports the choice. */
export function DataDialogs({
  asked,
  formId,
  path,
  columns,
  shown,
  wording,
  total,
  onAsked,
  onColumns,
  onRow,
  onFilter,
}: {
  readonly asked: AskedOfTable | null;
  readonly formId: string;
  readonly path: string;
  /** All columns of the table; undefined while they load. */
  readonly columns: readonly ColumnInfo[] | undefined;
  /** The ids of the shown columns. */
  readonly shown: readonly string[];
  readonly wording: Wording;
  /** Rows of the view. */
  readonly total: number;
  readonly onAsked: (asked: AskedOfTable | null) => void;
  /** null is the default choice. */
  readonly onColumns: (ids: string[] | null) => void;
  readonly onRow: (index: number) => void;
  readonly onFilter: (filter: Filter) => void;
}): ReactNode {
  const words = useWords();
  const close = (): void => onAsked(null);
  const add = (filter: Filter): void => {
    close();
    onFilter(filter);
  };
  const filterColumn =
    typeof asked === 'object' ? columns?.find(({ id }) => id === asked?.filter) : undefined;
  return (
    <>
      {asked === 'columns' && columns !== undefined && (
        <ColumnsDialog
          columns={columns}
          shown={shown}
          wording={wording}
          onChange={(next) => onColumns([...next])}
          onReset={() => onColumns(null)}
          close={close}
        />
      )}
      {asked === 'row' && (
        <GoToRow
          total={total}
          close={close}
          onGo={(index) => {
            close();
            onRow(index);
          }}
        />
      )}
      {asked === 'pick' && columns !== undefined && (
        <PickColumn
          columns={columns}
          wording={wording}
          close={close}
          onPick={(id) => onAsked({ filter: id })}
          onFilter={add}
        />
      )}
      {filterColumn !== undefined && (
        <FilterDialog
          column={filterColumn}
          title={columnTitle(words, filterColumn, wording)}
          formId={formId}
          path={path}
          language={wording.language}
          close={close}
          onApply={add}
        />
      )}
    </>
  );
}
