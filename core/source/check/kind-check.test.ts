import { expect, test } from 'vitest';
import type { ServerKind } from '../../model/server-kind.ts';
import type { HttpLook } from '../http/exchange.ts';
import { kinds } from '../kinds.ts';
import type { Look, Product, ShownList } from './kind-check.ts';

function shown(base: string, family: ShownList['family'], headers: HttpLook['headers'] = {}): ShownList {
  const url = new URL(base);
  return { base: url, family, list: { url, status: 401, headers, head: '' } };
}

/** Responses to a stranger at other addresses, by path; 404 for all else. */
function looking(responses: Readonly<Record<string, { status: number; head: string }>>): Look {
  return async (path) => {
    const response = responses[path] ?? { status: 404, head: '' };
    return { url: new URL(path, 'https://odk.example.org'), headers: {}, ...response };
  };
}

function byList(list: ShownList): readonly Product[] {
  return kinds.flatMap(({ check }) => check.byList?.(list) ?? []);
}

test.each<[string, ShownList['family'], HttpLook['headers'], readonly ServerKind[]]>([
  ['https://api.ona.io/amina', 'django', {}, ['ona']],
  ['https://kc.kobotoolbox.org/', 'django', {}, ['kobo']],
  ['https://kc.example.org/', 'django', {}, ['kobo']],
  // Below a name it may be either.
  ['https://kc.example.org/amina', 'django', {}, []],
  ['https://odk.example.org/', 'django', {}, []],
  [
    'https://a.example.org/',
    'openrosa',
    { 'www-authenticate': 'Digest realm="Our Aggregate"' },
    ['aggregate'],
  ],
  ['https://a.example.org/', 'openrosa', { 'x-openrosa-accept-content-length': '10485760' }, ['aggregate']],
  ['https://api.ona.io/', 'openrosa', {}, []],
  ['https://odk.example.org/', null, {}, []],
])(
  'the list of %s (%s, %o) is known by it to be of %o, and of no other kind',
  (base, family, headers, found) => {
    expect(byList(shown(base, family, headers))).toEqual(found);
  },
);

const central = { '/v1/projects': { status: 401, head: '{"message":"no","code":401.2}' } };
const site = { '/api/v2/assets/?format=json&limit=1': { status: 200, head: '{"count":0,"results":[' } };
const openRosa = { '/api/v1/forms?format=json': { status: 410, head: 'KoboToolbox: gone' } };

test.each<[string, ShownList['family'], Parameters<typeof looking>[0], readonly Product[]]>([
  ['https://c.example.org/', null, central, ['central']],
  ['https://c.example.org/v1/projects/1', 'openrosa', central, ['central']],
  // An OpenRosa server at any other address is not asked.
  ['https://c.example.org/', 'openrosa', central, []],
  ['https://k.example.org/', null, site, ['kobo-site']],
  ['https://k.example.org/', 'django', site, ['kobo']],
  ['https://k.example.org/', 'django', openRosa, ['kobo']],
  ['https://k.example.org/', null, openRosa, []],
  ['https://x.example.org/', null, {}, []],
  ['https://x.example.org/', 'django', {}, []],
])('%s (%s), which shows %o elsewhere, is known to be of %o', async (base, family, responses, found) => {
  const look = looking(responses);
  const asked = kinds.map(({ check }) => check.byAsking?.(shown(base, family), look) ?? null);
  expect((await Promise.all(asked)).filter((product) => product !== null)).toEqual(found);
});

test.each<[string, ShownList['family'], Product | null]>([
  ['https://odk.example.org/amina', 'django', 'ona'],
  ['https://odk.example.org/', 'django', 'openrosa'],
  ['https://odk.example.org/amina', 'openrosa', 'openrosa'],
  ['https://odk.example.org/', null, null],
])('%s (%s), which no kind has known for certain, is taken for %s', (base, family, found) => {
  const [first = null] = kinds.flatMap(({ check }) => check.otherwise?.(shown(base, family)) ?? []);
  expect(first).toBe(found);
});
