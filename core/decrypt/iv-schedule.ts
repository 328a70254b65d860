import { hash } from 'node:crypto';
import { clientBytes } from '../ground/xml/characters.ts';

/**
 * Returns the initialisation vector (IV) of one of a submission's files. The first file has number 1
 * (`submission-format` §5, §6).
 */
export type IvSchedule = (file: number) => Buffer;

function seedOf(instanceId: string, sessionKey: Uint8Array): Buffer {
  return hash('md5', Buffer.concat([clientBytes(instanceId), sessionKey]), 'buffer');
}

/**
 * Returns the IVs of the specification (`submission-format` §5). Before each file, one byte of the seed goes
 * up by one: byte 0 before the first file, byte 1 before the second, and byte 0 again after byte 15. A byte
 * goes from 255 to 0 without a carry.
 */
export function ivSchedule(instanceId: string, sessionKey: Uint8Array): IvSchedule {
  const seed = seedOf(instanceId, sessionKey);
  return (file) => {
    const iv = Buffer.from(seed);
    for (let i = 0; i < 16; i += 1) {
      iv[i] = ((iv[i] ?? 0) + timesRaised(i, file)) & 0xff;
    }
    return iv;
  };
}

/** How often a byte of the seed has gone up before the IV of a file. */
function timesRaised(byte: number, file: number): number {
  return file > byte ? Math.floor((file - 1 - byte) / 16) + 1 : 0;
}

/**
 * Returns the IVs as Enketo makes them (`submission-format` §5). Enketo keeps the 16 bytes of the seed as
 * numbers that never wrap. It makes each 32-bit word of the IV as `a<<24 ^ b<<16 ^ c<<8 ^ d`. A number above
 * 255 therefore flips bits of the byte before it in the word, for this file and all later ones. Returns null
 * when this changes none of the first `files` files.
 */
export function enketoIvSchedule(
  instanceId: string,
  sessionKey: Uint8Array,
  files: number,
): IvSchedule | null {
  const numbers = [...seedOf(instanceId, sessionKey)];
  // The first byte of a word has no byte before it to flip.
  const isOverflow = numbers.some((number, i) => i % 4 !== 0 && number + timesRaised(i, files) > 0xff);
  if (!isOverflow) return null;
  const ivs: Buffer[] = [];
  for (let n = 0; n < files; n += 1) {
    numbers[n % 16] = (numbers[n % 16] ?? 0) + 1;
    ivs.push(ivOf(numbers));
  }
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
