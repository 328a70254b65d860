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

test('a draft is trimmed, but never its secret', () => {
  expect(draftOf(typed, false)).toEqual({
    kind: 'auto',
    name: null,
    address: 'https://a.example',
    remember: false,
    login: { kind: 'password', user: 'amina', password: ' pass word ' },
  });
});

test('what is missing makes no draft', () => {
  expect(draftOf({ ...typed, address: ' ' }, false)).toBeNull();
  expect(draftOf({ ...typed, user: '' }, false)).toBeNull();
  expect(draftOf({ ...typed, secret: '' }, false)).toBeNull();
});

test('a known secret need not be typed again, and none is remembered where there is none', () => {
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

test('what a test finds out takes the place of no kind, never of one that is there', () => {
  const found = { at: '', isGood: true, lines: [], forms: 1, kind: 'kobo' } as const;
  expect(withFoundKind(typed, found).kind).toBe('kobo');
  expect(withFoundKind({ ...typed, kind: 'ona' }, found).kind).toBe('ona');
  expect(withFoundKind(typed, { ...found, kind: null }).kind).toBe('auto');
});

test('a kind that cannot be right at that address gives way to the one that was tested, and it is said', () => {
  const line = { check: 'address', state: 'ok', code: 'address.answers', problem: null } as const;
  const lines = [{ ...line, params: { host: 'kf.a.example', product: 'kobo-site', kind: 'kobo' } }];
  const found = { at: '', isGood: true, lines, forms: 17, kind: 'kobo' } as const;
  const chosen = { ...typed, kind: 'openrosa', isKindChosen: true } as const;
  expect(foundBy(chosen, found)).toMatchObject({ kind: 'kobo', kindFrom: 'test' });
  expect(foundBy({ ...chosen, kind: 'kobo' }, found).kindFrom).toBeNull();
});

test('a test is of the kind, the address and the login, and of nothing else that is typed', () => {
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

test('what a test has found out late does not take back what was typed meanwhile', () => {
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
