// Covers core/source/page-routes.ts.
import { expect, test } from 'vitest';
import { isKoboPage, koboForm, koboPage } from './address.ts';

const KF = 'https://kf.example.org';

test.each([
  [`${KF}/#/forms/aUID/summary`, 'aUID'],
  [`${KF}/#/forms/aUID`, 'aUID'],
  ['kf.kobotoolbox.org/#/forms/aUID/data/table', 'aUID'],
  [`${KF}/#/forms/aUID/settings/sharing?x=1`, 'aUID'],
  [`${KF}/forms/aUID/staging`, 'aUID'],
  [`${KF}/api/v2/assets/aUID/`, 'aUID'],
  [`${KF}/api/v2/assets/aUID.json`, 'aUID'],
  [`${KF}/api/v2/assets/aUID/data/?format=json`, 'aUID'],
  [`${KF}/api/v2/assets/aUID/data/3309/?format=xml`, 'aUID'],
  [`${KF}/accounts/login/?next=/%23/forms/aUID/summary`, 'aUID'],
  ['https://kc.example.org/amina/forms/aUID', 'aUID'],
  [KF, null],
  [`${KF}/`, null],
  [`${KF}/#/projects/home`, null],
  [`${KF}/#/library/my-library`, null],
  [`${KF}/#/forms`, null],
  [`${KF}/api/v2/assets/`, null],
  [`${KF}/api/v2/assets/?q=asset_type:survey`, null],
  ['https://kc.example.org/view/submissionList?formId=aUID&numEntries=9', 'aUID'],
  ['https://kc.example.org/amina/formList?formID=aUID', 'aUID'],
  ['https://kc.example.org/formList', null],
  ['https://kc.example.org/amina', null],
])('%s is the form %s', (entered, form) => {
  expect(koboForm(entered)).toBe(form);
});

test('a form is kept by an address that means the same', () => {
  for (const page of ['/#/forms/a%20b/summary', '/api/v2/assets/aUID/data/3/?format=xml']) {
    const kept = koboPage(KF + page) ?? '';
    expect(koboForm(kept)).toBe(koboForm(KF + page));
    expect(koboPage(kept)).toBe(kept);
  }
  expect(koboPage(KF)).toBeNull();
});

test('only a page of a form, and what lies below the JSON interface, can be of nothing else', () => {
  const HOST = 'https://survey.example.org';
  expect(
    ['/#/forms/a1/summary', '/api/v2/assets/', '/api/v2/assets/a1/'].every((p) => isKoboPage(HOST + p)),
  ).toBe(true);
  expect(
    ['', '/amina', '/#/projects/1', '/forms/4', '/#/amina/1/2'].filter((p) => isKoboPage(HOST + p)),
  ).toEqual([]);
});
