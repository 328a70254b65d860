// Covers core/source/aggregate/kind.ts, core/source/central/kind.ts, core/source/domain.ts,
// core/source/kobo/kind.ts, core/source/ona/kind.ts, core/source/openrosa/kind.ts,
// core/source/openrosa/same-server.ts.
import { expect, test } from 'vitest';
import { serverKinds } from '../model/server-kind.ts';
import { canSpeakWith, kindOf, kinds, mayBeAnother } from './kinds.ts';

test('the registry has each kind, in the order in which they are offered', () => {
  expect(kinds.map(({ id }) => id)).toEqual(serverKinds);
  for (const id of serverKinds) expect(kindOf(id).id).toBe(id);
});

test.each(serverKinds)('a connector speaks with its own product: %s', (id) => {
  expect(canSpeakWith(id, id)).toBe(true);
});

test.each(serverKinds)('%s has a way to be known by what it shows', (id) => {
  const { byList, byAsking, otherwise } = kindOf(id).check;
  expect([byList, byAsking, otherwise].some((step) => step !== undefined)).toBe(true);
});

test('the encrypted answers of a KoboToolbox come by no other connector', () => {
  expect(canSpeakWith('openrosa', 'kobo')).toBe(false);
  expect(canSpeakWith('ona', 'kobo')).toBe(false);
  expect(canSpeakWith('kobo', 'kobo-site')).toBe(true);
  expect(canSpeakWith('openrosa', 'kobo-site')).toBe(false);
});

test('a list that may be of a KoboToolbox is worth asking about, unless its own interface gave it', () => {
  const form = { formId: 'a', version: null, name: 'a', mediaLocator: null };
  const own = { ...form, locator: 'https://kc.example.org/forms/12/form.xml' };
  const ofUser = { ...form, locator: 'https://api.ona.io/amina/forms/12/form.xml' };
  expect(mayBeAnother('ona', [ofUser])).toBe(false);
  expect(mayBeAnother('ona', [ofUser, own])).toBe(true);
  expect(mayBeAnother('openrosa', [])).toBe(true);
  expect(mayBeAnother('kobo', [])).toBe(false);
  expect(mayBeAnother('central', [own])).toBe(false);
});
