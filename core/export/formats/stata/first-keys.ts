import { closeSync, readSync } from 'node:fs';
import { openSync } from '../../../ground/patient-files.ts';
import { DOUBLE, WHOLE } from './numbers.ts';
import { MOST_IN_119 } from './target.ts';

/** How many keys show whose file it is. */
const FIRST = 50;
/** Where K is, in both releases. */
const K = 70;
const LONG_TEXT = 32_768;
const MOST_FIXED = 2045;

/**
 * Returns the keys of the first rows of a file that an export has made: the first variable, which is a text.
 * Null when it is no such file. Takes the absolute path.
 */
export function firstKeys(path: string): readonly string[] | null {
  try {
    const handle = openSync(path, 'r');
    try {
      return keysIn((at, length) => {
        const bytes = Buffer.alloc(length);
        if (readSync(handle, bytes, 0, length, at) < length) throw new RangeError('the file ends before');
        return bytes;
      });
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}

/** Throws when the file is no Stata file, or not of these releases. */
function keysIn(read: (at: number, length: number) => Buffer): readonly string[] | null {
  const header = read(0, 100);
  const release = /^<stata_dta><header><release>(118|119)<.release><byteorder>LSF</.exec(
    header.toString('latin1'),
  )?.[1];
  if (release === undefined) return null;
  const wide = release === '119' ? 2 : 0;
  const variables = wide === 0 ? header.readUInt16LE(K) : header.readUInt32LE(K);
  const rows = Number(header.readBigUInt64LE(79 + wide));
  if (variables === 0 || variables > MOST_IN_119) return null;
  const behindLabel = 98 + wide;
  const label = read(behindLabel, 2).readUInt16LE();
  // The time is empty in our files. Behind it and the tags begins the map, with 14 places of 8 bytes.
  const map =
    behindLabel + 2 + label + '</label><timestamp>'.length + 1 + '</timestamp></header><map>'.length;
  const places = read(map, 112);
  const types = read(Number(places.readBigUInt64LE(16)) + '<variable_types>'.length, 2 * variables);
  let width = 0;
  for (let i = 0; i < variables; i += 1) width += widthOf(types.readUInt16LE(2 * i));
  const key = types.readUInt16LE();
  if (key > MOST_FIXED) return null;
  const data = Number(places.readBigUInt64LE(72)) + '<data>'.length;
  return Array.from({ length: Math.min(rows, FIRST) }, (_, row) => {
    const bytes = read(data + row * width, key);
    const end = bytes.indexOf(0);
    return bytes.toString('utf8', 0, end === -1 ? key : end);
  });
}

function widthOf(code: number): number {
  if (code <= MOST_FIXED) return code;
  if (code === LONG_TEXT || code === DOUBLE.code) return 8;
  const whole = Object.values(WHOLE).find((type) => type.code === code);
  if (whole === undefined) throw new RangeError('an unknown type');
  return whole.width;
}
