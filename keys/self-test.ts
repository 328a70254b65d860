import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  hash,
  privateDecrypt,
  scryptSync,
} from 'node:crypto';

/** A TEST key that decrypts only the message below. */
const TEST_KEY = [
  'MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAKd5dIRA4azAP8eE1FuoYYQTaFKGGk3TH3X1KrfgCp7us9VWIRNm',
  'UxG7balaaQIZYWZ9LWV+IgtGPtX/N8IXGPNPBMbQejaNqRs2isZ4PoTZ2qPhMqGvghUvZ9iAYmIRcZFQEc+p+yEwljHqNNAkmIT2',
  'BBUpi7n7sNVC034JPNwLAgMBAAECgYASSLVK1xaMWLTd4IeatihnVgMWt2NZycnug+S1DHW8Yk0p5mxYBNze27qeOaurOgAjQ1lY',
  'ckvfNT0Y+fMpcoIbqPHnR855n5gAlY1EO/eDSFh5+s5I7AiaD4lYY8EABshj0r7zQ+mTmGY6aCp27WYPkooV38K188qzX7pqArQr',
  'iQJBANWkOU+K+jYgOictzwCOje6EALSODhqiSfdanpilKVjPb8AFNPvSynR9gJkOu4oAxeM7MRgDU+/EotzmAj9jl58CQQDIre9e',
  'vQWrPE4qqwI6jL+3kxeycpEjHQtdtm21vd+aYpDLmAkHN7Sn7F6Ch1Mvwa48VisGK32JFzKPzADrJxQVAkBnRpER26wi+CdEg0d7',
  'DG6eK5+vqLA2vdclxN/ACK9ZKEXsPFgll/uYnobI9q9AAimnNBkCc7Fiydq1EFdrzzgfAkAmxaQ306FiwhYAHGYj1cm8uAieC5CL',
  'DjOB+ZscwACRnXWIQGmOIW8f+oUQBwFFetAlDCjn2kM412iHa8zJohU5AkAWV/vLyKzE/ruXa4CtMdRZ6Fo7lCBW5kxfHF7g9tCi',
  'ktiOSpYJcG5wXk4lqkw6E4HQjxLpdzQWUJk6BiX4ltRL',
].join('');

/** The text `attache self-test`, encrypted for the key with RSAES-OAEP and SHA-256. */
const WRAPPED = [
  'EXz6/saOjLMwg9BnIvnV+cjAoQMijkISDPeij2tK9HptuItq+vuXRLAsUOreaJwzjBMiEoTSaFP+h8puUeJo0hylMGP5ssGc5I38',
  'Je0MdbJQHaeskLAHldiZ+VbJIMyN5xQzi0Hm64LZ6twgqMT+8dCUpMTba2sXCbGtcjaj7bE=',
].join('');

const MESSAGE = 'attache self-test';
const AES_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const IV = AES_KEY.subarray(0, 16);

/** What the runtime's cryptography must do, by name. */
const tests: Readonly<Record<string, () => boolean>> = {
  'RSA-OAEP-SHA-256': () => {
    const key = createPrivateKey({ key: Buffer.from(TEST_KEY, 'base64'), format: 'der', type: 'pkcs8' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return (
      privateDecrypt({ key, padding, oaepHash: 'sha256' }, Buffer.from(WRAPPED, 'base64')).toString() ===
      MESSAGE
    );
  },
  'AES-256-CFB': () => {
    const decipher = createDecipheriv('aes-256-cfb', AES_KEY, IV);
    const plain = decipher.update(
      Buffer.from('3b1a70366b9314b6834b395b2fb7c3e1457f98ca18a4dfa040461486f435fd78', 'hex'),
    );
    return plain.toString() === 'attache self-test, two blocks!!!';
  },
  'AES-256-ECB': () => {
    const cipher = createCipheriv('aes-256-ecb', AES_KEY, null);
    return cipher.update(IV).toString('hex') === '5a6e045708fb7196f02e553d02c3a692';
  },
  MD5: () => hash('md5', 'attache') === 'aa09f230d98760c3a8cf7607f02167fe',
  scrypt: () =>
    scryptSync('attache', 'salt', 16, { N: 16, r: 1, p: 1 }).toString('hex') ===
    '58637b0a34581cec44ad28e312a54831',
};

/**
 * Checks that the runtime's cryptography gives known results, before anything is decrypted with it (OpenSSL
 * in Node, BoringSSL in Electron). Returns the names of the checks that fail; empty when all is well. Takes a
 * few milliseconds.
 */
export function selfTest(): readonly string[] {
  return Object.entries(tests).flatMap(([name, test]) => {
    try {
      return test() ? [] : [name];
    } catch {
      return [name];
    }
  });
}
