import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';
import { expect, test } from 'vitest';
import { isProblem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';
import { unlockedKey } from '../core/model/key.ts';
import { openSealed, sealKey } from './seal.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = unlockedKey(privateKey);
const passphrase = new Secret('ni kauli yangu ñ 🔑');

test('an encrypted key opens with its passphrase, and with no other', async () => {
  const sealed = await sealKey(key, passphrase);
  expect((await openSealed(sealed, passphrase, 'x')).fingerprint).toBe(key.fingerprint);
  let code = '';
  try {
    await openSealed(sealed, new Secret('another'), 'x');
  } catch (error) {
    code = isProblem(error) ? error.code : 'bug';
  }
  expect(code).toBe('key.passphrase_wrong');
});

test('other software opens an encrypted key: the runtime and node-forge', async () => {
  const sealed = await sealKey(key, passphrase);
  const byRuntime = createPrivateKey({ key: sealed, passphrase: passphrase.reveal() });
  expect(unlockedKey(byRuntime).fingerprint).toBe(key.fingerprint);
  const ascii = new Secret('plain ascii');
  const info = forge.pki.decryptPrivateKeyInfo(
    forge.pki.encryptedPrivateKeyFromPem(await sealKey(key, ascii)),
    ascii.reveal(),
  );
  expect(forge.pki.privateKeyFromAsn1(info)).not.toBeNull();
});

test('a guess costs 600,000 rounds of HMAC-SHA-256, and each encryption has a new salt', async () => {
  const parameters = async (): Promise<{ salt: string; rounds: number; hash: string; cipher: string }> => {
    const der = forge.pki.encryptedPrivateKeyFromPem(await sealKey(key, passphrase));
    const at = (from: forge.asn1.Asn1, ...path: number[]): forge.asn1.Asn1 =>
      path.reduce((node, i) => (node.value as forge.asn1.Asn1[])[i] as forge.asn1.Asn1, from);
    const text = (node: forge.asn1.Asn1): string => node.value as string;
    return {
      salt: text(at(der, 0, 1, 0, 1, 0)),
      rounds: Number.parseInt(Buffer.from(text(at(der, 0, 1, 0, 1, 1)), 'latin1').toString('hex'), 16),
      hash: forge.asn1.derToOid(text(at(der, 0, 1, 0, 1, 2, 0))),
      cipher: forge.asn1.derToOid(text(at(der, 0, 1, 1, 0))),
    };
  };
  const one = await parameters();
  expect(one).toMatchObject({
    rounds: 600_000,
    hash: '1.2.840.113549.2.9',
    cipher: '2.16.840.1.101.3.4.1.42',
  });
  expect(one.salt).toHaveLength(16);
  expect((await parameters()).salt).not.toBe(one.salt);
});

test('a key that an earlier version encrypted still opens', async () => {
  const old = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'old',
  }) as string;
  expect((await openSealed(old, new Secret('old'), 'x')).fingerprint).toBe(key.fingerprint);
});

test('an empty passphrase is refused', async () => {
  await expect(sealKey(key, new Secret(''))).rejects.toThrow(RangeError);
});
