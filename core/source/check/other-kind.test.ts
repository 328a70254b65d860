import { expect, test } from 'vitest';
import { otherKind } from './other-kind.ts';

const host = 'odk.example.org';

test('a server that the connector can speak with is of no other kind', () => {
  expect(otherKind({ product: 'ona', kind: 'ona' }, { host, kind: 'ona', server: 'mine' })).toBeNull();
  expect(otherKind({ product: 'ona', kind: 'ona' }, { host, kind: 'openrosa', server: 'mine' })).toBeNull();
});

test('another server is named as what it is, with what the connector has met', () => {
  const cause = new Error('met');
  const problem = otherKind(
    { product: 'kobo-site', kind: 'kobo' },
    { host, kind: 'ona', server: null },
    cause,
  );
  expect(problem).toMatchObject({
    code: 'source.other_kind',
    data: { params: { host, kind: 'kobo', asked: 'ona', server: null } },
    cause,
  });
});
