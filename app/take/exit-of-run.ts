import { EXIT } from '../../core/ground/problems/spec.ts';
import type { RunReport } from '../../core/model/run-report.ts';

/**
 * The exit code that says how a run ended, of every command that takes submissions: 3 when it met a problem, or when
 * submissions are left that wait for a key or are not whole, though it has met none of them itself; 5 when its account is
 * given no submissions of any form; 1 when a bug of ours kept one of them from being decrypted.
 */
export function exitOfRun({ outcome, left, isNothingShown, aside = [] }: RunReport): number {
  if (outcome === 'cancelled') return EXIT.cancelled;
  if (aside.some(({ code }) => code === 'submission.unexpected')) return EXIT.bug;
  if (isNothingShown === true) return EXIT.login;
  const isLeft = left.waitingForKey + left.incomplete + left.failed > 0;
  return outcome === 'with-problems' || isLeft ? EXIT.someProblems : EXIT.ok;
}
