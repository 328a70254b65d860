import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readShape, type Shape, shapeKind } from './shape.ts';

test('a place: longitude first, altitude third, accuracy left out', () => {
  expect(readShape('-1.28333 36.81667 1650.5 4.2', 'point')).toEqual({
    kind: 'point',
    hasAltitudes: true,
    coordinates: [36.81667, -1.28333, 1650.5],
  });
  expect(readShape('  -1.5\t36.5 ', 'point')?.coordinates).toEqual([36.5, -1.5]);
  expect(readShape('90 -180', 'point')?.coordinates).toEqual([-180, 90]);
  expect(Object.is(readShape('-0 -0.0 -0', 'point')?.coordinates[0], 0)).toBe(true);
});

test('a line keeps its direction, and loses its altitudes when one is missing', () => {
  expect(readShape('1 2 3 4; 5 6 7 8;', 'line')).toEqual({
    kind: 'line',
    hasAltitudes: true,
    coordinates: [2, 1, 3, 6, 5, 7],
  });
  expect(readShape('1 2 3 4;5 6', 'line')).toMatchObject({
    hasAltitudes: false,
    coordinates: [2, 1, 6, 5],
  });
});

test('an area goes against the clock and is closed', () => {
  const against = [0, 0, 1, 0, 1, 1, 0, 1, 0, 0];
  expect(readShape('0 0;0 1;1 1;1 0;0 0', 'area')?.coordinates).toEqual(against);
  expect(readShape('0 0;1 0;1 1;0 1;0 0', 'area')?.coordinates).toEqual(against);
  expect(readShape('0 0;0 1;1 1;1 0', 'area')?.coordinates).toEqual(against);
});

test('an area across 180 degrees is turned by what it encloses', () => {
  const east = [179, 0, -179, 0, -179, 1, 179, 1, 179, 0];
  expect(readShape('0 179;0 -179;1 -179;1 179;0 179', 'area')?.coordinates).toEqual(east);
  expect(readShape('0 179;1 179;1 -179;0 -179;0 179', 'area')?.coordinates).toEqual(east);
});

test('an area whose last point has another altitude keeps it, and is closed by the first', () => {
  expect(readShape('0 0 1;0 1 1;1 1 1;0 0 9', 'area')?.coordinates).toEqual([
    0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 9, 0, 0, 1,
  ]);
});

test.each<[string, Shape['kind']]>([
  ['', 'point'],
  ['1', 'point'],
  ['a b', 'point'],
  ['1 2 3 4 5', 'point'],
  ['90.1 0', 'point'],
  ['0 180.5', 'point'],
  ['1 2 1e999', 'point'],
  ['1 2;3 4', 'point'],
  ['1 2', 'line'],
  ['1 2;', 'line'],
  ['1 2;x y', 'line'],
  ['1 2;3 4;91 0', 'line'],
  ['0 0;0 1;1 1', 'area'],
  ['0 0;0 1;0 0', 'area'],
])('%j is no %s on a map', (text, kind) => {
  expect(readShape(text, kind)).toBeNull();
});

test('the types of questions that have a place', () => {
  expect([shapeKind('geopoint'), shapeKind('geotrace'), shapeKind('geoshape')]).toEqual([
    'point',
    'line',
    'area',
  ]);
  expect(shapeKind('string')).toBeNull();
});

test('any area away from 180 degrees has an area that is not negative, and the points that were written', () => {
  const degree = (most: number) => fc.integer({ min: -most * 1000, max: most * 1000 }).map((n) => n / 1000);
  const point = fc.tuple(degree(90), degree(89));
  fc.assert(
    fc.property(fc.array(point, { minLength: 4, maxLength: 12 }), (points) => {
      const text = points.map(([latitude, longitude]) => `${latitude} ${longitude}`).join(';');
      const { coordinates = [] } = readShape(text, 'area') ?? {};
      let area = 0;
      for (let i = 0; i + 3 < coordinates.length; i += 2) {
        const [x = 0, y = 0, u = 0, v = 0] = coordinates.slice(i, i + 4);
        area += x * v - u * y;
      }
      expect(area).toBeGreaterThanOrEqual(-1e-6);
      expect(coordinates.slice(0, 2)).toEqual(coordinates.slice(-2));
      const given = points.map(([latitude, longitude]) => `${longitude + 0} ${latitude + 0}`);
      const kept = new Set(
        coordinates.flatMap((x, i) => (i % 2 === 0 ? [`${x} ${coordinates[i + 1]}`] : [])),
      );
      expect(kept).toEqual(new Set(given));
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('point', 'line', 'area'), (text, kind) => {
      readShape(text, kind);
    }),
  );
});
