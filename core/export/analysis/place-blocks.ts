import { trimXml } from '../../ground/xml/xml.ts';
import type { FieldType } from '../../model/form.ts';
import { readShape, type Shape } from '../geo/shape.ts';
import type { Block, CellRow } from './block.ts';
import { EMPTY } from './cell.ts';
import type { ColumnMaker } from './column-maker.ts';
import { readPosition, readPositions } from './position.ts';

/**
 * A point as four columns of numbers, and a column of the answers that are no point. Two numbers need not be
 * a place: when the submission's own version did not ask for one, the answer must be a complete one.
 */
export function pointBlock(path: string, columns: ColumnMaker): Block {
  const parts = (['latitude', 'longitude', 'altitude', 'accuracy'] as const).map((part) =>
    columns.place(part),
  );
  const text = columns.written();
  return {
    path,
    columns: [...parts, text],
    write: (cells, at, written, row) => {
      const answer = trimXml(written);
      if (answer === '') return;
      const position = readPosition(answer);
      if (position === null || !isMeant(path, answer, 'point', row)) {
        cells[at + 4] = written;
        row.context.note('other-type', row.file, columns.name, text.name);
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
 * A place, line or area as a geometry. The accuracy of a point has its own column. An answer that a geometry
 * does not show whole, such as a line with accuracies, is also written as it is.
 */
export function geometryBlock(path: string, kind: Shape['kind'], columns: ColumnMaker): Block {
  const column = columns.answer('geometry');
  const asWritten = columns.written();
  const further = kind === 'point' ? [columns.place('accuracy'), asWritten] : [asWritten];
  const textAt = further.length;
  return {
    path,
    columns: [column, ...further],
    write: (cells, at, written, row) => {
      const text = trimXml(written);
      if (text === '') return;
      const shape = readShape(text, kind);
      if (shape === null || !isMeant(path, text, kind, row)) {
        cells[at + textAt] = written;
        row.context.note('other-type', row.file, column.name, asWritten.name);
        return;
      }
      cells[at] = text;
      const positions = kind === 'point' ? [readPosition(text)] : readPositions(text);
      if (kind === 'point') cells[at + 1] = positions?.[0]?.accuracy ?? EMPTY;
      const isWhole = positions?.every((position) => {
        if (position === null) return false;
        const { altitude, accuracy } = position;
        return (altitude === null || shape.hasAltitudes) && (kind === 'point' || !accuracy);
      });
      if (isWhole !== true) cells[at + textAt] = written;
    },
  };
}

const PLACES: ReadonlySet<FieldType> = new Set<FieldType>(['geopoint', 'geotrace', 'geoshape']);

function isMeant(path: string, text: string, kind: Shape['kind'], { version }: CellRow): boolean {
  const own = version?.typeOf(path);
  if (own === undefined || PLACES.has(own) || kind !== 'point') return true;
  return text.split(/[ \t]+/).length === 4 && readShape(text, kind) !== null;
}
