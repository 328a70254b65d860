import { createCipheriv, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { Secret } from '../core/secret.ts';

/** Rounds that a guess at a passphrase costs; OpenSSL's own writer uses 2,048, which a graphics card laughs at. */
export const ITERATIONS = 600_000;

const OID = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256cbc: '2.16.840.1.101.3.4.1.42',
} as const;

/**
 * Encrypts a PKCS#8 key (DER) under a passphrase as an EncryptedPrivateKeyInfo (RFC 5958, RFC 8018 6.2): PBES2 with
 * PBKDF2-HMAC-SHA-256 and AES-256-CBC. The passphrase counts as its UTF-8 bytes. Returns DER.
 */
export async function encryptPkcs8(pkcs8: Uint8Array, passphrase: Secret): Promise<Buffer> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await promisify(pbkdf2)(
    Buffer.from(passphrase.reveal(), 'utf8'),
    salt,
    ITERATIONS,
    32,
    'sha256',
  );
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  key.fill(0);
  const derivation = sequence(
    oid(OID.pbkdf2),
    sequence(octets(salt), integer(ITERATIONS), sequence(oid(OID.hmacSha256), nothing())),
  );
  const scheme = sequence(oid(OID.aes256cbc), octets(iv));
  const whole = sequence(sequence(oid(OID.pbes2), sequence(derivation, scheme)), octets(encrypted));
  return Buffer.from(forge.asn1.toDer(whole).getBytes(), 'latin1');
}

type Asn1 = forge.asn1.Asn1;
const { Class, Type, create } = forge.asn1;

function sequence(...parts: Asn1[]): Asn1 {
  return create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
}

function oid(name: string): Asn1 {
  return create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(name).getBytes());
}

function octets(bytes: Uint8Array): Asn1 {
  return create(Class.UNIVERSAL, Type.OCTETSTRING, false, Buffer.from(bytes).toString('latin1'));
}

function integer(value: number): Asn1 {
  return create(Class.UNIVERSAL, Type.INTEGER, false, forge.asn1.integerToDer(value).getBytes());
}

function nothing(): Asn1 {
  return create(Class.UNIVERSAL, Type.NULL, false, '');
}
