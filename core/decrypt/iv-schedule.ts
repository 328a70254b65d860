import { hash } from 'node:crypto';
import { clientBytes } from '../ground/xml/characters.ts';

/**
 * The initialisation vectors of one submission's files, the first file having number 1 (`submission-format` §5, §6).
 */
export type IvSchedule = (file: number) => Buffer;

function seedOf(instanceId: string, sessionKey: Uint8Array): Buffer {
  return hash('md5', Buffer.concat([clientBytes(instanceId), sessionKey]), 'buffer');
}

/**
 * IVs by the specification (`submission-format` §5): before each file one byte of the seed goes up by one, byte 0 for
 * the first file, byte 1 for the second, and so on round the 16; bytes wrap without carry.
 */
export function ivSchedule(instanceId: string, sessionKey: Uint8Array): IvSchedule {
  const seed = seedOf(instanceId, sessionKey);
  return (file) => {
    const iv = Buffer.from(seed);
    for (let i = 0; i < 16; i += 1) {
      const times = file > i ? Math.floor((file - 1 - i) / 16) + 1 : 0;
      iv[i] = ((iv[i] ?? 0) + times) & 0xff;
    }
    return iv;
  };
}

/**
 * IVs as Enketo makes them (`submission-format` §5). It keeps the 16 bytes of the seed as numbers that never wrap, and
 * makes each 32-bit word of the IV as `a<<24 ^ b<<16 ^ c<<8 ^ d`: what goes past 255 flips bits of the byte before it
 * in that word, for that file and all later ones. Null when none of the first `files` files is touched by it.
 */
export function enketoIvSchedule(
  instanceId: string,
  sessionKey: Uint8Array,
  files: number,
): IvSchedule | null {
  const numbers = [...seedOf(instanceId, sessionKey)];
  const ivs: Buffer[] = [];
  let overflowed = false;
  for (let n = 0; n < files; n += 1) {
    const i = n % 16;
    const number = (numbers[i] ?? 0) + 1;
    numbers[i] = number;
    // Above the first byte of a word there is nothing to flip.
    if (number > 0xff && i % 4 !== 0) overflowed = true;
    ivs.push(ivOf(numbers));
  }
  if (!overflowed) return null;
  return (file) => {
    const iv = ivs[file - 1];
    if (iv === undefined) throw new RangeError(`no IV for file ${file}`);
    return iv;
  };
}

function ivOf(numbers: readonly number[]): Buffer {
  const iv = Buffer.alloc(16);
  for (let word = 0; word < 16; word += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.slice(word, word + 4);
    iv.writeUInt32BE(((a << 24) ^ (b << 16) ^ (c << 8) ^ d) >>> 0, word);
  }
  return iv;
}
