import { hash } from 'node:crypto';

/** The initialisation vectors of one submission's files, the first file having number 1 (`odk-format` A5, A6). */
export type IvSchedule = (file: number) => Buffer;

function seedOf(instanceId: string, sessionKey: Uint8Array): Buffer {
  return hash('md5', Buffer.concat([Buffer.from(instanceId, 'utf8'), sessionKey]), 'buffer');
}

/**
 * IVs by the specification (A5): before each file one byte of the seed goes up by one, byte 0 for the first file,
 * byte 1 for the second, and so on round the 16; bytes wrap without carry.
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
 * IVs as Enketo makes them. It keeps the seed as 32-bit words: a byte ff that goes up flips bit 0 of the byte before
 * it in the same word, for that file and all later ones. Null when none of the first `files` files is touched by it.
 */
export function enketoIvSchedule(
  instanceId: string,
  sessionKey: Uint8Array,
  files: number,
): IvSchedule | null {
  const state = seedOf(instanceId, sessionKey);
  const ivs: Buffer[] = [];
  let overflowed = false;
  for (let n = 0; n < files; n += 1) {
    const i = n % 16;
    const before = state[i] ?? 0;
    state[i] = (before + 1) & 0xff;
    if (before === 0xff && i % 4 !== 0) {
      state[i - 1] = (state[i - 1] ?? 0) ^ 1;
      overflowed = true;
    }
    ivs.push(Buffer.from(state));
  }
  if (!overflowed) return null;
  return (file) => {
    const iv = ivs[file - 1];
    if (iv === undefined) throw new RangeError(`no IV for file ${file}`);
    return iv;
  };
}
