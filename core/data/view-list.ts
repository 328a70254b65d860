import type { TableView, Wording } from '../model/table-view.ts';
import type { ListHelp } from './list-helper.ts';
import { type ListPart, readPart } from './list-part.ts';
import type { ListSource } from './list-source.ts';
import { SortedColumn } from './row-order.ts';
import { ScanPieces } from './scan-pieces.ts';

/** The rows of a view in their order: submission and ordinal of each. `ordinals` is null when all are 0. */
export interface ViewList {
  readonly ids: Int32Array;
  readonly ordinals: Int32Array | null;
}

/** True when a view does not depend on any answer: all submissions of a form, newest first. */
export function isPlain({ path, filters, search, sort, version }: TableView): boolean {
  return (
    path === '' && filters.length === 0 && search.trim() === '' && sort.length === 0 && version === undefined
  );
}

/**
 * Makes the list of a view. Reads every row of its table, alone or with the help of another thread. The order of the
 * rows does not depend on who read which of them. Each piece of the table is read as it is then: when submissions
 * come meanwhile, the list is old, and is made again (`ViewLists`). Reports to `onRows` how many rows were read.
 * Returns null when the signal says that nobody waits for the list. Throws `engine.column_unknown` for a column that
 * the form does not have, and what went wrong in the other thread.
 */
export async function makeList(
  source: ListSource,
  help: ListHelp | null,
  view: TableView,
  wording: Wording,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<ViewList | null> {
  const { browse } = source;
  if (isPlain(view)) return { ids: browse.form.allNewest(view.formId), ordinals: null };
  const parent = view.filters.find((filter) => filter.kind === 'parent');
  if (parent !== undefined) {
    const id = parent.submissionId;
    const part = await readPart(source, view, wording, [{ after: id - 1, upTo: id }], onRows);
    return inOrder(view, [part], new Int32Array());
  }
  const pieces = ScanPieces.of(browse.scan.span(view.formId), help !== null);
  const stop = (): void => pieces.stop();
  signal.addEventListener('abort', stop);
  let own = 0;
  let helped = 0;
  const helping = help?.(view, wording, pieces.shared, (count) => {
    helped = count;
    onRows(own + helped);
  });
  // What went wrong there ends the reading here, and is thrown below.
  helping?.catch(stop);
  try {
    const allVersions = view.filters.some(({ kind }) => kind === 'all-versions');
    const newest = browse.form.allNewest(view.formId, allVersions);
    const part = await readPart(source, view, wording, pieces, (count) => {
      own = count;
      onRows(own + helped);
    });
    if (signal.aborted) return null;
    // A thread that comes too late has nothing to give.
    const other = pieces.areAllOwn ? null : await helping;
    return inOrder(view, other == null ? [part] : [part, other], newest);
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}

/** Puts the rows of all parts in the order of the view; rows that it takes for equal, newest first. */
function inOrder(view: TableView, parts: readonly ListPart[], newest: Int32Array): ViewList {
  const ids = joined(parts.map((part) => part.ids));
  const ordinals = joined(parts.map((part) => part.ordinals));
  const sorts = view.sort.map(
    ({ direction }, i) =>
      new SortedColumn(
        parts.flatMap((part) => part.sorts[i] ?? []),
        direction,
      ),
  );
  const places = placesOf(newest);
  const order = Int32Array.from(ids, (_, i) => i).sort((one, other) => {
    for (const sorted of sorts) {
      const found = sorted.compare(one, other);
      if (found !== 0) return found;
    }
    const a = ids[one] ?? 0;
    const b = ids[other] ?? 0;
    // A submission that has come since has no place yet: it is the newest.
    return (places[a] ?? 0) - (places[b] ?? 0) || b - a || (ordinals[one] ?? 0) - (ordinals[other] ?? 0);
  });
  return {
    ids: order.map((i) => ids[i] ?? 0),
    ordinals: view.path === '' ? null : order.map((i) => ordinals[i] ?? 0),
  };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Returns the place of each submission in the order newest first, by row id: from 1 on. */
function placesOf(newest: Int32Array): Int32Array {
  const places = new Int32Array(newest.reduce((most, id) => Math.max(most, id), 0) + 1);
  newest.forEach((id, i) => {
    places[id] = i + 1;
  });
  return places;
}
