import { createPrivateKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import type { Secret } from '../core/ground/secret.ts';

/*
 * What the runtime may refuse, read with node-forge. Every function returns null when the passphrase does not fit or the
 * structure is not understood: a wrong passphrase and a damaged file cannot be told apart behind a cipher.
 */

/** A passphrase as forge takes it: its UTF-8 bytes, one a character. */
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

/** Ciphers of the old PEM encryption that node-forge has, as OpenSSL names them. */
const LEGACY = /^(DES(-EDE3)?|AES-(128|192|256)|RC2(-40|-64)?)-CBC$/;

/** Whether `openLegacyPem` knows the cipher that a PEM object names, so that only its passphrase can be wrong. */
export function isOpenedLegacy(cipher: string): boolean {
  return LEGACY.test(cipher);
}

/** `Proc-Type: 4,ENCRYPTED` PEM. */
export function openLegacyPem(pem: string, passphrase: Secret): KeyObject | null {
  // node-forge has RC2 of 128 bits by another name.
  const named = pem.replace(/^(DEK-Info:\s*)RC2-CBC/m, '$1RC2-128-CBC');
  return attempt(() => fromForge(forge.pki.decryptRsaPrivateKey(named, binary(passphrase))));
}

/** A key from PKCS#8 DER; null when it is none. */
export function keyFromDer(der: Buffer): KeyObject | null {
  return attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/**
 * The private RSA keys of a PKCS#12 file. Takes null for "no passphrase", which is another thing there than an empty
 * one. Null when the passphrase does not fit; the object identifier of the cipher when it fits and the cipher is not
 * known here.
 */
export function openPkcs12(
  asn1: forge.asn1.Asn1,
  passphrase: Secret | null,
): KeyObject[] | { readonly cipher: string } | null {
  // PKCS#12 has its own way with passphrases, which forge does itself: it takes the text.
  const opened = archiveKeys(asn1, passphrase?.reveal());
  if (opened !== null || passphrase === null || isAscii(passphrase)) return opened;
  // PBES2, which newer programs put into PKCS#12, takes the UTF-8 bytes; only the MAC of the whole takes the text.
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
    // It checks the whole file by its passphrase before it opens anything in it.
    if (error instanceof Error && 'oid' in error && typeof error.oid === 'string')
      return { cipher: error.oid };
    return null;
  }
}

function isAscii(passphrase: Secret): boolean {
  return /^[ -~]*$/.test(passphrase.reveal());
}

/** A PKCS#12 file is its version, its content and a MAC, which may be left out (RFC 7292, 4). */
function withoutMac(asn1: forge.asn1.Asn1): forge.asn1.Asn1 {
  return { ...asn1, value: Array.isArray(asn1.value) ? asn1.value.slice(0, 2) : asn1.value };
}
