import { setImmediate } from 'node:timers/promises';
import type { Browse } from '../store/browse/browse.ts';
import { SCAN_CELLS } from '../store/browse/scan.ts';
import { parseValues } from './cells.ts';

/** How many submissions are read before the first result, and then between two pauses for other work. */
const PIECE = 500;
/** While submissions come, the whole table is read at most once in this time. */
const AGAIN_MS = 30_000;

interface Known {
  /** Columns that have an answer. They never leave this set, because answers are never removed. */
  readonly answered: Set<string>;
  /** Columns that had no answer when all rows were read; null until then. */
  empty: ReadonlySet<string> | null;
  version: number;
  endedAt: number;
  isLooking: boolean;
}

/**
 * Knows which columns of a table have an answer in any row. It reads all rows while other work goes on. Until
 * it has read them all, every column counts as answered, so that no column with answers is ever hidden.
 */
export class AnsweredColumns {
  readonly #browse: Browse;
  readonly #tables = new Map<string, Known>();
  #isClosed = false;

  constructor(browse: Browse) {
    this.#browse = browse;
  }

  /**
   * Returns a function that is true for columns that may have an answer. Takes the ids of the table's
   * columns.
   */
  of(formId: string, path: string, columns: readonly string[]): (id: string) => boolean {
    const key = JSON.stringify([formId, path]);
    const version = this.#browse.form.version();
    let known = this.#tables.get(key);
    if (known === undefined) {
      known = { answered: new Set(), empty: null, version: -1, endedAt: 0, isLooking: false };
      this.#tables.set(key, known);
    }
    const isOld = known.version !== version;
    if (isOld) known.empty = null;
    if (isOld && !known.isLooking && Date.now() - known.endedAt > AGAIN_MS) {
      void this.#look(formId, path, columns, known, version);
    }
    const { empty } = known;
    return (id) => empty === null || !empty.has(id);
  }

  /** Reads no further. Call it before the database is closed. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Reads rows until every column has an answer. The first piece is already read when this returns its
   * promise.
   */
  async #look(
    formId: string,
    path: string,
    columns: readonly string[],
    known: Known,
    version: number,
  ): Promise<void> {
    known.isLooking = true;
    try {
      const left = new Set(columns.filter((id) => !known.answered.has(id)));
      let isFirst = true;
      const { scan } = this.#browse;
      const ranges = scan.ranges(formId, PIECE);
      for (const rows of scan.rows(formId, path, [{ kind: 'answers' }], ranges)) {
        for (const row of rows) {
          const text = row[SCAN_CELLS];
          if (typeof text === 'string') take(parseValues(text), left, known.answered);
        }
        if (left.size === 0) break;
        const isWhole = isFirst && this.#browse.form.countReadable(formId) <= PIECE;
        isFirst = false;
        if (!isWhole) await setImmediate();
        if (this.#isClosed) return;
      }
      known.empty = left;
      known.version = version;
      known.endedAt = Date.now();
    } finally {
      known.isLooking = false;
    }
  }
}

function take(values: Readonly<Record<string, string>>, left: Set<string>, answered: Set<string>): void {
  for (const id of left) {
    if (!Object.hasOwn(values, id) || values[id]?.trim() === '') continue;
    left.delete(id);
    answered.add(id);
  }
}
