import { expect, test } from 'vitest';
import { draftOf, nothingTyped } from './server-draft.ts';

const typed = { ...nothingTyped, address: ' https://a.example ', user: ' amina ', secret: ' pass word ' };

test('a draft is trimmed, but never its secret', () => {
  expect(draftOf(typed, false)).toEqual({
    kind: 'openrosa',
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
