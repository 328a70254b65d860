import { dimensions, type Shape } from './shape.ts';

/** Returns a geometry as well-known text, `POINT Z (36.8 -1.28 1650)`: longitude first. */
export function wellKnownText(shape: Shape): string {
  const { kind, hasAltitudes, coordinates } = shape;
  const size = dimensions(shape);
  const points: string[] = [];
  for (let i = 0; i < coordinates.length; i += size) {
    points.push(coordinates.slice(i, i + size).join(' '));
  }
  const z = hasAltitudes ? ' Z' : '';
  if (kind === 'point') return `POINT${z} (${points.join(', ')})`;
  if (kind === 'line') return `LINESTRING${z} (${points.join(', ')})`;
  return `POLYGON${z} ((${points.join(', ')}))`;
}
