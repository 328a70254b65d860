import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TableView } from '../model/table-view.ts';
import type { ViewList } from './view-list.ts';
import { ViewLists } from './view-lists.ts';

const wording = { show: 'values', language: '' } as const;
const view = (formId: string): TableView => ({ formId, path: '', filters: [], search: '', sort: [] });
const listOf = (...ids: number[]): ViewList => ({ ids: Int32Array.from(ids), ordinals: null });

/** Lists whose making ends when the test says so. Each contains what is there at that time. */
function lists() {
  const ends: ((list: ViewList | null) => void)[] = [];
  const fresh: string[] = [];
  const made = new ViewLists(
    () => ({
      done: new Promise((resolve) => ends.push(resolve)),
      sofar: () => 0,
      cancel: () => undefined,
    }),
    (formId) => fresh.push(formId),
  );
  return { made, ends, fresh };
}

// How long a list took to be made decides how long it rests. So that this is the test's alone, no time passes by itself.
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Asks for the list of form `a`, and lets the time pass that the caller waits for a current one. */
async function afterWaiting(made: ViewLists): Promise<ViewList | null> {
  const found = made.get(view('a'), wording, 5);
  await vi.advanceTimersByTimeAsync(5);
  return (await found).list;
}

test('an old list is returned while the new one is made; then its viewers hear of the new one', async () => {
  const { made, ends, fresh } = lists();
  const first = made.get(view('a'), wording, 1000);
  ends[0]?.(listOf(1));
  expect((await first).list).toEqual(listOf(1));
  made.changed(['a']);
  const changed = made.revision('a');
  // The first call begins the making, the second comes while it runs: neither can wait for it.
  expect(await afterWaiting(made)).toEqual(listOf(1));
  expect(await afterWaiting(made)).toEqual(listOf(1));
  expect(ends).toHaveLength(2);
  expect(fresh).toEqual([]);
  ends[1]?.(listOf(1, 2));
  await vi.advanceTimersByTimeAsync(0);
  expect(fresh).toEqual(['a']);
  expect(made.revision('a')).toBeGreaterThan(changed);
  expect((await made.get(view('a'), wording, 5)).list).toEqual(listOf(1, 2));
  made.close();
});

test('a change that comes while a list is made makes that list old too', async () => {
  const { made, ends, fresh } = lists();
  const first = made.get(view('a'), wording, 5);
  made.changed(['a']);
  ends[0]?.(listOf(1));
  await first;
  await afterWaiting(made);
  expect(ends).toHaveLength(2);
  ends[1]?.(listOf(1, 2));
  await vi.advanceTimersByTimeAsync(0);
  expect(fresh).toEqual(['a']);
  made.close();
});

test('a change of one form leaves the lists of others current; a change of any form does not', async () => {
  const { made, ends } = lists();
  const first = made.get(view('a'), wording, 1000);
  ends[0]?.(listOf(1));
  await first;
  const before = made.revision('a');
  made.changed(['b']);
  expect(made.revision('a')).toBe(before);
  expect((await made.get(view('a'), wording, 1000)).list).toEqual(listOf(1));
  expect(ends).toHaveLength(1);
  made.changed(null);
  expect(made.revision('a')).toBeGreaterThan(before);
  void made.get(view('a'), wording, 1000);
  expect(ends).toHaveLength(2);
  made.close();
});
