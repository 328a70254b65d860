import { trimXml } from '../../ground/xml/xml.ts';
import type { FieldType } from '../../model/form.ts';
import { type Point, readPoint, readPoints } from '../typed-value.ts';

/** A place, a line or an area, as programs for maps have it. */
export interface Shape {
  readonly kind: 'point' | 'line' | 'area';
  /** True when every point has an altitude. Else no point keeps its altitude, because a file has no gaps. */
  readonly hasAltitudes: boolean;
  /**
   * Longitude, latitude and, with `hasAltitudes`, altitude of one point after the other. An area has one ring:
   * its last point is its first, and seen from above it goes against the clock.
   */
  readonly coordinates: readonly number[];
}

/** How many points make a line, and an area with the point that closes it. */
const LEAST = { point: 1, line: 2, area: 4 };

/** Returns what the answers of a question are on a map; null when they are nothing. */
export function shapeKind(type: FieldType): Shape['kind'] | null {
  if (type === 'geopoint') return 'point';
  if (type === 'geotrace') return 'line';
  return type === 'geoshape' ? 'area' : null;
}

/**
 * Reads the answer of a geopoint, geotrace or geoshape question, as it was written. Returns null for what no
 * map can show: other texts, latitudes beyond 90 and longitudes beyond 180 degrees, a line of one point, an
 * area of fewer than four.
 */
export function readShape(written: string, kind: Shape['kind']): Shape | null {
  const text = trimXml(written);
  const points = kind === 'point' ? one(readPoint(text)) : readPoints(text);
  if (points === null || points.length < LEAST[kind] || !points.every(isOnEarth)) return null;
  const hasAltitudes = points.every(({ altitude }) => altitude !== null);
  const placed = kind === 'area' ? ring(points, hasAltitudes) : points;
  return { kind, hasAltitudes, coordinates: coordinatesOf(placed, hasAltitudes) };
}

/** Returns how many numbers of `coordinates` belong to one point. */
export function dimensions({ hasAltitudes }: Pick<Shape, 'hasAltitudes'>): 2 | 3 {
  return hasAltitudes ? 3 : 2;
}

function one(point: Point | null): readonly Point[] | null {
  return point === null ? null : [point];
}

function isOnEarth({ latitude, longitude, altitude }: Point): boolean {
  return (
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (altitude === null || Number.isFinite(altitude))
  );
}

/** Closes an area, and turns it against the clock. No point is lost. */
function ring(points: readonly Point[], hasAltitudes: boolean): readonly Point[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return points;
  const isClosed =
    first.latitude === last.latitude &&
    first.longitude === last.longitude &&
    (!hasAltitudes || first.altitude === last.altitude);
  const closed = isClosed ? points : [...points, first];
  return turn(closed) < 0 ? closed.toReversed() : closed;
}

/**
 * Twice the area of a closed ring in square degrees, negative when it goes with the clock. From one point to
 * the next the way is the shorter one around the earth, so an area may lie across 180 degrees.
 */
function turn(points: readonly Point[]): number {
  let sum = 0;
  let east = 0;
  for (const [i, to] of points.entries()) {
    const from = points[i - 1];
    if (from === undefined) continue;
    let step = to.longitude - from.longitude;
    if (step > 180) step -= 360;
    else if (step < -180) step += 360;
    const start = points[0]?.latitude ?? 0;
    sum += east * (to.latitude - start) - (east + step) * (from.latitude - start);
    east += step;
  }
  return sum;
}

function coordinatesOf(points: readonly Point[], hasAltitudes: boolean): number[] {
  const coordinates: number[] = [];
  for (const { longitude, latitude, altitude } of points) {
    // A sum with 0 makes 0 of -0, which not every reader takes.
    coordinates.push(longitude + 0, latitude + 0);
    if (hasAltitudes) coordinates.push((altitude ?? 0) + 0);
  }
  return coordinates;
}
