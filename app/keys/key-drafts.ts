import { randomUUID } from 'node:crypto';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';

export interface DraftKey {
  readonly key: UnlockedKey;
  readonly format: string | null;
}

/** Keys that were read or generated and are not kept yet. They are in memory only. */
export interface KeyDraft {
  readonly keys: readonly DraftKey[];
  /** Base name of the file that they came from or were saved to; null while a generated key is not saved. */
  readonly file: string | null;
  /** What a generated key is to be saved by. */
  readonly generated: { readonly name: string; readonly passphrase: Secret | null } | null;
}

/** More than one person looks at; the oldest goes when another comes. */
const MOST = 4;

export class KeyDrafts {
  readonly #drafts = new Map<string, KeyDraft>();

  /** Returns the new draft's id. */
  add(draft: KeyDraft): string {
    const [oldest] = this.#drafts.keys();
    if (this.#drafts.size >= MOST && oldest !== undefined) this.#drafts.delete(oldest);
    const id = randomUUID();
    this.#drafts.set(id, draft);
    return id;
  }

  /** Throws `key.draft_gone` when there is no such draft any more. */
  find(id: string): KeyDraft {
    const draft = this.#drafts.get(id);
    if (draft === undefined) throw new Problem('key.draft_gone', {});
    return draft;
  }

  saved(id: string, file: string): void {
    this.#drafts.set(id, { ...this.find(id), file });
  }

  discard(id: string): void {
    this.#drafts.delete(id);
  }

  /** The draft key of that fingerprint; null when there is none. */
  key(fingerprint: string): UnlockedKey | null {
    const all = [...this.#drafts.values()].flatMap(({ keys }) => keys);
    return all.find(({ key }) => key.fingerprint === fingerprint)?.key ?? null;
  }
}
