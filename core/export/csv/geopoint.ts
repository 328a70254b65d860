/**
 * Latitude, longitude, altitude and accuracy of a place as written; missing parts are empty. Takes an answer that
 * is a place, or none.
 */
export function geopointCells(answer: string): [string, string, string, string] {
  const [latitude = '', longitude = '', altitude = '', accuracy = ''] = answer.split(/[ \t]+/);
  return [latitude, longitude, altitude, accuracy];
}
