import type { KeyObject } from 'node:crypto';

/** A private RSA key that is unlocked and in memory. Only `KeyObject`s travel to workers, never PEM text. */
export interface UnlockedKey {
  /** SHA-256 of the SPKI DER of the public half, lower-case hex. */
  readonly fingerprint: string;
  readonly privateKey: KeyObject;
  /** Base64 of the SPKI DER: what stands in a form's `base64RsaPublicKey`. */
  readonly publicKey: string;
  readonly bits: number;
}
