import type { PullForm } from '../../../electron/ipc/pull.ts';

/**
 * Whether the list of a form was not read. The number on the server is then unknown, and never shown as 0.
 */
export function isUnlisted({ counts, problem, step }: PullForm): boolean {
  return counts.listed === 0 && (problem !== null || step === 'failed' || step === 'stopped');
}
