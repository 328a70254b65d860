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
  /**
   * Base name of the file that the keys came from or were saved to; null while a generated key is not saved.
   */
  readonly file: string | null;
  /** The name and passphrase for the file of a generated key; null for keys that were read. */
  readonly generated: { readonly name: string; readonly passphrase: Secret | null } | null;
}

/** How many drafts are kept: more than one person uses at once. A new one replaces the oldest. */
const MOST = 4;

export class KeyDrafts {
  readonly #drafts = new Map<string, KeyDraft>();

  /** Adds a draft and returns its ID. */
  add(draft: KeyDraft): string {
    const [oldest] = this.#drafts.keys();
    if (this.#drafts.size >= MOST && oldest !== undefined) this.#drafts.delete(oldest);
    const id = randomUUID();
    this.#drafts.set(id, draft);
    return id;
  }

  /** Returns a draft. Throws `key.draft_gone` when it is no longer there. */
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

  /** Returns the draft key with this fingerprint; null when there is none. */
  key(fingerprint: string): UnlockedKey | null {
    const all = [...this.#drafts.values()].flatMap(({ keys }) => keys);
    return all.find(({ key }) => key.fingerprint === fingerprint)?.key ?? null;
  }
}
