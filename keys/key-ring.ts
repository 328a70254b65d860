import type { UnlockedKey } from '../core/model/key.ts';
import { publicKeyFingerprint } from '../core/model/key.ts';

/** The available keys, each once, in the order in which they came. */
export class KeyRing {
  #keys = new Map<string, UnlockedKey>();

  add(key: UnlockedKey): void {
    if (!this.#keys.has(key.fingerprint)) this.#keys.set(key.fingerprint, key);
  }

  /** Removes a key. Returns false when there is no key with that fingerprint. */
  remove(fingerprint: string): boolean {
    return this.#keys.delete(fingerprint);
  }

  list(): readonly UnlockedKey[] {
    return [...this.#keys.values()];
  }

  /** The key that belongs to a form's `base64RsaPublicKey`; null when it is not available. */
  match(publicKey: string): UnlockedKey | null {
    return this.#keys.get(publicKeyFingerprint(publicKey)) ?? null;
  }

  /** All keys in the order to try them: the key that the form names, then the others. */
  candidates(publicKey: string | null): readonly UnlockedKey[] {
    const named = publicKey === null ? null : this.match(publicKey);
    if (named === null) return this.list();
    return [named, ...this.list().filter((key) => key !== named)];
  }

  /** Forgets all keys. The runtime may hold parts of them until the process ends. */
  lock(): void {
    this.#keys = new Map();
  }
}
