import type { UnlockedKey } from '../../core/model/key.ts';

/** An unlocked key with its name and the file that it came from. */
export interface HeldKey {
  readonly key: UnlockedKey;
  readonly name: string;
  readonly file: string | null;
  readonly format: string | null;
}

/**
 * The keys that are unlocked in this process. They are in memory only. When the process ends they are
 * forgotten, which is the only reliable way to forget a key in JavaScript.
 */
export class HeldKeys {
  readonly #held = new Map<string, HeldKey>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  all(): readonly HeldKey[] {
    return [...this.#held.values()];
  }

  /** The keys that a pull decrypts submissions with. */
  unlocked(): readonly UnlockedKey[] {
    return this.all().map(({ key }) => key);
  }

  find(fingerprint: string): HeldKey | null {
    return this.#held.get(fingerprint) ?? null;
  }

  hold(held: HeldKey): void {
    this.#held.set(held.key.fingerprint, held);
    this.#onChange();
  }

  forget(fingerprint: string): void {
    if (this.#held.delete(fingerprint)) this.#onChange();
  }
}
