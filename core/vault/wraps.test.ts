import { expect, test } from 'vitest';
import { Secret } from '../ground/secret.ts';
import { newCode } from './code.ts';
import { newWorkspaceKey } from './workspace-key.ts';
import { unwrapByCode, unwrapByPassphrase, type Wrap, wrapByCode, wrapByPassphrase } from './wraps.ts';

const id = '6f2b1c9e-0d5a-4c7e-9b3f-2a1d4e5f6a7b';
const otherId = '00000000-0d5a-4c7e-9b3f-2a1d4e5f6a7b';
const key = newWorkspaceKey();
const code = newCode();

/** The wrap with one bit of each of its bytes changed, one after the other. */
function* changed<W extends Wrap>(wrap: W): Generator<W> {
  for (const field of ['salt', 'nonce', 'wrapped'] as const) {
    const bytes = Buffer.from(wrap[field], 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      yield { ...wrap, [field]: other.toString('base64') };
    }
  }
}

test('a passphrase unwraps what it wrapped, however its letters are composed, and no other does', async () => {
  const wrap = await wrapByPassphrase(key, new Secret('ni kauli yangu n\u0303 🔑'), id);
  expect(wrap).toMatchObject({ N: 131_072, r: 8, p: 1 });
  const unwrap = (text: string, of = wrap, workspace = id) =>
    unwrapByPassphrase(of, new Secret(text), workspace);
  expect((await unwrap('ni kauli yangu \u00f1 🔑'))?.equals(key)).toBe(true);
  expect(await unwrap('ni kauli yangu n 🔑')).toBeNull();
  expect(await unwrap('ni kauli yangu \u00f1 🔑', wrap, otherId)).toBeNull();
  expect(await unwrap('ni kauli yangu \u00f1 🔑', { ...wrap, N: 2 ** 14 })).toBeNull();
  expect(await unwrap('ni kauli yangu \u00f1 🔑', { ...wrap, r: 4, p: 2 })).toBeNull();
});

test('a passphrase must not be empty', async () => {
  await expect(wrapByPassphrase(key, new Secret(''), id)).rejects.toThrow(RangeError);
});

test('the event loop is free while a passphrase is tried', async () => {
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 1);
  await wrapByPassphrase(key, new Secret('x'), id);
  clearInterval(count);
  expect(turns).toBeGreaterThan(0);
});

test('a code unwraps what it wrapped, and no other does', () => {
  const wrap = wrapByCode(key, code, id);
  expect(unwrapByCode(wrap, code, id)?.equals(key)).toBe(true);
  expect(unwrapByCode(wrap, new Secret(code.reveal().toLowerCase()), id)?.equals(key)).toBe(true);
  expect(unwrapByCode(wrap, newCode(), id)).toBeNull();
  expect(unwrapByCode(wrap, code, otherId)).toBeNull();
});

test('a wrap in which one bit was changed unwraps nothing', () => {
  for (const other of changed(wrapByCode(key, code, id))) {
    expect(unwrapByCode(other, code, id)).toBeNull();
  }
});

test('a wrap of one kind is none of the other', async () => {
  const { salt, nonce, wrapped } = await wrapByPassphrase(key, code, id);
  expect(unwrapByCode({ salt, nonce, wrapped }, code, id)).toBeNull();
});

test('two wraps of one key have nothing in common', () => {
  const [one, two] = [wrapByCode(key, code, id), wrapByCode(key, code, id)];
  for (const field of ['salt', 'nonce', 'wrapped'] as const) expect(one[field]).not.toBe(two[field]);
});
