import { setImmediate } from 'node:timers/promises';
import type { Browse } from '../store/browse/browse.ts';
import { SCAN_CELLS } from '../store/browse/scan.ts';
import { parseValues } from './cells.ts';

/** Submissions looked at before the first answer, and between two turns for others. */
const PIECE = 500;
/** While submissions come, all of them are looked through no more often than this. */
const AGAIN_MS = 30_000;

interface Known {
  /** Columns with an answer somewhere. They stay so: nothing that was answered is ever taken away. */
  readonly answered: Set<string>;
  /** Columns that had none when all rows had been looked at; null while they are being looked at. */
  empty: ReadonlySet<string> | null;
  version: number;
  endedAt: number;
  isLooking: boolean;
}

/**
 * Which columns have an answer anywhere in a table. All rows are looked through beside other work; until that has ended
 * a column counts as answered, so that none is ever hidden that has something to show.
 */
export class AnsweredColumns {
  readonly #browse: Browse;
  readonly #tables = new Map<string, Known>();

  constructor(browse: Browse) {
    this.#browse = browse;
  }

  /** True for the columns that may have an answer. Takes the ids of the table's columns. */
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

  /** Looks through the rows until every column has an answer. The first piece is done when this returns its promise. */
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
      for (const rows of this.#browse.scan.rows(formId, path, [{ kind: 'answers' }], PIECE)) {
        for (const row of rows) {
          const text = row[SCAN_CELLS];
          if (typeof text === 'string') take(parseValues(text), left, known.answered);
        }
        if (left.size === 0) break;
        const isWhole = isFirst && this.#browse.form.countReadable(formId) <= PIECE;
        isFirst = false;
        if (!isWhole) await setImmediate();
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
