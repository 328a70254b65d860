import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { PullReport } from '../../../electron/ipc/pull.ts';
import type { Words } from '../../words/use-words.tsx';

vi.stubGlobal('window', { addEventListener: () => undefined });
const { reportSums } = await import('./report-sums.ts');

const words = { t: (id: string) => id } as unknown as Words;

function report(
  readable: number,
  notReadable: number,
  notStored: number,
  waiting: number,
  here: number,
  warnings: number,
): PullReport {
  const stored = readable + notReadable;
  const toFetch = stored + notStored + waiting;
  return {
    notes: [],
    formProblems: [],
    opened: [],
    summary: {
      pullId: 1,
      kind: 'pull',
      startedAt: '2026-11-22T09:14:00.000Z',
      endedAt: null,
      outcome: 'problems',
      forms: 1,
      seconds: 1,
      counts: {
        listed: toFetch + here,
        alreadyHere: here,
        leftOut: 0,
        toFetch,
        again: 0,
        stored,
        waiting,
        notStored,
        readable,
        notReadable,
        warnings: Math.min(warnings, readable),
        unsigned: 0,
      },
    },
    forms: [],
    after: {
      onServer: 0,
      onlyHere: 0,
      here: 0,
      toPull: 0,
      readable: 0,
      notReadable: 0,
      warnings: 0,
      notStored: 0,
    },
    problems: [],
    problem: null,
    exported: [],
    happened: [],
  };
}

test('every sum adds up', () => {
  const count = fc.nat(100_000);
  fc.assert(
    fc.property(count, count, count, count, count, count, (...counts) => {
      for (const { lines, result } of reportSums(words, report(...counts))) {
        const sum = lines.reduce(
          (all, line, i) => all + (i > 0 && line.isLess === true ? -line.count : line.count),
          0,
        );
        expect(sum).toBe(result.count);
      }
    }),
  );
});

test('a submission that is downloaded again is already here, and does not count as new', () => {
  const { summary, ...rest } = report(3, 0, 0, 0, 197, 1);
  const counts = { ...summary.counts, again: 3 };
  const [listed, stored] = reportSums(words, { ...rest, summary: { ...summary, counts } });
  expect(listed?.lines.map(({ count }) => count)).toEqual([200, 200]);
  expect(listed?.result.count).toBe(0);
  expect(stored?.lines.map(({ count }) => count)).toEqual([0, 3, 0]);
  expect(stored?.result.count).toBe(3);
});

test('without a list there is no sum, because it would show 0 submissions on the servers', () => {
  const made = report(0, 0, 0, 0, 0, 0);
  const { counts } = made.summary;
  const form = {
    source: 's',
    formId: 'f',
    title: 'F',
    step: 'failed' as const,
    counts,
    secondsLeft: null,
    hasNoKey: false,
    problem: null,
  };
  expect(reportSums(words, { ...made, forms: [form] })).toEqual([]);
  const read = { ...form, step: 'complete' as const, counts: { ...counts, listed: 5 } };
  expect(reportSums(words, { ...made, forms: [form, read] })).not.toEqual([]);
});
