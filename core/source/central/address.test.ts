// Covers core/source/safe-address.ts.
import { expect, test } from 'vitest';
import { centralAddress, formOf, isCentralPage, isInAddress, projectOf } from './address.ts';

const HOST = 'https://central.example.org';

test.each([
  ['', '/'],
  ['/', '/'],
  ['/#/', '/'],
  ['/#/users', '/'],
  ['/#/account/edit', '/'],
  ['/v1', '/'],
  ['/v1/projects', '/'],
  ['/#/projects/3', '/projects/3'],
  ['/#/projects/3/', '/projects/3'],
  ['/#/projects/3/forms', '/projects/3'],
  ['/#/projects/3/settings', '/projects/3'],
  ['/#/projects/3/app-users', '/projects/3'],
  ['/#/projects/3/form-access', '/projects/3'],
  ['/#/projects/3/entity-lists/trees/entities', '/projects/3'],
  ['/#/projects/3?trash=1', '/projects/3'],
  ['/projects/3', '/projects/3'],
  ['/projects/3/users', '/projects/3'],
  ['/v1/projects/3', '/projects/3'],
  ['/#/projects/12/forms/visit', '/projects/12/forms/visit'],
  ['/#/projects/12/forms/visit/', '/projects/12/forms/visit'],
  ['/#/projects/12/forms/visit//', '/projects/12/forms/visit'],
  ['/#/projects/12/forms/visit/submissions?reviewState=null', '/projects/12/forms/visit'],
  ['/#/projects/12/forms/visit/submissions/uuid%3A1', '/projects/12/forms/visit'],
  ['/#/projects/12/forms/visit/draft/testing', '/projects/12/forms/visit'],
  ['/projects/12/forms/visit/versions', '/projects/12/forms/visit'],
  ['/v1/projects/12/forms/visit.svc', '/projects/12/forms/visit'],
  ['/v1/projects/12/forms/visit.xml', '/projects/12/forms/visit'],
  ['/projects/12/forms/visit.xml/settings', '/projects/12/forms/visit.xml'],
  ['/#/projects/2/forms/%C3%9Cn%C3%AF%20form.v1%202', '/projects/2/forms/%C3%9Cn%C3%AF%20form.v1%202'],
  ['/#/projects/2/forms/Ünï form.v1 2/submissions', '/projects/2/forms/%C3%9Cn%C3%AF%20form.v1%202'],
  ['/#/projects/2/forms/a%2Fb', '/projects/2/forms/a%2Fb'],
  ['/#/projects/2/forms/100%', '/projects/2/forms/100%25'],
  ['/#/login?next=%2Fprojects%2F3%2Fforms%2Fvisit', '/projects/3/forms/visit'],
  ['/login?next=/projects/3', '/projects/3'],
  ['/v1/key/abc!$def/projects/7', '/projects/7'],
])('%s stands for %s', (page, path) => {
  const url = centralAddress(`${HOST}${page}`);
  expect([url.origin, url.pathname]).toEqual([HOST, path]);
  // What is kept is read again.
  expect(centralAddress(url.href).href).toBe(url.href);
});

test('a form and project that an address names, or all of them', () => {
  const form = centralAddress(`${HOST}/#/projects/2/forms/a%2Fb/settings`);
  expect([projectOf(form), formOf(form), isInAddress(form, 2), isInAddress(form, 3)]).toEqual([
    2,
    'a/b',
    true,
    false,
  ]);
  const whole = centralAddress(HOST);
  expect([projectOf(whole), formOf(whole), isInAddress(whole, 3)]).toEqual([null, null, true]);
});

test('a host is no page, whatever it is called', () => {
  expect(centralAddress('projects.test/3/x').pathname).toBe('/');
  expect(centralAddress('https://projects/3').pathname).toBe('/');
  expect(centralAddress(`${HOST}/#/projects/3x`).pathname).toBe('/');
});

test('only a page of a project, and what lies below the API, can be of nothing else', () => {
  expect(
    ['/#/projects/1', '/projects/1/forms/x', '/v1', '/v1/projects'].map((page) => isCentralPage(HOST + page)),
  ).toEqual([true, true, true, true]);
  expect(['', '/#/', '/amina', '/#/forms/a1', '/v10'].map((page) => isCentralPage(HOST + page))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});
