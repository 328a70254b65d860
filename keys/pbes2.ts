import { createCipheriv, createDecipheriv, pbkdf2, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { Secret } from '../core/ground/secret.ts';
import { integer, octets, oidOf, partsOf } from './der.ts';
import { decryptBlocks } from './old-encryption.ts';

/*
 * PBES2 (RFC 8018, 6.2), written and read without the runtime's own functions. When the runtime encrypts a
 * key, it derives with 2,048 iterations and has no option for more. When it reads one, it works on the
 * calling thread, where half a second is too long.
 */

/** The number that OWASP recommends for PBKDF2 with HMAC-SHA-256. */
export const ITERATIONS = 600_000;

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';

const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.6': 'md5',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [HMAC_SHA256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHERS: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  [AES_256_CBC]: ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

const DES_CBC = '1.3.14.3.2.7';
const RC2_CBC = '1.2.840.113549.3.2';
/** RC2's parameters have these numbers in place of its effective bits (RFC 8018, B.2.3). */
const RC2_VERSIONS: Readonly<Record<number, number>> = { 160: 40, 120: 64, 58: 128 };

const derive = promisify(pbkdf2);
const deriveByScrypt = promisify<
  string,
  Uint8Array,
  number,
  { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number },
  Buffer
>(scrypt);

/**
 * Encrypts a PrivateKeyInfo (PKCS#8 DER) with PBKDF2-HMAC-SHA-256 (600,000 iterations, a new salt) and
 * AES-256-CBC. Returns the EncryptedPrivateKeyInfo (RFC 5958) as DER.
 */
export async function encryptPkcs8(privateKeyInfo: Uint8Array, passphrase: Secret): Promise<Buffer> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await derive(passphrase.reveal(), salt, ITERATIONS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(privateKeyInfo), cipher.final()]);
  key.fill(0);
  const hmac = list(id(HMAC_SHA256), make(forge.asn1.Type.NULL, ''));
  const derivation = list(id(PBKDF2), list(bytes(salt), count(ITERATIONS), hmac));
  const encryption = list(id(AES_256_CBC), bytes(iv));
  const whole = list(list(id(PBES2), list(derivation, encryption)), bytes(encrypted));
  return Buffer.from(forge.asn1.toDer(whole).getBytes(), 'latin1');
}

/**
 * Decrypts PKCS#8 that is encrypted with PBES2: PBKDF2 or scrypt (RFC 7914, 7), with AES, triple DES, DES or
 * RC2. Takes the sequence of algorithm and octets. The caller has checked the amount of work (`isTooCostly`).
 * Returns null when the padding shows that the passphrase does not fit, or the parameters make no sense.
 * Returns `other` for an encryption that is not known here.
 */
export async function decryptPbes2(
  asn1: forge.asn1.Asn1,
  passphrase: Secret,
): Promise<Buffer | null | 'other'> {
  const [algorithm, encrypted] = partsOf(asn1);
  const [scheme, parameters] = partsOf(algorithm);
  if (oidOf(scheme) !== PBES2) return 'other';
  const [derivation, encryption] = partsOf(parameters);
  const [cipherOid, iv] = partsOf(encryption);
  const oid = oidOf(cipherOid);
  try {
    if (oid === DES_CBC || oid === RC2_CBC) {
      return await decryptOldBlocks(oid, iv, derivation, octets(encrypted), passphrase);
    }
    const cipher = CIPHERS[oid];
    if (cipher === undefined) return 'other';
    const key = await deriveKey(derivation, passphrase, cipher[1]);
    if (key === null) return 'other';
    const decipher = createDecipheriv(cipher[0], key, octets(iv));
    return Buffer.concat([decipher.update(octets(encrypted)), decipher.final()]);
  } catch {
    // A wrong passphrase gives wrong padding. Parameters that make no sense give any error of the runtime.
    return null;
  }
}

/**
 * Decrypts DES and RC2, which the runtime does not have. The parameters of RC2 are its version and the IV.
 */
async function decryptOldBlocks(
  oid: typeof DES_CBC | typeof RC2_CBC,
  parameters: forge.asn1.Asn1 | undefined,
  derivation: forge.asn1.Asn1 | undefined,
  encrypted: Buffer,
  passphrase: Secret,
): Promise<Buffer | null | 'other'> {
  if (oid === DES_CBC) {
    const key = await deriveKey(derivation, passphrase, 8);
    return key === null ? 'other' : decryptBlocks('des', key, octets(parameters), encrypted, 64);
  }
  const [version, iv] = partsOf(parameters);
  const stated = integer(version);
  const bits = RC2_VERSIONS[stated] ?? (stated >= 256 ? stated : 32);
  const key = await deriveKey(derivation, passphrase, bits / 8);
  return key === null ? 'other' : decryptBlocks('rc2', key, octets(iv), encrypted, bits);
}

async function deriveKey(
  derivation: forge.asn1.Asn1 | undefined,
  passphrase: Secret,
  keyBytes: number,
): Promise<Buffer | null> {
  const [name, parameters] = partsOf(derivation);
  if (oidOf(name) === SCRYPT) {
    const [salt, n, r, p] = partsOf(parameters);
    const cost = { N: integer(n), r: integer(r), p: integer(p) };
    const maxmem = 256 * cost.N * cost.r;
    return deriveByScrypt(passphrase.reveal(), octets(salt), keyBytes, { ...cost, maxmem });
  }
  if (oidOf(name) !== PBKDF2) return null;
  const [salt, iterations, ...rest] = partsOf(parameters);
  const stated = integer(rest.find(({ type }) => type === forge.asn1.Type.INTEGER));
  const length = stated > 0 && stated <= 32 ? stated : keyBytes;
  // The length of the key may come before the hash. Both are optional (RFC 8018, A.2).
  const hmac = rest.find(({ type }) => type === forge.asn1.Type.SEQUENCE);
  const hash = hmac === undefined ? 'sha1' : HASHES[oidOf(partsOf(hmac)[0])];
  if (hash === undefined) return null;
  return derive(passphrase.reveal(), octets(salt), integer(iterations), length, hash);
}

function make(type: forge.asn1.Type, value: string | forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, type, Array.isArray(value), value);
}

function list(...parts: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return make(forge.asn1.Type.SEQUENCE, parts);
}

function id(oid: string): forge.asn1.Asn1 {
  return make(forge.asn1.Type.OID, forge.asn1.oidToDer(oid).getBytes());
}

function bytes(value: Uint8Array): forge.asn1.Asn1 {
  return make(forge.asn1.Type.OCTETSTRING, Buffer.from(value).toString('latin1'));
}

function count(value: number): forge.asn1.Asn1 {
  return make(forge.asn1.Type.INTEGER, forge.asn1.integerToDer(value).getBytes());
}
