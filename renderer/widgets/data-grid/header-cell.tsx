import { type PointerEvent, type ReactNode, useRef } from 'react';
import { useWords } from '../../words/use-words.tsx';
import { Icon } from '../icon.tsx';
import type { GridColumn, GridProps } from './grid-props.ts';

const NARROWEST = 48;
const WIDEST = 640;
const STEP = 16;

/**
 * A header. A click sorts, the funnel filters, dragging the edge resizes, and dragging the header moves the
 * column.
 */
export function HeaderCell({
  column,
  index,
  isFirst = false,
  grid,
}: {
  readonly column: GridColumn;
  readonly index: number;
  readonly isFirst?: boolean;
  readonly grid: GridProps;
}): ReactNode {
  const { t } = useWords();
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const filter = useRef<HTMLButtonElement>(null);
  const resize = (width: number): void =>
    grid.onResize(column.id, Math.round(Math.min(Math.max(width, NARROWEST), WIDEST)));
  const drag = (event: PointerEvent): void => {
    if (from.current === null) return;
    const sign = document.documentElement.dir === 'rtl' ? -1 : 1;
    resize(from.current.width + sign * (event.clientX - from.current.x));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons are.
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={column.sort}
      className={`grid-cell ${isFirst ? 'first' : ''} ${column.isNumber ? 'number' : ''}`}
      style={{ width: column.width }}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/x-column', column.id)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const moved = event.dataTransfer.getData('text/x-column');
        if (moved !== '' && moved !== column.id) grid.onMove(moved, column.id);
      }}
    >
      <button
        type="button"
        className="grid-sort"
        title={column.title}
        onClick={(event) => grid.onSort(column.id, event.shiftKey)}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
          if (step === undefined || !event.shiftKey) return;
          event.preventDefault();
          event.stopPropagation();
          resize(column.width + step);
        }}
      >
        <bdi className="grid-title" dir="auto">
          {column.title}
        </bdi>
        {column.sort !== 'none' && (
          <Icon name={column.sort === 'ascending' ? 'arrow-up' : 'arrow-down'} inText />
        )}
      </button>
      <button
        type="button"
        ref={filter}
        className={`grid-filter ${column.isFiltered ? 'on' : ''}`}
        aria-label={t('data.filter.of', { column: column.title })}
        onClick={() => {
          if (filter.current !== null) grid.onFilter(column.id, filter.current);
        }}
      >
        <Icon name="filter" inText />
      </button>
      <span
        className="grid-edge"
        aria-hidden="true"
        onPointerDown={(event) => {
          event.preventDefault();
          from.current = { x: event.clientX, width: column.width };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          from.current = null;
        }}
      />
    </div>
  );
}
