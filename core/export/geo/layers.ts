import type { AnalysisColumn } from '../analysis/column.ts';
import { readShape, type Shape, shapeKind } from './shape.ts';

/** A column of geometries, which programs for maps show as a layer. */
export interface Layer {
  readonly column: AnalysisColumn;
  /** Its place among the columns of its table. */
  readonly place: number;
  readonly kind: Shape['kind'];
  /** Reads a cell of the column. */
  read(cell: string): Shape | null;
}

/** Returns the layers of a table. Takes its columns. */
export function layersOf(columns: readonly AnalysisColumn[]): readonly Layer[] {
  return columns.flatMap((column, place) => {
    const kind = column.question === null ? null : shapeKind(column.question.type);
    if (column.kind !== 'geometry' || kind === null) return [];
    return [{ column, place, kind, read: (cell) => readShape(cell, kind) }];
  });
}
