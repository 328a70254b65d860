import { describe, expect, it } from 'vitest';
import { readGeometry } from './geometry.ts';

const shape = (text: string, type: Parameters<typeof readGeometry>[1]): string | null => {
  const geometry = readGeometry(text, type);
  if (geometry === null) return null;
  const positions = geometry.positions.map(({ latitude, longitude }) => `${latitude} ${longitude}`);
  return `${geometry.kind} ${positions.join(', ')}`;
};

describe('reading an answer as a geometry', () => {
  it.each([
    ['-1.28 36.82 1700.5 4', 'geopoint', 'point -1.28 36.82'],
    [' 1 2 ', 'geopoint', 'point 1 2'],
    ['1 2;3 4', 'geotrace', 'line 1 2, 3 4'],
    ['1 2 0 0; 3 4 0 0;', 'geotrace', 'line 1 2, 3 4'],
    ['0 0;0 1;1 1;0 0', 'geoshape', 'area 0 0, 0 1, 1 1, 0 0'],
    ['0 0;0 1;1 1', 'geoshape', 'area 0 0, 0 1, 1 1, 0 0'],
    ['1', 'geopoint', null],
    ['1 2 3 4 5', 'geopoint', null],
    ['91 0 0 0', 'geopoint', null],
    ['0 -180.5', 'geopoint', null],
    ['1 2', 'geotrace', null],
    ['1 2;', 'geotrace', null],
    ['1 2;;3 4', 'geotrace', null],
    ['0 0;0 1;0 0', 'geoshape', null],
    ['0 0;0 1', 'geoshape', null],
    ['', 'geopoint', null],
    ['', 'geoshape', null],
  ] as const)('%j as a %s is %j', (text, type, expected) => {
    expect(shape(text, type)).toBe(expected);
  });

  it('knows altitude and accuracy where they are written', () => {
    expect(readGeometry('1 2 3.5', 'geopoint')?.positions).toEqual([
      { latitude: 1, longitude: 2, altitude: 3.5, accuracy: null },
    ]);
  });
});
