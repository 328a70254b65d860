import type { PullForm } from '../../../electron/ipc/pull.ts';

/** Whether the list of a form was not read: how many the server has is not known then, and never 0. */
export function isUnlisted({ counts, problem, step }: PullForm): boolean {
  return counts.listed === 0 && (problem !== null || step === 'failed' || step === 'stopped');
}
