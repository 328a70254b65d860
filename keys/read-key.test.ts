import fc from 'fast-check';
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

test('a file that asks for hours of work is refused at once', () => {
  const der = Buffer.from(keyFixture('rsa2048.pbes2-aes128.der'));
  // The iteration count of 2048 (02 02 08 00) becomes a four-byte one of 2,130,706,432.
  const at = der.indexOf(Buffer.from('02020800', 'hex'));
  expect(at).toBeGreaterThan(0);
  const costly = Buffer.concat([
    der.subarray(0, at),
    Buffer.from('02047f000000', 'hex'),
    der.subarray(at + 4),
  ]);
  // The lengths of the four sequences around it grow by two.
  for (let i = at - 1, left = 4; i > 0 && left > 0; i -= 1) {
    if (costly[i - 1] === 0x30 && (costly[i] ?? 0) < 0x80) {
      costly[i] = (costly[i] ?? 0) + 2;
      left -= 1;
    }
  }
  const started = performance.now();
  expect(['key.too_costly', 'key.damaged', 'key.unknown_file']).toContain(outcome('x', costly, 'wrong'));
  expect(performance.now() - started).toBeLessThan(2000);
});
