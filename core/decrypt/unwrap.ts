import { constants, hash, type KeyObject, privateDecrypt, timingSafeEqual } from 'node:crypto';
import { withoutStacks } from '../ground/without-stacks.ts';
import type { UnlockedKey } from '../model/key.ts';

const HASH_BYTES = 32;
/**
 * The runtime looks for these in a key that is given alone, too. Beside a key in an object of options, it throws and
 * catches two errors each time to find out that the object is no key.
 */
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

/**
 * Undoes RSAES-OAEP with SHA-256 and an empty label (`submission-format` §4). MGF1 uses SHA-256, or SHA-1 as
 * in some Java programs. Takes the private key and the wrapped bytes. Returns the unwrapped bytes, of any
 * length; null when this key does not fit or is not of the size of the wrapped bytes. Throws nothing for bad
 * input.
 */
export function unwrap(
  { privateKey, bits }: Pick<UnlockedKey, 'privateKey' | 'bits'>,
  wrapped: Uint8Array,
): Buffer | null {
  if (wrapped.length !== Math.ceil(bits / 8)) return null;
  try {
    return withoutStacks(() => privateDecrypt(Object.assign(privateKey, OAEP), wrapped));
  } catch {
    return unwrapMgf1Sha1(privateKey, wrapped);
  }
}

function unwrapMgf1Sha1(privateKey: KeyObject, wrapped: Uint8Array): Buffer | null {
  let block: Buffer;
  try {
    block = withoutStacks(() =>
      privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, wrapped),
    );
  } catch {
    return null;
  }
  return unpadOaep(block, wrapped.length);
}

/**
 * EME-OAEP decoding (RFC 8017, 7.1.2 step 3) with SHA-256 for the label and MGF1-SHA-1 for the masks.
 */
function unpadOaep(raw: Buffer, length: number): Buffer | null {
  const block = Buffer.alloc(length);
  raw.copy(block, length - raw.length);
  if (length < 2 * HASH_BYTES + 2 || block[0] !== 0) return null;
  const seed = block.subarray(1, 1 + HASH_BYTES);
  const data = block.subarray(1 + HASH_BYTES);
  xorMask(seed, data);
  xorMask(data, seed);
  const label = hash('sha256', '', 'buffer');
  if (!timingSafeEqual(data.subarray(0, HASH_BYTES), label)) return null;
  let at = HASH_BYTES;
  while (at < data.length && data[at] === 0) at += 1;
  return data[at] === 1 ? Buffer.from(data.subarray(at + 1)) : null;
}

function xorMask(target: Buffer, seed: Buffer): void {
  for (let counter = 0, at = 0; at < target.length; counter += 1) {
    const index = Buffer.alloc(4);
    index.writeUInt32BE(counter);
    const mask = hash('sha1', Buffer.concat([seed, index]), 'buffer');
    for (let i = 0; i < mask.length && at < target.length; i += 1, at += 1) {
      target[at] = (target[at] ?? 0) ^ (mask[i] ?? 0);
    }
  }
}
