import { useEffect, useRef, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { DataRow, TableView, Wording } from '../../../electron/ipc/data.ts';
import { ask, Refused } from '../../state/bridge.ts';

const MOST_ROWS = 200;
const LEAST_ROWS = 25;
/** The most cells of a page. A page of a form with 400 columns has fewer rows. */
const CELLS = 10_000;
const KEPT_PAGES = 12;
const AGAIN_MS = 150;

/** The loaded rows of a view. More load as they become visible. */
export interface Pages {
  /** A new value when all visible rows must be requested again. */
  readonly begun: number;
  /** The number of rows to leave room for. While new rows are looked up, the number of the previous ones. */
  readonly total: number | null;
  /** How many rows there are; null while they are looked up. */
  readonly counted: number | null;
  readonly sofar: number;
  readonly problem: ProblemView | null;
  row(index: number): DataRow | null;
  /** Requests the pages of these rows. */
  see(first: number, last: number): void;
}

interface Known {
  readonly key: string;
  readonly revision: number;
  readonly begun: number;
  /** Shown until the new rows arrive. */
  readonly old: ReadonlyMap<number, readonly DataRow[]>;
  readonly pages: Map<number, readonly DataRow[]>;
  readonly asked: Set<number>;
  total: number | null;
  isCounted: boolean;
  sofar: number;
  problem: ProblemView | null;
}

/**
 * Pages of a view, requested when they come into sight. A new `key` is a new request and starts over. A new `revision`
 * repeats the request, and the old rows stay until the new ones are there.
 */
export function usePages(
  key: string,
  revision: number,
  view: TableView,
  wording: Wording,
  columns: readonly string[],
): Pages {
  const [, redraw] = useState(0);
  const known = useRef<Known>(begin(null, key, revision));
  if (known.current.key !== key || known.current.revision !== revision) {
    known.current = begin(known.current, key, revision);
  }
  const data = known.current;
  const size = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.floor(CELLS / Math.max(columns.length, 1))));
  const fetchPage = async (page: number): Promise<void> => {
    if (data.asked.has(page)) return;
    data.asked.add(page);
    for (;;) {
      try {
        const reply = await ask('data.rows', {
          view,
          wording,
          columns: [...columns],
          offset: page * size,
          limit: size,
        });
        if (known.current !== data) return;
        data.problem = null;
        data.sofar = reply.sofar;
        if (reply.total !== null) {
          data.total = reply.total;
          data.isCounted = true;
          data.pages.set(page, reply.rows);
          if (data.pages.size > KEPT_PAGES) {
            const [oldest] = data.pages.keys();
            if (oldest !== undefined && oldest !== page) {
              data.pages.delete(oldest);
              data.asked.delete(oldest);
            }
          }
          redraw((n) => n + 1);
          return;
        }
        redraw((n) => n + 1);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      } catch (error) {
        if (known.current !== data) return;
        data.asked.delete(page);
        data.problem = error instanceof Refused ? error.problem : null;
        redraw((n) => n + 1);
        return;
      }
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is asked for once a beginning.
  useEffect(() => {
    void fetchPage(0);
  }, [data.begun]);
  return {
    begun: data.begun,
    total: data.total,
    counted: data.isCounted ? data.total : null,
    sofar: data.sofar,
    problem: data.problem,
    row: (index) => {
      const page = Math.floor(index / size);
      return (data.pages.get(page) ?? data.old.get(page))?.[index % size] ?? null;
    },
    see: (first, last) => {
      for (let page = Math.floor(first / size); page <= Math.floor(last / size); page += 1)
        void fetchPage(page);
    },
  };
}

function begin(before: Known | null, key: string, revision: number): Known {
  return {
    key,
    revision,
    begun: before === null ? 0 : before.begun + 1,
    old: before?.key === key ? new Map([...before.old, ...before.pages].slice(-KEPT_PAGES)) : new Map(),
    pages: new Map(),
    asked: new Set(),
    // The old total stays until the new one arrives, so that the layout does not jump.
    total: before?.total ?? null,
    isCounted: before?.key === key && before.isCounted,
    sofar: 0,
    problem: null,
  };
}
