// Covers keys/generate-key.ts, keys/key-ring.ts, keys/read-key-file.ts, keys/self-test.ts.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../core/ground/secret.ts';
import { publicKeyFingerprint } from '../core/model/key.ts';
import { isHere } from '../fixtures/only-where.ts';
import { corpusKey } from '../fixtures/test-keys.ts';
import { generateKeyFile, keySizes } from './generate-key.ts';
import { KeyRing } from './key-ring.ts';
import { readKeyFile } from './read-key-file.ts';
import { selfTest } from './self-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const passphrase = new Secret('TEST pässphrase ✓');

test('the runtime passes the self-test', () => {
  expect(selfTest()).toEqual([]);
});

describe('generating', () => {
  test.each(keySizes)(
    '%i bits: the file is sealed, private, and opens what its public line locks',
    async (bits) => {
      const path = join(folder, `${bits}.pem`);
      const made = await generateKeyFile(path, passphrase, bits);
      expect(readFileSync(path, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
      if (isHere('modes')) expect(statSync(path).mode & 0o777).toBe(0o600);
      const [read] = await readKeyFile(path, passphrase);
      expect(read).toMatchObject({ fingerprint: made.fingerprint, publicKey: made.publicKey, bits });
      expect(made.publicKey).toMatch(/^MII[A-Za-z0-9+/]+=*$/);
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );

  test('an existing file is never overwritten', async () => {
    const path = join(folder, 'precious.pem');
    writeFileSync(path, 'precious');
    await expect(generateKeyFile(path, passphrase)).rejects.toMatchObject({ code: 'key.file_exists' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  test('a missing folder is a problem, and an empty passphrase is refused', async () => {
    const nowhere = join(folder, 'no', 'where.pem');
    await expect(generateKeyFile(nowhere, passphrase)).rejects.toMatchObject({ code: 'key.not_written' });
    await expect(generateKeyFile(join(folder, 'x.pem'), new Secret(''))).rejects.toThrow(RangeError);
  });
});

describe('the key ring', () => {
  const [a, b] = [corpusKey('A'), corpusKey('B')];

  test('matches by public key, with any white space in it', () => {
    const ring = new KeyRing();
    ring.add(a);
    ring.add(a);
    ring.add(b);
    expect(ring.list()).toEqual([a, b]);
    expect(ring.match(b.publicKey.replace(/(.{64})/g, '$1\n '))).toBe(b);
    expect(ring.match(corpusKey('Z').publicKey)).toBeNull();
    expect(publicKeyFingerprint(a.publicKey)).toBe(a.fingerprint);
  });

  test('tries the key that the form names first, and forgets all when locked', () => {
    const ring = new KeyRing();
    ring.add(a);
    ring.add(b);
    expect(ring.candidates(b.publicKey)).toEqual([b, a]);
    expect(ring.candidates(null)).toEqual([a, b]);
    expect(ring.remove(a.fingerprint)).toBe(true);
    expect(ring.remove(a.fingerprint)).toBe(false);
    ring.lock();
    expect(ring.list()).toEqual([]);
  });
});

test('a secret is never printed by accident', () => {
  const secret = new Secret('c4nary');
  const texts = [String(secret), JSON.stringify({ secret }), inspect({ secret }), `${secret}`];
  expect(texts.join()).not.toContain('c4nary');
  expect(secret.reveal()).toBe('c4nary');
});
