import { createHash } from 'node:crypto';
import type { ServerDraft, TestResult } from '../ipc/servers.ts';

/** More than one person looks at; the oldest goes when another comes. */
const MOST = 8;

/**
 * How servers that were typed in were tested before they were added or changed, so that the test is known afterwards too.
 * A draft is known by its address and login; of its secret only a hash is kept, in memory.
 */
export class TestedDrafts {
  readonly #tests = new Map<string, TestResult>();

  keep(draft: ServerDraft, test: TestResult): void {
    const key = keyOf(draft);
    this.#tests.delete(key);
    this.#tests.set(key, test);
    const [oldest] = this.#tests.keys();
    if (this.#tests.size > MOST && oldest !== undefined) this.#tests.delete(oldest);
  }

  /** The last test of the same address with the same login; null when there was none. */
  find(draft: ServerDraft): TestResult | null {
    return this.#tests.get(keyOf(draft)) ?? null;
  }
}

function keyOf({ address, login }: ServerDraft): string {
  return createHash('sha256')
    .update(JSON.stringify([address, login]))
    .digest('hex');
}
