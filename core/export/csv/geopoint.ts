import { placeParts } from '../geo/place-parts.ts';

/**
 * Returns the latitude, longitude, altitude and accuracy of a place as they were written; missing parts are
 * empty. Takes an answer, which need not be a place.
 */
export function geopointCells(answer: string): [string, string, string, string] {
  const [latitude = '', longitude = '', altitude = '', accuracy = ''] = placeParts(answer);
  return [latitude, longitude, altitude, accuracy];
}
