import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useScrolls } from './use-scrolls.ts';

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** Shown in the header instead of the title, such as a box for all rows. */
  readonly head?: ReactNode;
  /** Width in CSS pixels. The column without a width takes the rest. */
  readonly width?: number;
  readonly isNumber?: boolean;
  /** Hidden at 1100 px and less. */
  readonly isOnlyWide?: boolean;
  readonly cell: (row: R) => ReactNode;
  /** The cell in the total row. */
  readonly total?: ReactNode;
  readonly sort?: 'ascending' | 'descending' | 'none';
  readonly onSort?: () => void;
}

export interface Group<R> {
  readonly id: string;
  /** The heading over the group's rows; null for none. */
  readonly title: ReactNode;
  readonly rows: readonly R[];
}

/** The column without a width is at least this wide. In a narrower place the table scrolls sideways. */
const ROOM = 148;

/**
 * A table of a few hundred rows at most: sticky header, groups, a total row, one selected row that arrows
 * move. Use the data grid for larger tables.
 */
export function PlainTable<R>({
  label,
  columns,
  groups,
  rowId,
  selected = null,
  onSelect,
  onOpen,
  onPress,
  onClose,
  hasTotal = false,
  isDense = false,
  fits = false,
}: {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly groups: readonly Group<R>[];
  readonly rowId: (row: R) => string;
  readonly selected?: string | null;
  readonly onSelect?: (row: R) => void;
  /** Called on Enter or a double click. */
  readonly onOpen?: (row: R) => void;
  /** Called on a click, Enter or Space: for rows that lead somewhere. Arrows only move the focus. */
  readonly onPress?: (row: R) => void;
  /** Called on Escape in a row: closes the pane beside the table. */
  readonly onClose?: () => void;
  readonly hasTotal?: boolean;
  readonly isDense?: boolean;
  /** True makes the table only as high as its rows, for a table with content below it. */
  readonly fits?: boolean;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableElement>(null);
  const press = onSelect ?? onPress;
  const isGrid = press !== undefined;
  // Without rows that can have the focus, the keyboard scrolls the table from its box.
  const isScrolled = useScrolls(box) && !isGrid;
  const all = groups.flatMap(({ rows }) => rows);
  const first = all[0];
  const focusId = all.some((row) => rowId(row) === selected)
    ? selected
    : first === undefined
      ? null
      : rowId(first);

  const move = (event: KeyboardEvent, row: R): void => {
    if (event.target !== event.currentTarget) return;
    const at = all.indexOf(row);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const target = all[Math.min(Math.max(next, 0), all.length - 1)];
      if (target === undefined) return;
      onSelect?.(target);
      const id = CSS.escape(rowId(target));
      body.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus();
    } else if (event.key === ' ') {
      event.preventDefault();
      (onSelect ?? onPress)?.(row);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      (onOpen ?? onSelect ?? onPress)?.(row);
    } else if (event.key === 'Escape') {
      onClose?.();
    }
  };

  return (
    <div
      ref={box}
      className={`table-box ${fits ? 'fits' : ''}`}
      {...(isScrolled ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
    >
      <table
        className={`table ${isDense ? 'dense' : ''}`}
        // A table whose rows can be chosen or opened is a grid to screen readers.
        role={isGrid ? 'grid' : undefined}
        aria-label={label}
        ref={body}
        style={{ minWidth: ROOM + columns.reduce((sum, { width }) => sum + (width ?? 0), 0) }}
      >
        <colgroup>
          {columns.map((column) => (
            <col
              key={column.id}
              className={column.isOnlyWide === true ? 'only-wide' : ''}
              style={{ width: column.width }}
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classes(column)}
                aria-sort={column.onSort === undefined ? undefined : (column.sort ?? 'none')}
              >
                {column.onSort === undefined ? (
                  (column.head ?? column.title)
                ) : (
                  <button type="button" className="count-link" onClick={column.onSort}>
                    {column.title}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.id}>
            {group.title !== null && (
              <tr className="group">
                <td colSpan={columns.length}>{group.title}</td>
              </tr>
            )}
            {group.rows.map((row) => {
              const id = rowId(row);
              return (
                <tr
                  key={id}
                  data-row={id}
                  tabIndex={isGrid ? (id === focusId ? 0 : -1) : undefined}
                  aria-selected={onSelect === undefined ? undefined : id === selected}
                  className={onPress === undefined ? undefined : 'leads'}
                  onClick={press === undefined ? undefined : () => press(row)}
                  onDoubleClick={onOpen === undefined ? undefined : () => onOpen(row)}
                  onKeyDown={(event) => move(event, row)}
                >
                  {columns.map((column) => (
                    <td key={column.id} className={classes(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        ))}
        {hasTotal && (
          <tfoot>
            <tr className="sum">
              {columns.map((column) => (
                <td key={column.id} className={classes(column)}>
                  {column.total}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function classes<R>({ isNumber, isOnlyWide }: Column<R>): string {
  return [isNumber === true ? 'number' : '', isOnlyWide === true ? 'only-wide' : '']
    .filter(Boolean)
    .join(' ');
}
