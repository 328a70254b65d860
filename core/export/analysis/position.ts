import { placeParts } from '../geo/place-parts.ts';
import { exactDecimal } from './exact-numbers.ts';

/** A place: degrees, then metres. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly accuracy: number | null;
}

/** Reads `latitude longitude [altitude [accuracy]]`. Returns null when a number cannot be held exactly. */
export function readPosition(text: string): Position | null {
  const parts = placeParts(text);
  if (parts.length < 2 || parts.length > 4) return null;
  const latitude = exactDecimal(parts[0] ?? '');
  const longitude = exactDecimal(parts[1] ?? '');
  const altitude = parts.length < 3 ? null : exactDecimal(parts[2] ?? '');
  const accuracy = parts.length < 4 ? null : exactDecimal(parts[3] ?? '');
  if (latitude === null || longitude === null) return null;
  if ((altitude === null && parts.length > 2) || (accuracy === null && parts.length > 3)) return null;
  return { latitude, longitude, altitude, accuracy };
}

/** Reads positions with semicolons between them. Returns null when one of them cannot be read. */
export function readPositions(text: string): readonly Position[] | null {
  const positions = text
    .replace(/\s*;\s*$/, '')
    .split(/\s*;\s*/)
    .map(readPosition);
  return positions.every((position) => position !== null) ? positions : null;
}
