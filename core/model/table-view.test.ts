import { expect, test } from 'vitest';
import { causeBuckets } from './pull.ts';
import { filter, tableView, wording } from './table-view.ts';

const view = { formId: 'visit', path: '', filters: [], search: '', sort: [] };

test('a view is kept as it was asked for', () => {
  const asked = {
    ...view,
    version: '',
    filters: [
      { kind: 'is', column: 'sex', values: ['f'] },
      { kind: 'between', column: 'age', from: null, to: '5' },
      { kind: 'days', from: '2026-01-01', to: '2026-01-31' },
    ],
    sort: [{ column: 'age', direction: 'descending' }],
  };
  expect(tableView.parse(asked)).toEqual(asked);
  expect(tableView.parse(view)).not.toHaveProperty('version');
});

test.each([
  ['no form', { ...view, formId: '' }],
  [
    'a third column to sort by',
    { ...view, sort: ['a', 'b', 'c'].map((column) => ({ column, direction: 'ascending' })) },
  ],
  ['more than it should have', { ...view, sql: '1' }],
])('a view with %s is refused', (_, asked) => {
  expect(tableView.safeParse(asked).success).toBe(false);
});

test.each([
  ['of no known kind', { kind: 'like', column: 'a', text: 'b' }],
  ['with no value', { kind: 'is', column: 'a', values: [] }],
  ['with a day that is none', { kind: 'days', from: '1.1.2026', to: '2026-01-31' }],
  ['of a submission without a number', { kind: 'parent', submissionId: 0, key: null }],
  ['of a cause in no bucket', { kind: 'cause', bucket: 'lost', source: 's', code: 'c', fingerprint: '' }],
])('a filter %s is refused', (_, asked) => {
  expect(filter.safeParse(asked).success).toBe(false);
});

test('each bucket of the list of problems can be shown as a table', () => {
  for (const bucket of causeBuckets) {
    const cause = { kind: 'cause', bucket, source: 's', code: 'crypto.no_key', fingerprint: '' };
    expect(filter.parse(cause)).toEqual(cause);
  }
});

test('answers are shown as recorded or as labels, and in no other way', () => {
  expect(wording.safeParse({ show: 'labels', language: 'fr' }).success).toBe(true);
  expect(wording.safeParse({ show: 'both', language: 'fr' }).success).toBe(false);
});
