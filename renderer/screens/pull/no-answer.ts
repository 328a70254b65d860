import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { Words } from '../../words/use-words.tsx';

/** Problem codes that mean this computer has no network. */
const OFFLINE: ReadonlySet<string> = new Set(['net.name_unknown', 'net.unreachable']);

/** Whether this computer is offline, as opposed to one server that does not respond. */
export function isOffline({ code }: ProblemView): boolean {
  return OFFLINE.has(code);
}

/** The host of a server that does not respond. */
export function hostOf({ params }: ProblemView): string {
  return String(params.host ?? '');
}

/** "data.example.org does not answer (502).", or that the computer is offline. */
export function noAnswerText({ t }: Words, problem: ProblemView): string {
  if (isOffline(problem)) return t('pull.offline');
  const { status } = problem.params;
  return t('pull.noAnswer', {
    host: hostOf(problem),
    status: typeof status === 'number' ? String(status) : 'none',
  });
}
