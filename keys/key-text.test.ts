import { createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProblem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';
import { keyFixture } from '../fixtures/keys/expectations.ts';
import { keyTexts } from './key-text.ts';
import { readPrivateKeys } from './read-key.ts';

/* One key with every change that mail, chat and word processors make to it. */
const pem = keyFixture('rsa2048.pkcs8.pem').toString();
const legacy = keyFixture('rsa2048.legacy-aes128.pem').toString();
const passphrase = new Secret(keyFixture('passphrase.txt').toString());
const lines = pem.trimEnd().split('\n');

async function fingerprint(bytes: string | Uint8Array): Promise<unknown> {
  try {
    const [key] = await readPrivateKeys(Buffer.from(bytes), { file: 'coat.pem', passphrase });
    return key?.fingerprint;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

const wanted = await fingerprint(pem);
const jwk = createPrivateKey(pem).export({ format: 'jwk' });
const xmlPart = (name: string, value: string | undefined): string =>
  `<${name}>${Buffer.from(value ?? '', 'base64url').toString('base64')}</${name}>`;

const coats: Readonly<Record<string, string | Uint8Array>> = {
  'quoted mail': lines.map((line) => `> ${line}`).join('\r\n'),
  'lines with their numbers': lines.map((line, i) => `${String(i + 1).padStart(6)}\t${line}`).join('\n'),
  'mail quoted three times': lines.map((line) => `>> > ${line}`).join('\n'),
  'a JSON string': JSON.stringify(pem),
  'a JSON string with escaped characters': JSON.stringify({ key: pem })
    .replaceAll('/', '\\/')
    .replaceAll('+', '\\u002b'),
  'quoted-printable mail': pem.replaceAll('=', '=3D').replace(/(.{70})/g, '$1=\r\n'),
  'an HTML page': `<p>${lines.join('<br>\n').replaceAll('+', '&#43;')}</p>`,
  'Rich Text': `{\\rtf1\\ansi{\\fonttbl\\f0 Menlo;}\\f0\\fs22 ${lines.join('\\\n')}}`,
  'Rich Text of Word': `{\\rtf1 {\\pard ${lines.join('\\par ')}\\par}}`,
  'non-breaking spaces': lines.map((line) => `${line}\u00a0`).join('\n'),
  'non-breaking spaces in windows-1252': Buffer.from(
    lines.map((line) => `${line}\u00a0`).join('\n'),
    'latin1',
  ),
  'zero-width characters': lines.map((line) => line.replace(/(.{20})/, '$1\u200b')).join('\n'),
  'a byte order mark': `\ufeff${pem}`,
  'long dashes': pem.replaceAll('-----', '\u2014\u2013-'),
  'one line': lines.join(' '),
  indentation: lines.map((line) => `\t  ${line}`).join('\n'),
  'lines of other lengths': `${lines[0]}\n${lines
    .slice(1, -1)
    .join('')
    .replace(/(.{33})/g, '$1\n')}\n${lines.at(-1)}`,
  'UTF-16 without a mark': Buffer.from(pem, 'utf16le'),
  'UTF-16, the other way': Buffer.from(pem, 'utf16le').swap16(),
  'bare Base64': lines.slice(1, -1).join('\n'),
  'Base64 of the file': Buffer.from(pem).toString('base64'),
  'a JSON Web Key': JSON.stringify(jwk),
  'a JSON Web Key without its primes': JSON.stringify({ kty: 'RSA', n: jwk.n, e: jwk.e, d: jwk.d }),
  'a set of JSON Web Keys': JSON.stringify({ keys: [{ ...jwk, kid: 'x', use: 'enc' }] }),
  RSAKeyValue: `<RSAKeyValue>${xmlPart('Modulus', jwk.n)}${xmlPart('Exponent', jwk.e)}${xmlPart('P', jwk.p)}${xmlPart('Q', jwk.q)}${xmlPart('DP', jwk.dp)}${xmlPart('DQ', jwk.dq)}${xmlPart('InverseQ', jwk.qi)}${xmlPart('D', jwk.d)}</RSAKeyValue>`,
  'the old encryption in quoted mail': legacy
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n'),
};

describe('a whole key is read', () => {
  test.each(Object.keys(coats))('in %s', async (coat) => {
    expect(await fingerprint(coats[coat] ?? '')).toBe(wanted);
  });
});

describe('a text without a usable key gets a problem', () => {
  const publicJwk = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  test.each([
    [
      'a character that Base64 does not have',
      pem.replace(lines[3] ?? '', `${lines[3]?.slice(0, 20)}…${lines[3]?.slice(21)}`),
      'key.text_changed',
    ],
    [
      'a changed character in the modulus',
      pem.replace(lines[3] ?? '', `${lines[3]?.[0] === 'A' ? 'B' : 'A'}${lines[3]?.slice(1)}`),
      'key.damaged',
    ],
    ['a public JSON Web Key', JSON.stringify(publicJwk), 'key.public_key'],
    ['a JSON Web Key of another kind', JSON.stringify({ kty: 'EC', crv: 'P-256', d: 'AA' }), 'key.not_rsa'],
    [
      'a damaged JSON Web Key without its primes',
      JSON.stringify({ kty: 'RSA', n: jwk.n, e: jwk.e, d: `${jwk.d?.slice(0, -2)}AA` }),
      'key.damaged',
    ],
    ['a damaged JSON Web Key', JSON.stringify({ ...jwk, p: 'AA' }), 'key.damaged'],
    ['PuTTY', 'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n', 'key.putty'],
    ['Rich Text without a key', '{\\rtf1 hello}', 'key.document'],
    ['other JSON', '{"a": 1}', 'key.unknown_file'],
  ])('%s', async (_name, text, code) => {
    expect(await fingerprint(text)).toBe(code);
  });

  test('the line with the odd character is counted from the BEGIN line', async () => {
    const changed = pem.replace(lines[3] ?? '', 'a%b');
    await expect(readPrivateKeys(Buffer.from(changed), { file: 'f' })).rejects.toMatchObject({
      data: { code: 'key.text_changed', params: { line: 3 } },
    });
  });
});

test('any bytes can be read as a text in every way', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => keyTexts(bytes).length === 4));
});
