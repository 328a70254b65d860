import type { Cell, ColumnType } from './table-row.ts';

/**
 * The kind of an attachment, and its MIME type for kinds that a window can show. Its first bytes show the
 * kind, not its name.
 */
export interface MediaKind {
  readonly kind: 'image' | 'audio' | 'video' | 'other';
  readonly type: string | null;
}

/** The attachment that an answer names. */
export interface SheetMedia extends MediaKind {
  readonly position: number;
  readonly name: string;
  readonly bytes: number | null;
  readonly isMissing: boolean;
}

export interface SheetLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly accuracy: number | null;
}

/**
 * One piece of a submission's sheet, in the form's order: a group, an answer, or a repeat as a small table.
 */
export type SheetNode =
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly label: string;
      readonly children: readonly SheetNode[];
    }
  | {
      readonly kind: 'answer';
      readonly path: string;
      readonly name: string;
      readonly label: string;
      readonly type: ColumnType;
      readonly value: Cell;
      /** Text as the sheet shows it, with labels where asked for. */
      readonly shown: string;
      readonly media: SheetMedia | null;
      readonly location: SheetLocation | null;
    }
  | {
      readonly kind: 'repeat';
      readonly path: string;
      readonly name: string;
      readonly label: string;
      readonly columns: readonly {
        readonly name: string;
        readonly label: string;
        readonly type: ColumnType;
      }[];
      readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
      readonly total: number;
    };
