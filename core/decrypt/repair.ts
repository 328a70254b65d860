import { hash } from 'node:crypto';
import { readWhole } from '../model/content.ts';
import { BLOCK, CfbDecryptor } from './cfb.ts';
import type { IvSchedule } from './iv-schedule.ts';
import type { ManifestFile, OpenedPart } from './open-parts.ts';

/** With more media than this, only swaps of two files are tried, not every order. */
const ALL_ORDERS_UP_TO = 6;
/** Above these limits the search would take longer than downloading the files again. */
const MOST_MEDIA = 40;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Finds the order in which the client encrypted the media, when the manifest lists them in another order
 * (seen with clients that list a folder twice). `matches` says whether a tried order is proved. It takes the
 * places of the manifest in that order, and the MD5 that each plaintext then has.
 *
 * Returns the places of the manifest in their true order, or null when no tried order is proved.
 */
export function findMediaOrder(
  media: readonly { readonly file: ManifestFile; readonly opened: OpenedPart }[],
  sessionKey: Uint8Array,
  ivs: IvSchedule,
  matches: (order: readonly number[], md5s: readonly string[]) => boolean,
): readonly number[] | null {
  const plain: { readonly ciphertext: Uint8Array; readonly bytes: Uint8Array }[] = [];
  let total = 0;
  for (const { file, opened } of media) {
    const content = file.part?.content;
    if (opened.state !== 'present' || content === undefined || content === null) return null;
    total += opened.file.size;
    if (total > MOST_BYTES) return null;
    plain.push({ ciphertext: readWhole(content), bytes: readWhole(opened.file) });
  }
  if (plain.length < 2 || plain.length > MOST_MEDIA) return null;

  const known = new Map<number, string>();
  // Only the first block depends on the IV (`submission-format` §7), so the rest comes from the plaintext
  // that is already there.
  const md5At = (place: number, fileNumber: number): string => {
    const id = place * 1000 + fileNumber;
    const found = known.get(id);
    if (found !== undefined) return found;
    const { ciphertext, bytes } = plain[place] as (typeof plain)[number];
    const head = new CfbDecryptor(sessionKey, ivs(fileNumber)).update(ciphertext.subarray(0, BLOCK));
    const size = Math.min(BLOCK, bytes.length);
    const digest = hash('md5', Buffer.concat([head.subarray(0, size), bytes.subarray(size)]));
    known.set(id, digest);
    return digest;
  };

  for (const order of orders(plain.length)) {
    const md5s = order.map((place, position) => md5At(place, position + 1));
    if (matches(order, md5s)) return order;
  }
  return null;
}

function* orders(count: number): Generator<readonly number[]> {
  const places = Array.from({ length: count }, (_, i) => i);
  if (count <= ALL_ORDERS_UP_TO) {
    yield* permutations(places);
    return;
  }
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const order = [...places];
      order[a] = b;
      order[b] = a;
      yield order;
    }
  }
}

function* permutations(rest: readonly number[]): Generator<readonly number[]> {
  if (rest.length <= 1) {
    yield rest;
    return;
  }
  for (const first of rest) {
    for (const order of permutations(rest.filter((place) => place !== first))) yield [first, ...order];
  }
}
