import type { ReactNode } from 'react';
import type { DataRow } from '../../../electron/ipc/data.ts';
import type { Pages } from './page-cache.ts';

export interface GridColumn {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly isNumber: boolean;
  readonly sort: 'ascending' | 'descending' | 'none';
  readonly isFiltered: boolean;
}

export interface GridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly pages: Pages;
  readonly cell: (row: DataRow, column: GridColumn, index: number) => ReactNode;
  /** The index of the row that is open beside the grid; null when none is. */
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
  /** Called on Escape: closes the pane beside the grid. */
  readonly onClose: () => void;
  readonly onSort: (column: string, isSecond: boolean) => void;
  readonly onFilter: (column: string, anchor: HTMLElement) => void;
  readonly onResize: (column: string, width: number) => void;
  readonly onMove: (column: string, before: string) => void;
  readonly onCopy: (from: number, to: number) => void;
  /** Scrolls to this row when it changes. */
  readonly goTo: { readonly index: number } | null;
}
