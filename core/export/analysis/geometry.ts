import type { FieldType } from '../../model/form.ts';
import { exactDecimal } from './exact-numbers.ts';

/** A place: degrees, then metres. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly accuracy: number | null;
}

/**
 * A place, a line or the outline of an area. An outline ends where it began: when the answer leaves the last
 * side to the reader, it is added. The direction is as written.
 */
export interface Geometry {
  readonly kind: 'point' | 'line' | 'area';
  readonly positions: readonly Position[];
}

/** The types of questions whose answers are geometries. */
export function isPlace(type: FieldType): type is 'geopoint' | 'geotrace' | 'geoshape' {
  return type === 'geopoint' || type === 'geotrace' || type === 'geoshape';
}

/**
 * Reads an answer as a geometry: a point, a line of two points or more, or an area of three points or more,
 * each on the globe. Returns null for anything else. A semicolon behind the last point is allowed.
 */
export function readGeometry(text: string, type: 'geopoint' | 'geotrace' | 'geoshape'): Geometry | null {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (type === 'geopoint') {
    const position = readPosition(trimmed);
    return position === null || !isOnGlobe(position) ? null : { kind: 'point', positions: [position] };
  }
  const positions: Position[] = [];
  for (const part of trimmed.replace(/\s*;$/, '').split(/\s*;\s*/)) {
    const position = readPosition(part);
    if (position === null || !isOnGlobe(position)) return null;
    positions.push(position);
  }
  if (type === 'geotrace') return positions.length < 2 ? null : { kind: 'line', positions };
  const [first] = positions;
  const last = positions.at(-1);
  if (first === undefined || last === undefined) return null;
  if (!isSamePlace(first, last)) positions.push(first);
  return positions.length < 4 ? null : { kind: 'area', positions };
}

/** Reads `latitude longitude [altitude [accuracy]]`. Returns null when a number cannot be held exactly. */
export function readPosition(text: string): Position | null {
  const parts = text.split(/[ \t]+/);
  if (parts.length < 2 || parts.length > 4) return null;
  const numbers = parts.map(exactDecimal);
  if (numbers.includes(null)) return null;
  const [latitude, longitude, altitude = null, accuracy = null] = numbers;
  if (latitude === null || latitude === undefined || longitude === null || longitude === undefined)
    return null;
  return { latitude, longitude, altitude, accuracy };
}

function isOnGlobe({ latitude, longitude }: Position): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

function isSamePlace(a: Position, b: Position): boolean {
  return a.latitude === b.latitude && a.longitude === b.longitude;
}
