import { useEffect, useRef, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { DataRow, View, Wording } from '../../../electron/ipc/data.ts';
import { ask, Refused } from '../../state/bridge.ts';

export const PAGE = 200;
const KEPT_PAGES = 12;
const AGAIN_MS = 150;

/** The rows of a view, as far as they are here; more are asked for as they come into sight. */
export interface Pages {
  readonly total: number | null;
  readonly sofar: number;
  readonly problem: ProblemView | null;
  row(index: number): DataRow | null;
  /** Asks for the pages of these rows. */
  see(first: number, last: number): void;
}

interface Known {
  readonly pages: Map<number, readonly DataRow[]>;
  readonly asked: Set<number>;
  total: number | null;
  sofar: number;
  problem: ProblemView | null;
}

/** Pages of a view, asked for when they are seen. `key` is all that the rows depend on: a new one begins anew. */
export function usePages(key: string, view: View, wording: Wording, columns: readonly string[]): Pages {
  const [, redraw] = useState(0);
  const known = useRef<{ key: string; data: Known }>({ key: '', data: empty() });
  if (known.current.key !== key) {
    // The old total stays until the new one is there, so that nothing jumps.
    const { total } = known.current.data;
    known.current = { key, data: { ...empty(), total } };
  }
  const { data } = known.current;
  const fetchPage = async (page: number): Promise<void> => {
    if (data.asked.has(page)) return;
    data.asked.add(page);
    for (;;) {
      try {
        const reply = await ask('data.rows', {
          view,
          wording,
          columns: [...columns],
          offset: page * PAGE,
          limit: PAGE,
        });
        if (known.current.data !== data) return;
        data.problem = null;
        data.sofar = reply.sofar;
        if (reply.total !== null) {
          data.total = reply.total;
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
        if (known.current.data !== data) return;
        data.asked.delete(page);
        data.problem = error instanceof Refused ? error.problem : null;
        redraw((n) => n + 1);
        return;
      }
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is asked for once a key.
  useEffect(() => {
    void fetchPage(0);
  }, [key]);
  return {
    total: data.total,
    sofar: data.sofar,
    problem: data.problem,
    row: (index) => data.pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null,
    see: (first, last) => {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1)
        void fetchPage(page);
    },
  };
}

function empty(): Known {
  return { pages: new Map(), asked: new Set(), total: null, sofar: 0, problem: null };
}
