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

/**
 * Returns the gravest of several exit codes, for a command that does several things one after the other; 0 for
 * none. What could not be done at all is graver than what was done with problems, and a bug of ours is the
 * gravest. Of two things that could not be done, the one with the higher code counts.
 */
export function gravestExit(codes: Iterable<number>): number {
  return Math.max(...[EXIT.ok, ...codes].map(gravity)) % GRAVER;
}

/** More than any exit code. */
const GRAVER = 1000;

/** Keeps the code itself as the remainder. */
function gravity(code: number): number {
  const level = code === EXIT.ok ? 0 : code === EXIT.someProblems ? 1 : code === EXIT.bug ? 3 : 2;
  return level * GRAVER + code;
}
