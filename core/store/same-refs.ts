import type { Db } from './db.ts';
import { ListedWriter } from './listed-writer.ts';
import { STANDING } from './standing.ts';
import { FORGET_UNFETCHED } from './unfetched.ts';

/** A ref that is not here, and another ref to the same submission, which is here. */
interface Pair {
  readonly id: number;
  readonly locator: string;
  readonly same: number;
}

const STEP = 2000;

/**
 * Refs of several sources that lead to the same server. A submission that came from one of them need not come
 * again from another. The same ref with the same stamp is the same submission in the same state.
 */
export class SameRefs {
  readonly #pairs;
  readonly #writer: ListedWriter;
  readonly #unlist;

  constructor(db: Db) {
    this.#pairs = db.prepare<[object], Pair>(
      `SELECT l.id, l.locator, min(o.id) AS same FROM json_each(@others) j CROSS JOIN listed l
         CROSS JOIN listed o ON o.source = j.value AND o.form_id = l.form_id AND o.locator = l.locator
       WHERE l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND l.id > @after
         AND ((l.submission_id IS NULL AND l.standing < ${STANDING.notReadable})
           OR (l.submission_id IS NOT NULL AND l.stamp IS NOT l.listed_stamp AND l.doubt IS NULL))
         AND o.submission_id IS NOT NULL AND (o.doubt IS NULL OR o.doubt = 'sure')
         AND o.stamp IS l.listed_stamp
         AND (@hasNumbers = 0 OR (l.family IS NOT NULL AND l.family IS o.family))
       GROUP BY l.id ORDER BY l.id LIMIT ${STEP}`,
    );
    this.#writer = new ListedWriter(db);
    this.#unlist = db.prepare<[string, string]>(FORGET_UNFETCHED);
  }

  /**
   * Lets the refs of a form stand for the submissions that one of the other sources has brought already.
   * Leaves out refs in doubt, which are checked again anyway. Each step settles a few thousand refs, in the
   * transaction of the code that runs the generator.
   */
  *settle(source: string, formId: string, others: readonly string[], hasNumbers: boolean): Generator<void> {
    const fixed = { source, formId, others: JSON.stringify(others), hasNumbers: hasNumbers ? 1 : 0 };
    for (let after = 0; ; ) {
      const pairs = this.#pairs.all({ ...fixed, after });
      for (const { id, locator, same } of pairs) {
        this.#writer.standAs(id, same);
        this.#unlist.run(source, locator);
      }
      const last = pairs[pairs.length - 1];
      if (last === undefined || pairs.length < STEP) return;
      after = last.id;
      yield;
    }
  }
}
