import { dimensions, type Shape } from '../../geo/shape.ts';

/** The least and greatest longitude, then the least and greatest latitude. */
export type Envelope = readonly [number, number, number, number];

/** A geometry as the file has it. */
export interface GeometryBlob {
  readonly bytes: Buffer;
  readonly envelope: Envelope;
}

/** The reference system: WGS 84, as phones give it. */
export const WGS84 = 4326;

const LITTLE_ENDIAN = 0b1;
const WITH_ENVELOPE = 0b10;
const TYPES = { point: 1, line: 2, area: 3 };
/** ISO 13249 adds this to the type of a geometry with altitudes. */
const WITH_ALTITUDES = 1000;

/**
 * Returns a geometry as in a GeoPackage: its own header, then well-known binary. The header of a
 * point has no envelope, because the point itself is shorter.
 */
export function geometryBlob(shape: Shape): GeometryBlob {
  const { kind, coordinates } = shape;
  const envelope = envelopeOf(shape);
  const box = kind === 'point' ? [] : envelope;
  const counts = kind === 'point' ? 0 : kind === 'line' ? 1 : 2;
  const bytes = Buffer.allocUnsafe(8 + 8 * box.length + 5 + 4 * counts + 8 * coordinates.length);
  let at = bytes.write('GP', 0, 'latin1');
  at = bytes.writeUInt8(0, at);
  at = bytes.writeUInt8(kind === 'point' ? LITTLE_ENDIAN : LITTLE_ENDIAN | WITH_ENVELOPE, at);
  at = bytes.writeInt32LE(WGS84, at);
  for (const bound of box) at = bytes.writeDoubleLE(bound, at);
  at = bytes.writeUInt8(LITTLE_ENDIAN, at);
  at = bytes.writeUInt32LE(TYPES[kind] + (shape.hasAltitudes ? WITH_ALTITUDES : 0), at);
  if (kind === 'area') at = bytes.writeUInt32LE(1, at);
  if (kind !== 'point') at = bytes.writeUInt32LE(coordinates.length / dimensions(shape), at);
  for (const number of coordinates) at = bytes.writeDoubleLE(number, at);
  return { bytes, envelope };
}

function envelopeOf(shape: Shape): Envelope {
  const { coordinates } = shape;
  const size = dimensions(shape);
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < coordinates.length; i += size) {
    const [longitude = 0, latitude = 0] = [coordinates[i], coordinates[i + 1]];
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return [west, east, south, north];
}

/** Returns the envelope around two. Takes null for none. */
export function around(one: Envelope | null, other: Envelope): Envelope {
  if (one === null) return other;
  return [
    Math.min(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}
