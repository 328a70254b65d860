import { createHash } from 'node:crypto';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';

/** How many tests are kept: more than one person uses at once. A new one replaces the oldest. */
const MOST = 8;

/**
 * The test results of servers that the user typed in and has not added or changed yet, so that the result can
 * be stored later. A draft is identified by kind, address and login, and by a hash of its secret; all this is
 * in memory only. When the test has found out the kind, the draft is identified by that kind too.
 */
export class TestedDrafts {
  readonly #tests = new Map<string, ServerTestResult>();

  keep(draft: ServerDraft, test: ServerTestResult): void {
    const found = test.kind ?? draft.kind;
    for (const key of new Set([keyOf(draft), keyOf({ ...draft, kind: found })])) {
      this.#tests.delete(key);
      this.#tests.set(key, test);
    }
    for (const oldest of [...this.#tests.keys()].slice(0, Math.max(0, this.#tests.size - MOST))) {
      this.#tests.delete(oldest);
    }
  }

  /** Returns the last test with the same kind, address and login; null when there was none. */
  find(draft: ServerDraft): ServerTestResult | null {
    return this.#tests.get(keyOf(draft)) ?? null;
  }
}

function keyOf({ kind, address, login }: ServerDraft): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, address, login]))
    .digest('hex');
}
