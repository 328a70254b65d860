import fc from 'fast-check';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { isProblem } from '../core/problem.ts';
import { Secret } from '../core/secret.ts';
import { keyExpectations, keyFixture } from '../fixtures/keys/expectations.ts';
import { readPrivateKeys } from './read-key.ts';

function outcome(file: string, bytes: Uint8Array, passphrase?: string): unknown {
  try {
    const options = { file, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) };
    return readPrivateKeys(bytes, options).map(({ bits }) => bits);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

describe('every file is read, or told apart', () => {
  test.each(keyExpectations)('$file ($passphrase) $code $bits', ({ file, passphrase, bits, code }) => {
    expect(outcome(file, keyFixture(file), passphrase)).toEqual(code ?? bits);
  });
});

test('all containers of one key have one fingerprint', () => {
  const fingerprints = keyExpectations
    .filter(({ file, bits }) => file.startsWith('rsa2048') && bits !== undefined)
    .map(({ file, passphrase }) => {
      const options = { file, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) };
      return readPrivateKeys(keyFixture(file), options)[0]?.fingerprint;
    });
  expect(fingerprints.length).toBeGreaterThan(10);
  expect(new Set(fingerprints).size).toBe(1);
});

test('a short key is read with a warning', () => {
  expect(readPrivateKeys(keyFixture('rsa1024.pem'), { file: 'x' })[0]?.warnings).toEqual(['short']);
  expect(readPrivateKeys(keyFixture('rsa3072.pem'), { file: 'x' })[0]?.warnings).toEqual([]);
});

test('no message carries the passphrase or a piece of the key', () => {
  const secret = 'c4nary-passphrase';
  for (const { file, code } of keyExpectations) {
    if (code === undefined) continue;
    try {
      readPrivateKeys(keyFixture(file), { file, passphrase: new Secret(secret) });
    } catch (error) {
      const text = `${String(error)} ${JSON.stringify(error)}`;
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/[A-Za-z0-9+/]{40}/);
    }
  }
});

test('whatever is cut from or changed in a file, reading gives keys or a problem', () => {
  const files = [
    'rsa2048.pkcs8.pem',
    'rsa2048.pkcs1.der',
    'rsa2048.pbes2-aes256.pem',
    'rsa2048.legacy-aes128.pem',
  ];
  const pick = fc.constantFrom(...files.map((file) => keyFixture(file)));
  fc.assert(
    fc.property(pick, fc.nat(), fc.nat(), fc.nat(255), (bytes, cut, place, value) => {
      const changed = Buffer.from(bytes.subarray(0, 1 + (cut % bytes.length)));
      changed[place % changed.length] = value;
      outcome('x', changed, 'wrong');
    }),
    { numRuns: 150 },
  );
});

test('a file that asks for hours of work is refused before any of it is done', () => {
  const asn1 = forge.asn1.fromDer(keyFixture('rsa2048.pbes2-aes128.der').toString('latin1'));
  let changed = 0;
  const raise = (node: forge.asn1.Asn1): void => {
    if (Array.isArray(node.value)) for (const child of node.value) raise(child);
    else if (node.type === forge.asn1.Type.INTEGER && node.value === '\u0008\u0000') {
      // 2,048 iterations become 2,130,706,432.
      node.value = '\u007f\u0000\u0000\u0000';
      changed += 1;
    }
  };
  raise(asn1);
  expect(changed).toBe(1);
  const costly = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
  expect(outcome('x', costly, 'wrong')).toBe('key.too_costly');
});
