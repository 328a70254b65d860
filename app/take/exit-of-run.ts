import { EXIT } from '../../core/ground/problems/spec.ts';
import type { RunReport } from '../../core/model/run-report.ts';

/**
 * Returns the exit code of a run, for every command that pulls submissions. 3: it met a problem, or some
 * submissions wait for a key, are incomplete or failed, also from earlier runs. 5: the account is shown no
 * submissions of any form. 1: a bug of ours stopped a submission from being decrypted.
 */
export function exitOfRun({ outcome, left, isNothingShown, aside = [] }: RunReport): number {
  if (outcome === 'cancelled') return EXIT.cancelled;
  if (aside.some(({ code }) => code === 'submission.unexpected')) return EXIT.bug;
  if (isNothingShown === true) return EXIT.login;
  const isLeft = left.waitingForKey + left.incomplete + left.failed > 0;
  return outcome === 'with-problems' || isLeft ? EXIT.someProblems : EXIT.ok;
}
