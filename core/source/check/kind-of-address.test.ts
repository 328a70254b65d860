import { expect, test } from 'vitest';
import { type ServerKind, serverKinds } from '../../model/server-kind.ts';
import {
  askedAt,
  isOnlyForSending,
  keptAddress,
  kindOfAddress,
  kindWith,
  partOf,
  sameServer,
} from './kind-of-address.ts';

test.each<[string, ServerKind | null]>([
  ['https://central.example.org/#/projects/3', 'central'],
  ['https://central.example.org/projects/3/forms/visit/submissions', 'central'],
  ['central.example.org/#/projects/3/app-users', 'central'],
  ['https://example.org/v1/projects', 'central'],
  ['https://ona.io/amina', 'ona'],
  ['api.ona.io', 'ona'],
  ['https://app.ona.io/amina/12/4711/#/submissions', 'ona'],
  // Ona has pages of projects too.
  ['https://ona.io/projects/12', 'ona'],
  ['https://KF.KoboToolbox.org/#/forms/a1/summary', 'kobo'],
  ['eu.kobotoolbox.org', 'kobo'],
  ['https://example.org/ODKAggregate/Aggregate.html#submissions/filter///', 'aggregate'],
  ['https://odk.example.org/#/amina/1/29', 'ona'],
  ['https://odk.example.org/amina/2', 'ona'],
  ['https://odk.example.org/api/v1/projects/2', 'ona'],
  ['https://survey.example.org/#/forms/aUID/summary', 'kobo'],
  ['https://survey.example.org/api/v2/assets/aUID/', 'kobo'],
  // A KoboCAT has the same API.
  ['https://kc.example.org/api/v1/data/3', null],
  ['https://central.example.org', null],
  ['https://central.example.org/#/', null],
  ['https://notona.io', null],
  ['https://ona.io.example.org', null],
  ['kobotoolbox.org.example.org/x', null],
  // A page of a form that a Kobo has, at an address that Ona could have: the surer one counts.
  ['https://odk.example.org/#/forms/12', 'kobo'],
  ['https://odk.example.org/amina/12/projects/4', 'ona'],
  ['', null],
  ['not an address', null],
])('the kind that %s tells', (address, kind) => {
  expect(kindOfAddress(address)).toBe(kind);
});

test('an address that only another kind has tells more than a choice', () => {
  expect(kindWith('ona', 'https://kf.kobotoolbox.org')).toBe('kobo');
  expect(kindWith('openrosa', 'https://api.ona.io/amina')).toBe('openrosa');
  expect(kindWith('openrosa', 'https://kf.kobotoolbox.org')).toBe('kobo');
  expect(kindWith('auto', 'https://api.ona.io/amina')).toBe('ona');
  expect(kindWith('auto', 'https://odk.example.org')).toBe('auto');
  expect(kindWith('central', 'https://odk.example.org')).toBe('central');
});

test.each([
  ['ona', ' https://ona.io/amina/1/29 ', 'https://api.ona.io/forms/29'],
  ['ona', 'https://ona.io/amina', 'https://ona.io/amina'],
  ['kobo', 'https://kf.kobotoolbox.org/#/forms/aUID/summary', 'https://kf.kobotoolbox.org/#/forms/aUID'],
  ['central', 'https://c.example.org/#/projects/3/app-users', 'https://c.example.org/projects/3'],
  ['central', 'https://c.example.org/odk', 'https://c.example.org/odk'],
  ['aggregate', 'https://a.example.org/Aggregate.html', 'https://a.example.org/Aggregate.html'],
  ['openrosa', 'https://a.example.org/x', 'https://a.example.org/x'],
  ['auto', ' a.example.org/#/x ', 'https://a.example.org/#/x'],
  ['auto', 'http://localhost:1', 'http://localhost:1'],
] as const)('a server of kind %s that was entered as %s is kept as %s', (kind, entered, kept) => {
  expect(keptAddress(kind, entered)).toBe(kept);
});

test.each([
  ['auto', 'https://ona.io/amina/1/29', 'https://api.ona.io/'],
  ['ona', 'https://ona.io/amina', 'https://api.ona.io/amina'],
  ['kobo', 'https://kf.example.org/#/forms/aUID/summary', 'https://kf.example.org/'],
  ['auto', 'https://example.org/odk', 'https://example.org/odk'],
] as const)('a server of kind %s that was entered as %s is asked what it is at %s', (kind, entered, url) => {
  expect(askedAt(kind, entered).href).toBe(url);
});

test.each([
  ['ona', 'https://ona.io/amina', 'https://api.ona.io/projects/3', true],
  ['kobo', 'https://kc.kobotoolbox.org', 'https://kf.kobotoolbox.org/#/forms/a/summary', true],
  ['central', 'https://c.example.org/#/projects/3', 'https://c.example.org', true],
  ['aggregate', 'https://a.example.org/x/', 'https://a.example.org/x', false],
] as const)('two addresses of one server of kind %s are one', (kind, one, other, hasNumbers) => {
  expect(sameServer(kind, one)).toEqual(sameServer(kind, other));
  expect(sameServer(kind, one)?.hasNumbers).toBe(hasNumbers);
  expect(sameServer(kind, 'https://elsewhere.example.org')).not.toEqual(sameServer(kind, one));
});

test.each(serverKinds)('no address of kind %s is anything that throws', (kind) => {
  for (const address of ['', 'not an address', 'ftp://a.example.org']) {
    expect(kindOfAddress(address)).toBeNull();
    expect(partOf(kind, address)).toBeNull();
    expect(() => sameServer(kind, address)).not.toThrow();
  }
});

test('the address of an app user is for sending alone', () => {
  expect(isOnlyForSending('https://c.example.org/v1/key/abc/projects/3')).toBe(true);
  expect(isOnlyForSending('https://c.example.org/v1/projects/3')).toBe(false);
  expect(isOnlyForSending('not an address')).toBe(false);
});

test('a part of a server is the same in each way to write it', () => {
  expect(partOf('ona', 'https://ona.io/amina/12')).toBe('https://api.ona.io/projects/12');
  expect(partOf('ona', 'https://api.ona.io/projects/12/')).toBe('https://api.ona.io/projects/12');
  expect(partOf('central', 'https://c.example.org/#/projects/3')).toBeNull();
});
