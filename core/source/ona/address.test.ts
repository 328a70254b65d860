import { expect, test } from 'vitest';
import { isOnaPage, onaAddress, onaPage } from './address.ts';

const HOST = 'https://odk.example.org';

test.each([
  // The whole account.
  ['ona.io', 'https://api.ona.io/'],
  ['https://app.ona.io/dashboard', 'https://api.ona.io/'],
  ['https://api.ona.io/api/v1', 'https://api.ona.io/'],
  [`${HOST}/api/v1/forms`, `${HOST}/`],
  [`${HOST}/#/`, `${HOST}/`],
  [`${HOST}//`, `${HOST}/`],
  [`${HOST}/settings/7`, `${HOST}/`],
  // An owner.
  ['https://ona.io/login?next=/amina', 'https://api.ona.io/amina'],
  [`${HOST}//amina//`, `${HOST}/amina`],
  [`${HOST}/#/amina`, `${HOST}/amina`],
  [`${HOST}/#/amina/`, `${HOST}/amina`],
  [`${HOST}/amina/formList`, `${HOST}/amina`],
  [`${HOST}/amina/view/submissionList?formId=x`, `${HOST}/amina`],
  [`${HOST}/amina/dashboard`, `${HOST}/amina`],
  [`${HOST}/api/v1/users/amina`, `${HOST}/amina`],
  [`${HOST}/api/v1/profiles/amina.json`, `${HOST}/amina`],
  [`${HOST}/api/v1/orgs/recorg`, `${HOST}/recorg`],
  [`${HOST}/api/v1/forms?owner=amina`, `${HOST}/amina`],
  // A project.
  ['https://ona.io/amina/2', 'https://api.ona.io/projects/2'],
  [`${HOST}/#/amina/2`, `${HOST}/projects/2`],
  [`${HOST}/#!/amina/2/`, `${HOST}/projects/2`],
  [`${HOST}/amina/2#/settings`, `${HOST}/projects/2`],
  [`${HOST}/amina/2/settings`, `${HOST}/projects/2`],
  [`${HOST}/projects/12/formList`, `${HOST}/projects/12`],
  [`${HOST}/amina/projects/12`, `${HOST}/projects/12`],
  [`${HOST}/api/v1/projects/2`, `${HOST}/projects/2`],
  [`${HOST}/api/v1/projects/2.json?x=1`, `${HOST}/projects/2`],
  [`${HOST}/api/v1/projects/2/forms`, `${HOST}/projects/2`],
  [`${HOST}/api/v1/forms?project=2&owner=amina`, `${HOST}/projects/2`],
  // A form.
  ['https://ona.io/amina/12/4711#/submissions', 'https://api.ona.io/forms/4711'],
  [`${HOST}/#/amina/1/29`, `${HOST}/forms/29`],
  [`${HOST}/#/amina/1/29?tab=table`, `${HOST}/forms/29`],
  [`${HOST}/#/amina/1/29/data`, `${HOST}/forms/29`],
  [`${HOST}/login#/amina/1/29`, `${HOST}/forms/29`],
  [`${HOST}/accounts/login/?next=%2Famina%2F1%2F29`, `${HOST}/forms/29`],
  [`${HOST}/forms/4711/`, `${HOST}/forms/4711`],
  [`${HOST}/forms/4711/view/submissionList`, `${HOST}/forms/4711`],
  [`${HOST}/amina/67/formList`, `${HOST}/forms/67`],
  [`${HOST}/amina/xformsManifest/67`, `${HOST}/forms/67`],
  [`${HOST}/amina/forms/67/form.xml`, `${HOST}/forms/67`],
  [`${HOST}/api/v1/forms/4711`, `${HOST}/forms/4711`],
  [`${HOST}/api/v1/forms/4711.json`, `${HOST}/forms/4711`],
  [`${HOST}/api/v1/data/4711?page=1`, `${HOST}/forms/4711`],
  [`${HOST}/api/v1/data/4711.xls`, `${HOST}/forms/4711`],
  [`${HOST}/api/v1/media?xform=4711`, `${HOST}/forms/4711`],
  [`${HOST}/amina/projects/2/forms/4711`, `${HOST}/forms/4711`],
])('%s is %s', (entered, wanted) => {
  const { base, formId } = onaAddress(entered);
  expect([base.href, formId]).toEqual([wanted, null]);
});

test('a form that the older web site names by its ID is that form of that owner', () => {
  for (const page of ['', '/', '/map', '?x=1#y']) {
    const { base, formId } = onaAddress(`${HOST}/amina/forms/visit%202${page}`);
    expect([base.href, formId]).toEqual([`${HOST}/amina`, 'visit 2']);
  }
});

test('a project or form is kept by an address that means the same', () => {
  for (const page of ['/amina/2#/x', '/#/amina/1/29', '/api/v1/data/3', '/amina/forms/vis%20it/map?x=1']) {
    const kept = onaPage(HOST + page) ?? '';
    expect(onaAddress(kept)).toEqual(onaAddress(HOST + page));
    expect(onaPage(kept)).toBe(kept);
  }
  expect(['', '/amina', '/amina/formList'].map((page) => onaPage(HOST + page))).toEqual([null, null, null]);
});

test('only a page of a project or form, and what lies below the API, can be of nothing else', () => {
  const pages = ['/amina/2', '/#/amina/1/29', '/forms/4', '/api/v1/projects/2', '/api/v1/data/3'];
  expect(pages.filter((page) => !isOnaPage(HOST + page))).toEqual([]);
  const others = [
    '',
    '/amina',
    '/#/projects/1',
    '/projects/1',
    '/#/forms/a1',
    '/v1/projects',
    '/api/v2/assets/a1',
  ];
  expect(others.filter((page) => isOnaPage(HOST + page))).toEqual([]);
});
