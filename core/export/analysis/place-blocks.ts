import { trimXml } from '../../ground/xml/xml.ts';
import type { FieldType } from '../../model/form.ts';
import type { Block, CellRow } from './block.ts';
import { EMPTY } from './cell.ts';
import type { ColumnMaker } from './column-maker.ts';
import { isPlace, readGeometry, readPosition } from './geometry.ts';

/**
 * A point as four columns of numbers, and a column of the answers that are no point. Two numbers need not be
 * a place: when the submission's own version did not ask for one, the answer must be a complete one.
 */
export function pointBlock(path: string, columns: ColumnMaker): Block {
  const parts = (['latitude', 'longitude', 'altitude', 'accuracy'] as const).map((part) =>
    columns.place(part),
  );
  return {
    path,
    columns: [...parts, columns.written()],
    write: (cells, at, written, row) => {
      const text = trimXml(written);
      if (text === '') return;
      const position = readPosition(text);
      if (position === null || !isMeant(path, text, 'geopoint', row)) {
        cells[at + 4] = written;
        row.context.note('other-type', row.file, columns.name);
        return;
      }
      cells[at] = position.latitude;
      cells[at + 1] = position.longitude;
      cells[at + 2] = position.altitude ?? EMPTY;
      cells[at + 3] = position.accuracy ?? EMPTY;
    },
  };
}

/**
 * A place, line or area as a geometry. The accuracy has no place in a geometry: that of a point has its own
 * column; an answer with several is also written as it is.
 */
export function geometryBlock(
  path: string,
  type: 'geopoint' | 'geotrace' | 'geoshape',
  columns: ColumnMaker,
): Block {
  const isPoint = type === 'geopoint';
  const column = columns.answer('geometry');
  const further = isPoint ? [columns.place('accuracy'), columns.written()] : [columns.written()];
  const textAt = further.length;
  return {
    path,
    columns: [column, ...further],
    write: (cells, at, written, row) => {
      const text = trimXml(written);
      if (text === '') return;
      const geometry = readGeometry(text, type);
      if (geometry === null || !isMeant(path, text, type, row)) {
        cells[at + textAt] = written;
        row.context.note('other-type', row.file, column.name);
        return;
      }
      cells[at] = text;
      if (isPoint) cells[at + 1] = geometry.positions[0]?.accuracy ?? EMPTY;
      else if (geometry.positions.some(({ accuracy }) => accuracy !== null && accuracy !== 0)) {
        cells[at + textAt] = written;
      }
    },
  };
}

function isMeant(path: string, text: string, type: FieldType, { version }: CellRow): boolean {
  const own = version?.typeOf(path);
  if (own === undefined || own === type) return true;
  if (isPlace(own)) return true;
  return type !== 'geopoint' || (text.split(/[ \t]+/).length === 4 && readGeometry(text, type) !== null);
}
