import { createPrivateKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import type { Secret } from '../core/ground/secret.ts';

/*
 * Reads with node-forge what the runtime may refuse. Every function returns null when the passphrase does not
 * fit or the structure is not understood: in encrypted data, a wrong passphrase and damage look the same.
 */

/** A passphrase as node-forge needs it: its UTF-8 bytes, one character per byte. */
function binary(passphrase: Secret): string {
  return forge.util.encodeUtf8(passphrase.reveal());
}

function fromForge(key: forge.pki.PrivateKey | null): KeyObject | null {
  if (key === null) return null;
  return createPrivateKey(forge.pki.privateKeyToPem(key as forge.pki.rsa.PrivateKey));
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Ciphers of the old PEM encryption that node-forge supports, by their OpenSSL names. */
const LEGACY = /^(DES(-EDE3)?|AES-(128|192|256)|RC2(-40|-64)?)-CBC$/;

/** Whether `openLegacyPem` knows the cipher of a PEM object. If it does, only the passphrase can be wrong. */
export function isOpenedLegacy(cipher: string): boolean {
  return LEGACY.test(cipher);
}

/** Reads the private key of a PEM object that is encrypted the old way (`Proc-Type: 4,ENCRYPTED`). */
export function openLegacyPem(pem: string, passphrase: Secret): KeyObject | null {
  // node-forge has another name for RC2 with 128 bits.
  const named = pem.replace(/^(DEK-Info:\s*)RC2-CBC/m, '$1RC2-128-CBC');
  return attempt(() => fromForge(forge.pki.decryptRsaPrivateKey(named, binary(passphrase))));
}

/** A key from PKCS#8 DER; null when the DER is not a key. */
export function keyFromDer(der: Buffer): KeyObject | null {
  return attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/**
 * Reads the private RSA keys of a PKCS#12 file. Takes null for "no passphrase", which PKCS#12 treats
 * differently from an empty one. Returns null when the passphrase does not fit. Returns the object identifier
 * of the cipher when the passphrase fits and node-forge does not know the cipher.
 */
export function openPkcs12(
  asn1: forge.asn1.Asn1,
  passphrase: Secret | null,
): KeyObject[] | { readonly cipher: string } | null {
  // PKCS#12 encodes passphrases in its own way. node-forge does this, so it gets the text.
  const opened = archiveKeys(asn1, passphrase?.reveal());
  if (opened !== null || passphrase === null || isAscii(passphrase)) return opened;
  // Newer programs use PBES2 inside PKCS#12. It needs the UTF-8 bytes; only the MAC of the whole file needs
  // the text.
  return archiveKeys(withoutMac(asn1), binary(passphrase));
}

function archiveKeys(
  asn1: forge.asn1.Asn1,
  passphrase: string | undefined,
): KeyObject[] | { readonly cipher: string } | null {
  try {
    const file = forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase);
    const { pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
    const bags = [pkcs8ShroudedKeyBag, keyBag].flatMap((bagType) =>
      bagType === undefined ? [] : (file.getBags({ bagType })[bagType] ?? []),
    );
    return bags.flatMap(({ key }) => fromForge(key ?? null) ?? []);
  } catch (error) {
    // node-forge checks the passphrase with the MAC of the whole file before it decrypts anything in the
    // file.
    if (error instanceof Error && 'oid' in error && typeof error.oid === 'string')
      return { cipher: error.oid };
    return null;
  }
}

function isAscii(passphrase: Secret): boolean {
  return /^[ -~]*$/.test(passphrase.reveal());
}

/**
 * A PKCS#12 file without its MAC. It has a version, a content and a MAC; the MAC is optional (RFC 7292, 4).
 */
function withoutMac(asn1: forge.asn1.Asn1): forge.asn1.Asn1 {
  return { ...asn1, value: Array.isArray(asn1.value) ? asn1.value.slice(0, 2) : asn1.value };
}
