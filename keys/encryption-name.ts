import type forge from 'node-forge';
import { oidOf, partsOf } from './der.ts';

const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.1': 'PBE-MD2-DES',
  '1.2.840.113549.1.5.3': 'PBE-MD5-DES',
  '1.2.840.113549.1.5.4': 'PBE-MD2-RC2',
  '1.2.840.113549.1.5.6': 'PBE-MD5-RC2',
  '1.2.840.113549.1.5.10': 'PBE-SHA1-DES',
  '1.2.840.113549.1.5.11': 'PBE-SHA1-RC2',
  '1.2.840.113549.1.12.1.1': 'PBE-SHA1-RC4-128',
  '1.2.840.113549.1.12.1.2': 'PBE-SHA1-RC4-40',
  '1.2.840.113549.1.12.1.3': 'PBE-SHA1-3DES',
  '1.2.840.113549.1.12.1.4': 'PBE-SHA1-2DES',
  '1.2.840.113549.1.12.1.5': 'PBE-SHA1-RC2-128',
  '1.2.840.113549.1.12.1.6': 'PBE-SHA1-RC2-40',
  '1.2.840.113549.3.2': 'RC2',
  '1.2.840.113549.3.4': 'RC4',
  '1.2.840.113533.7.66.10': 'CAST5',
  '1.3.6.1.4.1.3029.1.2': 'Blowfish',
  '1.3.6.1.4.1.188.7.1.1.2': 'IDEA',
  '1.2.410.200004.1.4': 'SEED',
  '1.2.392.200011.61.1.1.1.2': 'Camellia-128',
  '1.2.392.200011.61.1.1.1.3': 'Camellia-192',
  '1.2.392.200011.61.1.1.1.4': 'Camellia-256',
  '1.2.410.200046.1.1.2': 'ARIA-128',
  '1.2.410.200046.1.1.7': 'ARIA-192',
  '1.2.410.200046.1.1.12': 'ARIA-256',
  '1.2.156.10197.1.104.2': 'SM4',
  '2.16.840.1.101.3.4.1.6': 'AES-128-GCM',
  '2.16.840.1.101.3.4.1.26': 'AES-192-GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256-GCM',
  '2.16.840.1.101.3.4.1.4': 'AES-128-CFB',
  '2.16.840.1.101.3.4.1.24': 'AES-192-CFB',
  '2.16.840.1.101.3.4.1.44': 'AES-256-CFB',
};

/** PBES2 is only a frame: the name of the cipher is inside. */
const PBES2 = '1.2.840.113549.1.5.13';

/**
 * The name of the encryption of an EncryptedPrivateKeyInfo, for people, such as `SEED`. When it has no name,
 * the object identifier in the file.
 */
export function encryptionName(asn1: forge.asn1.Asn1): string {
  const [algorithm] = partsOf(asn1);
  const [scheme, parameters] = partsOf(algorithm);
  const oid = oidOf(scheme) === PBES2 ? oidOf(partsOf(partsOf(parameters)[1])[0]) : oidOf(scheme);
  return nameOf(oid);
}

/** The name of an encryption from its object identifier; the identifier itself when there is no name. */
export function nameOf(oid: string): string {
  return NAMES[oid] ?? oid;
}
