import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FormRow } from '../../../electron/ipc/forms.ts';
import { fits, grouped, shownTitles, total } from './form-list.ts';

function form(source: string, title: string, toPull: number | null, notReadable = 0): FormRow {
  const here = 10;
  return {
    source,
    formId: title,
    title,
    versions: ['1'],
    key: { kind: 'not-encrypted' },
    counts: {
      onServer: toPull === null ? null : here + toPull,
      onlyHere: 0,
      here,
      toPull,
      readable: here - notReadable,
      notReadable,
      warnings: 0,
      notStored: 0,
    },
    countedAt: null,
    lastPullAt: null,
    isChosen: false,
    serverState: null,
    keyHint: null,
  };
}

const a = {
  name: 'a',
  kind: 'openrosa',
  account: null,
  layout: null,
  notReached: null,
  countedAt: null,
  needsSignIn: false,
} as const;
const overview = {
  sources: [a, { ...a, name: 'b' }],
  forms: [form('a', 'Élevage', 3), form('a', 'Water', 0, 2), form('b', 'Never counted', null)],
  countedAt: null,
  once: { here: 2, readable: 2, notReadable: 0 },
};

test('each filter shows the forms that it names, and ignores accents', () => {
  const names = (filter: 'all' | 'to-pull' | 'problems', text = '') =>
    grouped(overview, filter, text).flatMap(({ rows }) => rows.map(({ title }) => title));
  expect(names('all')).toEqual(['Élevage', 'Water', 'Never counted']);
  expect(names('to-pull')).toEqual(['Élevage']);
  expect(names('problems')).toEqual(['Water']);
  expect(names('all', 'elev')).toEqual(['Élevage']);
  expect(fits(form('a', 'x', 0), 'all', ' X ')).toBe(true);
});

test('the sums over forms add up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.boolean()), {
        maxLength: 30,
      }),
      (numbers) => {
        const rows = numbers.map(([readable, notReadable, toPull, gone, isCounted], i): FormRow => {
          const here = readable + notReadable;
          const onlyHere = isCounted ? Math.min(gone, here) : 0;
          return {
            ...form('a', String(i), 0),
            counts: {
              onServer: isCounted ? here + toPull - onlyHere : null,
              onlyHere,
              here,
              toPull: isCounted ? toPull : null,
              readable,
              notReadable,
              warnings: 0,
              notStored: 0,
            },
          };
        });
        const sum = total(rows);
        expect((sum.onServer ?? 0) + sum.onlyHere).toBe(sum.here + (sum.toPull ?? 0));
        expect(sum.here).toBe(sum.readable + sum.notReadable);
      },
    ),
  );
});

test('titles with the same start keep their ends', () => {
  const first = 'Household health 2026, re-visit of absent households, northern districts';
  const second = 'Household health 2026, re-visit of absent households, southern districts';
  const shown = shownTitles([first, second, 'Short'], 40);
  expect(shown.get(first)).toMatch(/…n, northern districts$|…northern districts$|northern districts$/);
  expect(shown.get(first)).not.toBe(shown.get(second));
  expect(shown.get(first)?.length).toBeLessThanOrEqual(40);
  expect(shown.get('Short')).toBe('Short');
});
