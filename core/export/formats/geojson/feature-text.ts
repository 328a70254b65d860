import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';
import { cellText } from '../../analysis/cell-text.ts';
import type { Layer } from '../../geo/layers.ts';
import { dimensions, type Shape } from '../../geo/shape.ts';

/**
 * Returns the function that makes a feature (RFC 7946 §3.2) of a row. Takes the columns, and the layer that
 * has the geometry; each other column is a property, also the other locations, as they were written.
 */
export function featureText(
  columns: readonly FinishedColumn[],
  layer: Layer,
): (row: readonly Cell[]) => string {
  const properties = columns.flatMap((column, place) =>
    place === layer.place
      ? []
      : [{ place, begin: `${JSON.stringify(column.name)}:`, value: valueText(column) }],
  );
  return (row) => {
    let text = '{"type":"Feature","properties":{';
    for (const [i, { place, begin, value }] of properties.entries()) {
      const cell = row[place];
      text += i === 0 ? begin : `,${begin}`;
      text += cell === undefined || isMissing(cell) ? 'null' : value(cell);
    }
    const cell = row[layer.place];
    const shape = typeof cell === 'string' ? layer.read(cell) : null;
    return `${text}},"geometry":${shape === null ? 'null' : geometryText(shape)}}`;
  };
}

/** Returns a geometry (RFC 7946 §3.1). */
function geometryText(shape: Shape): string {
  const { kind, coordinates } = shape;
  const size = dimensions(shape);
  const positions: string[] = [];
  for (let i = 0; i < coordinates.length; i += size) {
    positions.push(`[${coordinates.slice(i, i + size).join(',')}]`);
  }
  if (kind === 'point') return `{"type":"Point","coordinates":${positions.join(',')}}`;
  if (kind === 'line') return `{"type":"LineString","coordinates":[${positions.join(',')}]}`;
  return `{"type":"Polygon","coordinates":[[${positions.join(',')}]]}`;
}

/** Returns the function that makes the JSON of a cell by the kind of its column. */
function valueText(column: FinishedColumn): (cell: string | number) => string {
  switch (column.kind) {
    case 'whole':
    case 'number':
      return String;
    case 'flag':
      // Columns of choices are numbers, so that they can be added.
      return column.role === 'choice' ? String : (cell) => (cell === 1 ? 'true' : 'false');
    case 'text':
    case 'geometry':
      return (cell) => JSON.stringify(cell);
    default:
      return (cell) => JSON.stringify(cellText(column, cell));
  }
}
