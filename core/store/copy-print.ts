import { createHash, type Hash } from 'node:crypto';
import { basename } from 'node:path';
import type { OpenedSubmission } from '../model/opened.ts';
import type { KeptCiphertext } from './arrival.ts';
import type { Db } from './db.ts';

/** A file of a copy: its bytes, or what stands for them. */
type Printed = readonly [name: string, of: Uint8Array | string | null];

/**
 * A fingerprint of a copy that is not proved, by which it is told whether the very same came again: its content, with
 * its encrypted files or, where none are kept, what was read of them.
 */
export function printOf(opened: OpenedSubmission, kept: KeptCiphertext): string {
  if (kept.length > 0) {
    const files = kept.map(({ name, content }): Printed => {
      // Its name on the disk begins with its MD5.
      return [name, content.kind === 'bytes' ? content.bytes : basename(content.path)];
    });
    return print(opened.contentId, files);
  }
  const { attachments, contentId, xmlMd5 } = opened;
  return print(contentId, [...attachments.map((a): Printed => [a.name, a.md5]), ['', xmlMd5]]);
}

/** The same of copies that are stored. */
export class StoredPrints {
  readonly #copy;
  readonly #ciphertext;
  readonly #attachments;

  constructor(db: Db) {
    this.#copy = db.prepare<[number], { contentId: string; xmlMd5: string | null }>(
      'SELECT content_id AS contentId, xml_md5 AS xmlMd5 FROM submission WHERE id = ?',
    );
    this.#ciphertext = db.prepare<[number], { name: string; bytes: Uint8Array | null; file: string | null }>(
      'SELECT name, bytes, file FROM ciphertext WHERE submission_id = ?',
    );
    this.#attachments = db.prepare<[number], { name: string; md5: string | null }>(
      'SELECT name, md5 FROM attachment WHERE submission_id = ?',
    );
  }

  of(id: number): string {
    const copy = this.#copy.get(id);
    const kept = this.#ciphertext.all(id).map(({ name, bytes, file }): Printed => {
      return [name, file === null ? bytes : basename(file)];
    });
    if (kept.length > 0) return print(copy?.contentId ?? '', kept);
    const read = this.#attachments.all(id).map(({ name, md5 }): Printed => [name, md5]);
    return print(copy?.contentId ?? '', [...read, ['', copy?.xmlMd5 ?? null]]);
  }
}

function print(contentId: string, files: readonly Printed[]): string {
  const sha = createHash('sha256').update(contentId);
  for (const [name, of] of [...files].sort(byName)) field(field(sha, name), of ?? '');
  return sha.digest('hex').slice(0, 32);
}

function byName([one]: Printed, [other]: Printed): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Adds a value with its length before it, so that no two lists of values are one. */
function field(sha: Hash, value: Uint8Array | string): Hash {
  return sha.update(`\0${Buffer.byteLength(value)}\0`).update(value);
}
