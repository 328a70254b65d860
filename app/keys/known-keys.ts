import { randomBytes } from 'node:crypto';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { ForgottenKey, KeyRow } from '../../core/model/known-key.ts';
import type { HeldKey } from './held-keys.ts';
import type { KeyContext } from './key-context.ts';
import { sealInWorkspace } from './seal-in-workspace.ts';

/** A key as it is listed, unlocked or locked, without the forms that it decrypts. */
export type KnownKey = Omit<KeyRow, 'opens' | 'lastTried'>;

/** How the user chose to keep a key. */
export type KeepChoice =
  | { readonly kind: 'session' }
  | { readonly kind: 'sealed'; readonly passphrase: Secret }
  | { readonly kind: 'keychain' };

interface SessionKey {
  readonly name: string;
  readonly bits: number;
  readonly file: string | null;
  readonly format: string | null;
  readonly hasCopy: boolean;
}

/** Bytes of the random passphrase that the keychain keeps for a key. */
const KEYCHAIN_SECRET = 32;

/**
 * All keys by fingerprint: those encrypted in the workspace, and those of the session. Session keys are only
 * in memory; after their process has ended, only their names are known.
 */
export class KnownKeys {
  readonly #context: KeyContext;
  readonly #session = new Map<string, SessionKey>();

  /** Takes the session keys that the previous process held. */
  constructor(context: KeyContext, forgotten: readonly ForgottenKey[]) {
    this.#context = context;
    for (const { fingerprint, ...key } of forgotten) {
      this.#session.set(fingerprint, { ...key, format: null, hasCopy: false });
    }
  }

  /** All keys in the order in which they were added, those of the workspace first. */
  all(): readonly KnownKey[] {
    const { workspace, keys } = this.#context;
    const stateOf = (fingerprint: string): KnownKey['state'] =>
      keys.find(fingerprint) === null ? 'locked' : 'open';
    const sealed = workspace.privateKeys.all().map(
      ({ fingerprint, name, bits, format, protectedPassphrase, file, hasCopy }): KnownKey => ({
        fingerprint,
        name,
        state: stateOf(fingerprint),
        bits,
        format,
        kept: protectedPassphrase === null ? 'sealed' : 'keychain',
        file,
        hasCopy,
      }),
    );
    const known = new Set(sealed.map(({ fingerprint }) => fingerprint));
    const session = new Map(this.#session);
    for (const { key, name, file, format } of keys.all()) {
      const { fingerprint, bits } = key;
      if (!session.has(fingerprint)) session.set(fingerprint, { name, bits, file, format, hasCopy: false });
    }
    const others = [...session].flatMap(([fingerprint, key]): KnownKey[] =>
      known.has(fingerprint)
        ? []
        : [{ fingerprint, ...key, state: stateOf(fingerprint), kept: 'session' as const }],
    );
    return [...sealed, ...others];
  }

  /** Throws `usage.key_unknown`. */
  find(fingerprint: string): KnownKey {
    const found = this.all().find((key) => key.fingerprint === fingerprint);
    if (found === undefined) {
      throw new Problem('usage.key_unknown', { fingerprint: fingerprint.slice(0, 16) });
    }
    return found;
  }

  /**
   * Returns the unlocked key. Throws `key.locked` when it is locked, `usage.key_unknown` when there is none.
   */
  open(fingerprint: string): HeldKey {
    const { name } = this.find(fingerprint);
    const held = this.#context.keys.find(fingerprint);
    if (held === null) throw new Problem('key.locked', { name });
    return held;
  }

  /**
   * Keeps an unlocked key in this way only. Throws `engine.no_keychain` when there is no keychain for it.
   * When the key is kept for the session only, the results of its tries are deleted.
   */
  async keep(held: HeldKey, choice: KeepChoice, hasCopy: boolean): Promise<void> {
    const { workspace, clock, keychain } = this.#context;
    const { fingerprint, bits } = held.key;
    const { name, file, format } = held;
    const seal = async (passphrase: Secret, protectedPassphrase: string | null): Promise<void> => {
      const beside = { name, file, format, hasCopy, protectedPassphrase };
      await sealInWorkspace(workspace, held.key, passphrase, beside, clock.now().toISOString());
      this.#session.delete(fingerprint);
    };
    switch (choice.kind) {
      case 'session':
        workspace.privateKeys.remove(fingerprint);
        this.#session.set(fingerprint, { name, bits, file, format, hasCopy });
        return;
      case 'sealed':
        return seal(choice.passphrase, null);
      case 'keychain': {
        if (keychain === null) throw new Problem('engine.no_keychain', {});
        const passphrase = randomBytes(KEYCHAIN_SECRET).toString('base64');
        return seal(new Secret(passphrase), await keychain.protect(passphrase));
      }
    }
  }

  rename(fingerprint: string, name: string): void {
    const { workspace, keys } = this.#context;
    const { bits, file, format, hasCopy, kept } = this.find(fingerprint);
    if (kept === 'session') this.#session.set(fingerprint, { name, bits, file, format, hasCopy });
    else workspace.privateKeys.rename(fingerprint, name);
    const held = keys.find(fingerprint);
    if (held !== null) keys.hold({ ...held, name });
  }

  setHasCopy(fingerprint: string, hasCopy: boolean): void {
    const { name, bits, file, format, kept } = this.find(fingerprint);
    if (kept === 'session') this.#session.set(fingerprint, { name, bits, file, format, hasCopy });
    else this.#context.workspace.privateKeys.setHasCopy(fingerprint, hasCopy);
  }

  /**
   * Deletes a key and the results of its tries. Does not touch the file that it came from. Throws
   * `usage.key_unknown`.
   */
  remove(fingerprint: string): void {
    this.find(fingerprint);
    this.#context.workspace.privateKeys.remove(fingerprint);
    this.#session.delete(fingerprint);
    this.#context.keys.forget(fingerprint);
  }
}

/** The unlocked keys that are not in the workspace. The next process gets their names. */
export function sessionKeys({
  workspace,
  keys,
}: Pick<KeyContext, 'workspace' | 'keys'>): readonly ForgottenKey[] {
  const kept = new Set(workspace.privateKeys.all().map(({ fingerprint }) => fingerprint));
  return keys
    .all()
    .flatMap(({ key: { fingerprint, bits }, name, file }) =>
      kept.has(fingerprint) ? [] : [{ fingerprint, name, bits, file }],
    );
}
