import { exactDecimal } from './exact-numbers.ts';

/** A place: degrees, then metres. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly accuracy: number | null;
}

const SPACES = /[ \t]+/;

/** Reads `latitude longitude [altitude [accuracy]]`. Returns null when a number cannot be held exactly. */
export function readPosition(text: string): Position | null {
  const parts = text.split(SPACES);
  if (parts.length < 2 || parts.length > 4) return null;
  const numbers = parts.map(exactDecimal);
  const [latitude = null, longitude = null, altitude = null, accuracy = null] = numbers;
  if (latitude === null || longitude === null || numbers.includes(null)) return null;
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
