// Covers keys/encryption-name.ts, keys/forge-key.ts, keys/old-encryption.ts, keys/other-shapes.ts,
// keys/pbes2.ts, keys/pem.ts, keys/wrong-file.ts.
import fc from 'fast-check';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { isProblem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';
import { keyExpectations, keyFixture } from '../fixtures/keys/expectations.ts';
import { partsOf } from './der.ts';
import { readPrivateKeys } from './read-key.ts';

async function outcome(file: string, bytes: Uint8Array, passphrase?: string): Promise<unknown> {
  try {
    const options = { file, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) };
    return (await readPrivateKeys(bytes, options)).map(({ bits }) => bits);
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

describe('every file is read, or a problem says what it is', () => {
  test.each(keyExpectations)('$file ($passphrase) $code $bits', async ({ file, passphrase, bits, code }) => {
    expect(await outcome(file, keyFixture(file), passphrase)).toEqual(code ?? bits);
  });
});

test('all containers of one key have one fingerprint', async () => {
  const read = keyExpectations
    .filter(({ file, bits }) => file.startsWith('rsa2048') && bits !== undefined)
    .map(async ({ file, passphrase }) => {
      const options = { file, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) };
      return (await readPrivateKeys(keyFixture(file), options))[0]?.fingerprint;
    });
  const fingerprints = await Promise.all(read);
  expect(fingerprints.length).toBeGreaterThan(10);
  expect(new Set(fingerprints).size).toBe(1);
});

test('a short key is read with a warning', async () => {
  const warnings = async (file: string) => (await readPrivateKeys(keyFixture(file), { file }))[0]?.warnings;
  expect(await warnings('rsa1024.pem')).toEqual(['short']);
  expect(await warnings('rsa3072.pem')).toEqual([]);
});

test('no message has the passphrase or a piece of the key in it', async () => {
  const secret = 'c4nary-passphrase';
  for (const { file, code } of keyExpectations) {
    if (code === undefined) continue;
    try {
      await readPrivateKeys(keyFixture(file), { file, passphrase: new Secret(secret) });
    } catch (error) {
      const text = `${String(error)} ${JSON.stringify(error)}`;
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/[A-Za-z0-9+/]{40}/);
    }
  }
});

test('a cut or changed file gives keys or a problem', async () => {
  const files = [
    'rsa2048.pkcs8.pem',
    'rsa2048.pkcs1.der',
    'rsa2048.pbes2-aes256.pem',
    'rsa2048.legacy-aes128.pem',
  ];
  const pick = fc.constantFrom(...files.map((file) => keyFixture(file)));
  await fc.assert(
    fc.asyncProperty(pick, fc.nat(), fc.nat(), fc.nat(255), async (bytes, cut, place, value) => {
      const changed = Buffer.from(bytes.subarray(0, 1 + (cut % bytes.length)));
      changed[place % changed.length] = value;
      await outcome('x', changed, 'wrong');
    }),
    { numRuns: 150 },
  );
});

describe('a file that asks for hours of work is refused before the work begins', () => {
  /** The file with the first whole number that `fits` raised to 2,130,706,432. */
  function costly(file: string, fits: (before: string) => boolean): Buffer {
    let changed = 0;
    const raise = (asn1: forge.asn1.Asn1): void => {
      if (Array.isArray(asn1.value)) for (const child of asn1.value) raise(child);
      else if (asn1.type === forge.asn1.Type.INTEGER && fits(asn1.value) && changed === 0) {
        asn1.value = '\u007f\u0000\u0000\u0000';
        changed += 1;
      } else if (asn1.type === forge.asn1.Type.OCTETSTRING && asn1.value.length > 64) {
        const inner = fromDer(Buffer.from(asn1.value, 'latin1'));
        if (inner === null) return;
        raise(inner);
        asn1.value = forge.asn1.toDer(inner).getBytes();
      }
    };
    const whole = fromDer(keyFixture(file));
    if (whole === null) throw new Error(`${file} is not DER`);
    raise(whole);
    expect(changed).toBe(1);
    return Buffer.from(forge.asn1.toDer(whole).getBytes(), 'latin1');
  }

  function fromDer(bytes: Buffer): forge.asn1.Asn1 | null {
    try {
      return forge.asn1.fromDer(bytes.toString('latin1'));
    } catch {
      return null;
    }
  }

  const is2048 = (value: string): boolean => value === '\u0008\u0000';

  test('by PBKDF2', async () => {
    expect(await outcome('x', costly('rsa2048.pbes2-aes128.der', is2048), 'wrong')).toBe('key.too_costly');
  });

  test('by scrypt, in memory or in time', async () => {
    const pem = keyFixture('rsa2048.scrypt.pem').toString();
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const read = forge.asn1.fromDer(der.toString('latin1'));
    // { { PBES2, { { scrypt, { salt, N, r, p } }, ...
    const parameters = [0, 1, 0, 1].reduce<forge.asn1.Asn1 | undefined>(
      (asn1, at) => partsOf(asn1)[at],
      read,
    );
    const [, n, , p] = partsOf(parameters);
    for (const raised of [n, p]) {
      if (raised === undefined) throw new Error('not scrypt');
      const before = raised.value;
      raised.value = '\u007f\u0000\u0000';
      const bytes = Buffer.from(forge.asn1.toDer(read).getBytes(), 'latin1');
      expect(await outcome('x', bytes, 'wrong')).toBe('key.too_costly');
      raised.value = before;
    }
  });

  test.each(['rsa2048.p12', 'rsa2048.legacy.p12'])(
    'by the bags of %s, which are inside octet strings',
    async (file) => {
      expect(await outcome('x', costly(file, is2048), 'test12')).toBe('key.too_costly');
    },
  );

  test.each(['rsa2048.p12', 'rsa2048.legacy.p12'])('by the MAC of %s', async (file) => {
    const asn1 = forge.asn1.fromDer(keyFixture(file).toString('latin1'));
    const iterations = partsOf(partsOf(asn1)[2])[2];
    if (iterations === undefined) throw new Error('no MAC');
    iterations.value = '\u007f\u0000\u0000\u0000';
    const bytes = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
    expect(await outcome('x', bytes, 'test12')).toBe('key.too_costly');
  });
});

describe('PKCS#12', () => {
  test('the MAC shows one changed byte', async () => {
    const asn1 = forge.asn1.fromDer(keyFixture('rsa2048.p12').toString('latin1'));
    // PFX { version, authSafe { id-data, [0] { OCTET STRING } }, MacData }
    const octets = partsOf(partsOf(partsOf(asn1)[1])[1])[0];
    if (typeof octets?.value !== 'string') throw new Error('no content');
    const middle = Math.floor(octets.value.length / 2);
    const other = String.fromCharCode(octets.value.charCodeAt(middle) ^ 1);
    octets.value = octets.value.slice(0, middle) + other + octets.value.slice(middle + 1);
    const bytes = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
    expect(await outcome('x', bytes, 'test12')).toBe('key.passphrase_wrong');
  });

  test('a file with only certificates is not reported as a wrong passphrase', async () => {
    const certificate = forge.pki.certificateFromPem(keyFixture('certificate.pem').toString());
    const asn1 = forge.pkcs12.toPkcs12Asn1(null as never, certificate, 'test12', {
      algorithm: '3des',
    });
    const bytes = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
    expect(await outcome('x', bytes, 'test12')).toBe('key.none_in_file');
  });
});
