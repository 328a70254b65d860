import { createHash } from 'node:crypto';
import forge from 'node-forge';
import type { Secret } from '../core/ground/secret.ts';
import { integer, octets, oidOf, partsOf } from './der.ts';

// node-forge has this function; its types do not.
declare module 'node-forge' {
  namespace pki.pbe {
    /** RFC 7292, appendix B.2, with SHA-1. `id` is 1 for a key and 2 for an IV; `password` is text. */
    function generatePkcs12Key(
      password: string,
      salt: util.ByteStringBuffer,
      id: number,
      iterations: number,
      bytes: number,
    ): util.ByteStringBuffer;
  }
}

/*
 * The encryption of PKCS#8 before PBES2: PBES1 (RFC 8018, 6.1) and that of PKCS#12 (RFC 7292, appendix C),
 * with DES, triple DES and RC2. The runtime and BoringSSL have these ciphers only with their old parts;
 * node-forge has them.
 */

interface Scheme {
  readonly derive: 'md5' | 'sha1' | 'pkcs12';
  readonly cipher: 'des' | '3des' | 'rc2';
  /** Bytes of the derived key. For RC2 this is also the effective size of its key. */
  readonly keyBytes: number;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  '1.2.840.113549.1.5.3': { derive: 'md5', cipher: 'des', keyBytes: 8 },
  '1.2.840.113549.1.5.6': { derive: 'md5', cipher: 'rc2', keyBytes: 8 },
  '1.2.840.113549.1.5.10': { derive: 'sha1', cipher: 'des', keyBytes: 8 },
  '1.2.840.113549.1.5.11': { derive: 'sha1', cipher: 'rc2', keyBytes: 8 },
  '1.2.840.113549.1.12.1.3': { derive: 'pkcs12', cipher: '3des', keyBytes: 24 },
  '1.2.840.113549.1.12.1.4': { derive: 'pkcs12', cipher: '3des', keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { derive: 'pkcs12', cipher: 'rc2', keyBytes: 16 },
  '1.2.840.113549.1.12.1.6': { derive: 'pkcs12', cipher: 'rc2', keyBytes: 5 },
};

/**
 * Decrypts PKCS#8 with one of the old encryptions. Takes the sequence of algorithm and octets. The caller has
 * checked the amount of work (`isTooCostly`). Returns null when the padding shows that the passphrase does
 * not fit, and `other` for an encryption that is not known here. A wrong passphrase can also give bytes that
 * are not a key.
 */
export function decryptOldPkcs8(asn1: forge.asn1.Asn1, passphrase: Secret): Buffer | null | 'other' {
  const [algorithm, encrypted] = partsOf(asn1);
  const [oid, parameters] = partsOf(algorithm);
  const scheme = SCHEMES[oidOf(oid)];
  if (scheme === undefined) return 'other';
  const [salt, iterations] = partsOf(parameters);
  const { key, iv } =
    scheme.derive === 'pkcs12'
      ? pkcs12Key(scheme, passphrase, octets(salt), integer(iterations))
      : pbkdf1Key(scheme.derive, passphrase, octets(salt), integer(iterations));
  return decryptBlocks(scheme.cipher, key, iv, octets(encrypted), scheme.keyBytes * 8);
}

/**
 * Decrypts octets with a cipher that only node-forge has, in CBC mode. Takes the key, the IV, and the
 * effective bits for RC2. Null when the padding shows that the key is wrong.
 */
export function decryptBlocks(
  cipher: Scheme['cipher'],
  key: Buffer,
  iv: Buffer,
  encrypted: Buffer,
  rc2Bits: number,
): Buffer | null {
  const bytes = key.toString('latin1');
  const input = forge.util.createBuffer(encrypted.toString('latin1'));
  if (cipher === 'rc2') {
    const decipher = forge.rc2.createDecryptionCipher(bytes, rc2Bits);
    decipher.start(iv.toString('latin1'));
    decipher.update(input);
    return decipher.finish() ? Buffer.from(decipher.output.getBytes(), 'latin1') : null;
  }
  const decipher = forge.cipher.createDecipher(cipher === 'des' ? 'DES-CBC' : '3DES-CBC', bytes);
  decipher.start({ iv: iv.toString('latin1') });
  decipher.update(input);
  return decipher.finish() ? Buffer.from(decipher.output.getBytes(), 'latin1') : null;
}

/** PBKDF1 (RFC 8018, 5.1): returns eight bytes of key and eight of IV. */
function pbkdf1Key(
  hash: 'md5' | 'sha1',
  passphrase: Secret,
  salt: Buffer,
  iterations: number,
): { readonly key: Buffer; readonly iv: Buffer } {
  let digest = createHash(hash).update(passphrase.reveal(), 'utf8').update(salt).digest();
  for (let i = 1; i < iterations; i += 1) digest = createHash(hash).update(digest).digest();
  return { key: digest.subarray(0, 8), iv: digest.subarray(8, 16) };
}

/**
 * The key derivation of PKCS#12 with SHA-1. It takes the passphrase as text. Triple DES with two keys uses
 * the first key again as the third.
 */
function pkcs12Key(
  { cipher, keyBytes }: Scheme,
  passphrase: Secret,
  salt: Buffer,
  iterations: number,
): { readonly key: Buffer; readonly iv: Buffer } {
  const derive = (id: number, bytes: number): Buffer => {
    const made = forge.pki.pbe.generatePkcs12Key(
      passphrase.reveal(),
      forge.util.createBuffer(salt.toString('latin1')),
      id,
      iterations,
      bytes,
    );
    return Buffer.from(made.getBytes(), 'latin1');
  };
  const key = derive(1, keyBytes);
  const isTwoKeys = cipher === '3des' && keyBytes === 16;
  return { key: isTwoKeys ? Buffer.concat([key, key.subarray(0, 8)]) : key, iv: derive(2, 8) };
}
