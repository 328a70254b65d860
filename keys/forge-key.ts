import { createDecipheriv, createPrivateKey, type KeyObject, scryptSync } from 'node:crypto';
import forge from 'node-forge';
import type { Secret } from '../core/secret.ts';

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

/** `Proc-Type: 4,ENCRYPTED` PEM. */
export function openLegacyPem(pem: string, passphrase: Secret): KeyObject | null {
  return attempt(() => fromForge(forge.pki.decryptRsaPrivateKey(pem, binary(passphrase))));
}

/** Encrypted PKCS#8: PBES2 and PBES1 with PBKDF2 by forge, PBES2 with scrypt by hand. */
export function openPkcs8(asn1: forge.asn1.Asn1, passphrase: Secret): KeyObject | null {
  const byForge = attempt(() => {
    const info = forge.pki.decryptPrivateKeyInfo(asn1, binary(passphrase));
    return info === null ? null : keyFromDer(Buffer.from(forge.asn1.toDer(info).getBytes(), 'latin1'));
  });
  return byForge ?? attempt(() => openScryptPkcs8(asn1, passphrase));
}

const PBES2 = '1.2.840.113549.1.5.13';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';
const CIPHERS: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

/** RFC 7914, section 7: scrypt as the key derivation of PBES2. */
function openScryptPkcs8(asn1: forge.asn1.Asn1, passphrase: Secret): KeyObject | null {
  const [algorithm, encrypted] = sequence(asn1);
  const [scheme, parameters] = sequence(algorithm);
  if (oid(scheme) !== PBES2) return null;
  const [derivation, cipher] = sequence(parameters);
  const [kdf, scrypt] = sequence(derivation);
  if (oid(kdf) !== SCRYPT) return null;
  const [salt, n, r, p] = sequence(scrypt);
  const [cipherOid, iv] = sequence(cipher);
  const [name, keyBytes] = CIPHERS[oid(cipherOid)] ?? [];
  if (name === undefined || keyBytes === undefined) return null;
  const N = number(n);
  const key = scryptSync(passphrase.reveal(), octets(salt), keyBytes, {
    N,
    r: number(r),
    p: number(p),
    maxmem: 256 * N * number(r),
  });
  const decipher = createDecipheriv(name, key, octets(iv));
  return keyFromDer(Buffer.concat([decipher.update(octets(encrypted)), decipher.final()]));
}

function keyFromDer(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The private RSA keys of a PKCS#12 file; null when the passphrase does not fit. */
export function openPkcs12(asn1: forge.asn1.Asn1, passphrase: Secret): KeyObject[] | null {
  return attempt(() => {
    // PKCS#12 has its own way with passphrases, which forge does itself: it takes the text.
    const file = forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase.reveal());
    const { pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
    const bags = [pkcs8ShroudedKeyBag, keyBag].flatMap((bagType) =>
      bagType === undefined ? [] : (file.getBags({ bagType })[bagType] ?? []),
    );
    return bags.flatMap(({ key }) => fromForge(key ?? null) ?? []);
  });
}

function sequence(asn1: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  return asn1 !== undefined && Array.isArray(asn1.value) ? asn1.value : [];
}

function oid(asn1: forge.asn1.Asn1 | undefined): string {
  return typeof asn1?.value === 'string' ? forge.asn1.derToOid(asn1.value) : '';
}

function octets(asn1: forge.asn1.Asn1 | undefined): Buffer {
  return Buffer.from(typeof asn1?.value === 'string' ? asn1.value : '', 'latin1');
}

function number(asn1: forge.asn1.Asn1 | undefined): number {
  return Number.parseInt(octets(asn1).toString('hex') || '0', 16);
}
