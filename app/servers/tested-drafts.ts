import { createHash } from 'node:crypto';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';

/** More than one person looks at; the oldest goes when another comes. */
const MOST = 8;

/**
 * How servers that were typed in were tested before they were added or changed, so that the test is known afterwards too.
 * A draft is known by its kind, address and login; of its secret only a hash is kept, in memory. One whose kind the test
 * has found out is known by that kind, too.
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

  /** The last test of the same address as the same kind with the same login; null when there was none. */
  find(draft: ServerDraft): ServerTestResult | null {
    return this.#tests.get(keyOf(draft)) ?? null;
  }
}

function keyOf({ kind, address, login }: ServerDraft): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, address, login]))
    .digest('hex');
}
