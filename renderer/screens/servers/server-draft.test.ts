import { expect, test } from 'vitest';
import type { TestResult } from '../../../electron/ipc/servers.ts';
import {
  draftOf,
  foundBy,
  learnt,
  nothingTyped,
  testedPart,
  withFoundKind,
  withToldKind,
} from './server-draft.ts';

const typed = { ...nothingTyped, address: ' https://a.example ', user: ' amina ', secret: ' pass word ' };

test('a draft is trimmed, except its secret', () => {
  expect(draftOf(typed, false)).toEqual({
    kind: 'auto',
    name: null,
    address: 'https://a.example',
    remember: false,
    login: { kind: 'password', user: 'amina', password: ' pass word ' },
  });
});

test('there is no draft while a field is missing', () => {
  expect(draftOf({ ...typed, address: ' ' }, false)).toBeNull();
  expect(draftOf({ ...typed, user: '' }, false)).toBeNull();
  expect(draftOf({ ...typed, secret: '' }, false)).toBeNull();
});

test('a known secret need not be typed again, and without a login nothing is remembered', () => {
  expect(draftOf({ ...typed, secret: '' }, true)?.login).toEqual({
    kind: 'password',
    user: 'amina',
    password: null,
  });
  expect(draftOf({ ...typed, login: 'none', remember: true }, false)).toMatchObject({
    remember: false,
    login: { kind: 'none' },
  });
  expect(draftOf({ ...typed, login: 'token' }, false)?.login).toEqual({
    kind: 'token',
    token: ' pass word ',
  });
});

test('the kind follows the address until the user says another', () => {
  const central = withToldKind(typed, 'central');
  expect(central.kind).toBe('central');
  expect(central.kindFrom).toBe('address');
  expect(withToldKind(central, null)).toMatchObject({ kind: 'auto', kindFrom: null });
  expect(withToldKind({ ...central, kind: 'openrosa', isKindChosen: true }, 'central').kind).toBe('openrosa');
});

test('a test sets the kind where none is set, and does not replace one', () => {
  const found = { at: '', isGood: true, lines: [], forms: 1, kind: 'kobo' } as const;
  expect(withFoundKind(typed, found).kind).toBe('kobo');
  expect(withFoundKind({ ...typed, kind: 'ona' }, found).kind).toBe('ona');
  expect(withFoundKind(typed, { ...found, kind: null }).kind).toBe('auto');
});

test('a kind that is wrong for the address is replaced by the kind that the test found, and the window says so', () => {
  const line = { check: 'address', state: 'ok', code: 'address.answers', problem: null } as const;
  const lines = [{ ...line, params: { host: 'kf.a.example', product: 'kobo-site', kind: 'kobo' } }];
  const found = { at: '', isGood: true, lines, forms: 17, kind: 'kobo' } as const;
  const chosen = { ...typed, kind: 'openrosa', isKindChosen: true } as const;
  expect(foundBy(chosen, found)).toMatchObject({ kind: 'kobo', kindFrom: 'test' });
  expect(foundBy({ ...chosen, kind: 'kobo' }, found).kindFrom).toBeNull();
});

test('a test depends on the kind, the address and the login, and on no other field', () => {
  const part = testedPart(typed);
  const changes = [
    { kind: 'kobo' },
    { address: 'b.example' },
    { login: 'token' },
    { user: 'b' },
    { secret: 'x' },
  ];
  for (const change of changes) expect(testedPart({ ...typed, ...change } as typeof typed)).not.toBe(part);
  const others = { name: 'Mine', remember: true, isKindChosen: true, address: 'https://a.example' };
  expect(testedPart({ ...typed, ...others })).toBe(part);
});

test('a late result of a test does not undo what the user typed meanwhile', () => {
  const result: TestResult = {
    at: '2026-11-30T08:00:00.000Z',
    isGood: false,
    forms: null,
    lines: [],
    kind: 'ona',
  };
  expect(learnt(typed, typed, result)).toMatchObject({ kind: 'ona', kindFrom: 'test' });
  const mended = { ...typed, secret: 'the right one' };
  expect(learnt(mended, typed, result)).toBe(mended);
});
