import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { GridColumn, GridProps } from './grid-props.ts';
import { HeaderCell } from './header-cell.tsx';
import { makeScale } from './scale.ts';

export const ROW = 28;
const HEADER = 30;
/** The height of a header with two lines. */
const TALL_HEADER = 44;
/** The width of an average letter of a header, and of the rest of the header. */
const LETTER = 6.6;
const BESIDE = 46;
const MORE = 6;

/**
 * A table of any number of rows and columns. It draws only the visible part and loads pages as they become
 * visible. The header and the first column stay. Arrows move the active cell, Space and Enter open a row,
 * Shift extends.
 */
export function DataGrid(props: GridProps): ReactNode {
  const { columns, pages, cell, selected, onSelect, onClose, goTo } = props;
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [scroll, setScroll] = useState({ top: 0, left: 0 });
  const [focus, setFocus] = useState({ row: 0, column: 0 });
  const [range, setRange] = useState<number | null>(null);
  const total = pages.total ?? 0;
  const isTall = columns.some(({ title, width: wide }) => title.length * LETTER + BESIDE > wide);
  const viewport = Math.max(0, size.height - (isTall ? TALL_HEADER : HEADER));
  const scale = makeScale(total, ROW, viewport);
  const first = Math.max(0, Math.floor(scale.firstAt(scroll.top)) - MORE);
  const count = Math.ceil(viewport / ROW) + 2 * MORE;
  const last = Math.min(total, first + count);
  const offset = scroll.top - (scale.firstAt(scroll.top) - first) * ROW;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { see } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are asked for when others come into sight, or anew.
  useEffect(() => {
    if (last > first) see(first, last - 1);
  }, [first, last, pages.total, pages.begun]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new row to go to scrolls.
  useEffect(() => {
    if (goTo === null || box.current === null) return;
    box.current.scrollTop = scale.topOf(goTo.index);
    setFocus((before) => ({ ...before, row: goTo.index }));
  }, [goTo]);

  const [firstColumn, ...others] = columns;
  const starts: number[] = [];
  let width = firstColumn?.width ?? 0;
  for (const column of others) {
    starts.push(width);
    width += column.width;
  }
  const isSeen = (i: number): boolean => {
    const start = starts[i] ?? 0;
    const end = start + (others[i]?.width ?? 0);
    return end > scroll.left && start < scroll.left + size.width + 200;
  };
  const firstSeen = others.findIndex((_, i) => isSeen(i));
  const seen = others.flatMap((column, i) =>
    isSeen(i) ? [{ column, start: starts[i] ?? 0, index: i + 1 }] : [],
  );

  const moveTo = (row: number, column: number): void => {
    const next = { row: clamp(row, 0, total - 1), column: clamp(column, 0, columns.length - 1) };
    setFocus(next);
    const element = box.current;
    if (element === null) return;
    const place = scale.firstAt(element.scrollTop);
    const fits = Math.floor(viewport / ROW);
    if (next.row < place) element.scrollTop = scale.topOf(next.row);
    else if (next.row >= place + fits) element.scrollTop = scale.topOf(next.row - fits + 1);
    if (next.column > 0) {
      const start = starts[next.column - 1] ?? 0;
      const fixed = firstColumn?.width ?? 0;
      const end = start + (columns[next.column]?.width ?? 0);
      if (start - fixed < element.scrollLeft) element.scrollLeft = start - fixed;
      else if (end > element.scrollLeft + size.width) element.scrollLeft = end - size.width;
    }
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(viewport / ROW) - 1);
    const whole = event.ctrlKey || event.metaKey;
    const isRtl = document.documentElement.dir === 'rtl';
    const { row, column } = focus;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + (isRtl ? -1 : 1)],
      ArrowLeft: [row, column + (isRtl ? 1 : -1)],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: whole ? [0, 0] : [row, 0],
      End: whole ? [total - 1, columns.length - 1] : [row, columns.length - 1],
    };
    const move = moves[event.key];
    if (move !== undefined && event.target === event.currentTarget) {
      event.preventDefault();
      setRange(event.shiftKey ? (range ?? row) : null);
      moveTo(...move);
    } else if ((event.key === ' ' || event.key === 'Enter') && event.target === event.currentTarget) {
      event.preventDefault();
      if (row < total) onSelect(row);
    } else if (event.key === 'Escape') {
      onClose();
    } else if (whole && event.key.toLowerCase() === 'c' && !event.shiftKey) {
      event.preventDefault();
      props.onCopy(Math.min(range ?? row, row), Math.max(range ?? row, row));
    }
  };
  const isChosen = (index: number): boolean =>
    index === selected ||
    (range !== null && index >= Math.min(range, focus.row) && index <= Math.max(range, focus.row));

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot hold a million rows of which it draws thirty.
    <div
      ref={box}
      className="grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-busy={pages.counted === null}
      aria-colcount={columns.length}
      aria-activedescendant={`cell-${focus.row}-${focus.column}`}
      tabIndex={0}
      onScroll={(event) =>
        setScroll({ top: event.currentTarget.scrollTop, left: Math.abs(event.currentTarget.scrollLeft) })
      }
      onKeyDown={press}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus and names the active cell. */}
      <div
        className={`grid-row grid-head ${isTall ? 'tall' : ''}`}
        role="row"
        aria-rowindex={1}
        style={{ width: Math.max(width, size.width) }}
      >
        {firstColumn !== undefined && <HeaderCell column={firstColumn} index={0} isFirst grid={props} />}
        <span
          style={{
            width: firstSeen < 0 ? 0 : (starts[firstSeen] ?? 0) - (firstColumn?.width ?? 0),
            flex: 'none',
          }}
        />
        {seen.map(({ column, index }) => (
          <HeaderCell key={column.id} column={column} index={index} grid={props} />
        ))}
      </div>
      <div className="grid-body" style={{ height: scale.height, width: Math.max(width, size.width) }}>
        <div style={{ transform: `translateY(${Math.round(offset)}px)` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, i) => {
            const index = first + i;
            const row = pages.row(index);
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys.
              // biome-ignore lint/a11y/useFocusableInteractive: see above.
              <div
                key={index}
                className="grid-row"
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isChosen(index)}
                onClick={(event) => {
                  if (event.shiftKey) {
                    setRange(range ?? focus.row);
                    moveTo(index, focus.column);
                    return;
                  }
                  setRange(null);
                  setFocus((before) => ({ ...before, row: index }));
                  onSelect(index);
                }}
              >
                {firstColumn !== undefined && (
                  <Cell
                    id={`cell-${index}-0`}
                    column={firstColumn}
                    isFirst
                    isFocused={focus.row === index && focus.column === 0}
                    index={0}
                  >
                    {row === null ? <span className="still" /> : cell(row, firstColumn, 0)}
                  </Cell>
                )}
                <span
                  style={{
                    width: firstSeen < 0 ? 0 : (starts[firstSeen] ?? 0) - (firstColumn?.width ?? 0),
                    flex: 'none',
                  }}
                />
                {seen.map(({ column, index: at }) => (
                  <Cell
                    key={column.id}
                    id={`cell-${index}-${at}`}
                    column={column}
                    index={at}
                    isFocused={focus.row === index && focus.column === at}
                  >
                    {row === null ? <span className="still" /> : cell(row, column, at)}
                  </Cell>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cell({
  id,
  column,
  index,
  isFirst = false,
  isFocused,
  children,
}: {
  readonly id: string;
  readonly column: GridColumn;
  readonly index: number;
  readonly isFirst?: boolean;
  readonly isFocused: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus and names the active cell.
    <div
      id={id}
      role="gridcell"
      aria-colindex={index + 1}
      className={`grid-cell ${isFirst ? 'first' : ''} ${column.isNumber ? 'number' : ''} ${isFocused ? 'focused' : ''}`}
      style={{ width: column.width }}
    >
      {children}
    </div>
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(most, least));
}
