import { expect, test } from 'vitest';
import type { DonePart } from '../../../electron/ipc/export.ts';
import { saidByParts, saidOf } from './said.ts';

const notes = (count: number, code: string) =>
  Array.from({ length: count }, (_, i) => ({ code, params: { column: `q${i}` } }));

test.each([
  [true, 150, 5, 145],
  [true, 6, 6, 0],
  [true, 1, 1, 0],
  [false, 150, 150, 0],
])('with a report: %s, of %i alike %i are shown', (hasReport, count, shown, more) => {
  const said = saidOf({
    problem: null,
    problems: [],
    notes: [...notes(count, 'a'), ...notes(1, 'b')],
    hasReport,
  } as unknown as Parameters<typeof saidOf>[0]);
  expect(said.map((one) => [one.shown.length, one.more])).toEqual([
    [shown, more],
    [1, 0],
  ]);
});

test('what several parts say in the same words stands once, and what leads to a submission stays apart', () => {
  const part = (format: string, more: object = {}) =>
    ({
      ...{ format, formId: 'f', title: 'F', hasReport: true, problem: null, problems: [], named: {} },
      notes: [...notes(1, 'same'), { code: 'own', params: { file: `f.${format}` } }],
      ...more,
    }) as unknown as DonePart;
  const named = { problems: notes(1, 'media'), named: { media: 7 } };
  const parts = [part('tidy', named), part('stata', named), part('codebook')];
  expect(
    saidByParts(parts).map(({ one, parts: saying }) => [one.code, saying.map(({ format }) => format)]),
  ).toEqual([
    ['media', ['tidy']],
    ['same', ['tidy', 'stata', 'codebook']],
    ['own', ['tidy']],
    ['media', ['stata']],
    ['own', ['stata']],
    ['own', ['codebook']],
  ]);
});
