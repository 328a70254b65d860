import { Problem } from '../../core/ground/problem.ts';
import { databaseSelfTest } from '../../core/store/self-test.ts';

/**
 * Refuses to work with an encrypted workspace where SQLite does not encrypt: it would write plaintext. Throws
 * `key.runtime_unfit`.
 */
export function refuseUnfit(): void {
  const failed = databaseSelfTest();
  if (failed.length > 0) throw new Problem('key.runtime_unfit', { failed: failed.join(', ') });
}
