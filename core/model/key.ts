import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A private RSA key that is unlocked and in memory. Only `KeyObject`s travel to workers, never PEM text. */
export interface UnlockedKey {
  /** SHA-256 of the SPKI DER of the public half, lower-case hex. */
  readonly fingerprint: string;
  readonly privateKey: KeyObject;
  /** Base64 of the SPKI DER, as in a form's `base64RsaPublicKey`. */
  readonly publicKey: string;
  readonly bits: number;
}

/** Fingerprint of a public key as a form has it: SHA-256 of the SPKI DER, lower-case hex. Takes its Base64. */
export function publicKeyFingerprint(base64: string): string {
  return createHash('sha256')
    .update(Buffer.from(base64.replace(/\s+/g, ''), 'base64'))
    .digest('hex');
}

/**
 * Returns a private key with its fingerprint, public key and size. Takes an RSA key; throws on any other,
 * which is a bug in the caller.
 */
export function unlockedKey(privateKey: KeyObject): UnlockedKey {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) throw new Error('not an RSA key');
  // Not every runtime accepts a private KeyObject here, but every one accepts its PEM.
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const publicKey = spki.toString('base64');
  return { privateKey, publicKey, fingerprint: publicKeyFingerprint(publicKey), bits };
}
