import { createHash, type Hash } from 'node:crypto';
import { basename } from 'node:path';
import type { OpenedSubmission } from '../model/opened.ts';
import type { KeptCiphertext } from './arrival.ts';
import type { Db } from './db.ts';

/** A file of a copy: its bytes, or a text in their place. */
type Printed = readonly [name: string, of: Uint8Array | string | null];

/**
 * A fingerprint of a copy that is not proved. It shows whether exactly the same copy came again. It covers
 * the content and the encrypted files; where none are kept, it covers what was read of them.
 */
export function printOf(opened: OpenedSubmission, kept: KeptCiphertext): string {
  if (kept.length > 0) {
    const files = kept.map(({ name, content }): Printed => {
      // The file name on the disk begins with the file's MD5.
      return [name, content.kind === 'bytes' ? content.bytes : basename(content.path)];
    });
    return print(opened.contentId, files);
  }
  const { attachments, contentId, xmlMd5 } = opened;
  return print(contentId, [...attachments.map((a): Printed => [a.name, a.md5]), ['', xmlMd5]]);
}

/** The same fingerprint, of stored copies. */
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

/** Adds a value after its length, so that no two lists of values give the same bytes. */
function field(sha: Hash, value: Uint8Array | string): Hash {
  return sha.update(`\0${Buffer.byteLength(value)}\0`).update(value);
}
