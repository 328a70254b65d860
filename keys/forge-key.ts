import { createPrivateKey, type KeyObject } from 'node:crypto';
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

/** Encrypted PKCS#8 of a kind that is not PBES2: PBES1 and PKCS#12's own. */
export function openOldPkcs8(asn1: forge.asn1.Asn1, passphrase: Secret): KeyObject | null {
  return attempt(() => {
    const info = forge.pki.decryptPrivateKeyInfo(asn1, binary(passphrase));
    return info === null ? null : keyFromDer(Buffer.from(forge.asn1.toDer(info).getBytes(), 'latin1'));
  });
}

/** A key from PKCS#8 DER; null when it is none. */
export function keyFromDer(der: Buffer): KeyObject | null {
  return attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
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
