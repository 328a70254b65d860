import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { TriedAgain } from '../../../electron/ipc/problems.ts';
import type { Words } from '../../words/use-words.tsx';

/** Codes of a source that is unreachable. */
const UNREACHABLE = /^net\.(name_unknown|unreachable|refused|cut|timeout|failed|proxy)$/;
/** Codes of a missing file or part. The wording is "look for" it, not "try" it. */
const MISSING = /missing|part_/;

/** The result of a retry in one sentence. Takes the code of the group's problem. */
export function triedText({ t, since, problem: wordsOf }: Words, tried: TriedAgain, code: string): string {
  const time = since(tried.at);
  const { all, left, problem, isStopped } = tried;
  const solved = all - left;
  if (problem !== null) {
    const reason = wordsOf(problem).sentence;
    return t(UNREACHABLE.test(problem.code) ? 'problems.tried.unreachable' : 'problems.tried.failed', {
      time,
      reason,
    });
  }
  if (isStopped) return t('problems.tried.stopped', { time, solved, all });
  if (left === 0) return t('problems.tried.all', { time, count: all });
  if (solved > 0) return t('problems.tried.some', { time, solved, all });
  return t(MISSING.test(code) ? 'problems.tried.missing' : 'problems.tried.none', { time });
}

/** The tone in which a result is shown. */
export function triedTone({ left, problem }: TriedAgain): 'ok' | 'warn' | 'bad' {
  if (problem !== null) return 'bad';
  return left === 0 ? 'ok' : 'warn';
}

/** The same sentence after its cause and form, for a user who is on another screen. */
export function triedSaid(words: Words, tried: TriedAgain, problem: ProblemView, form: string): string {
  const cause = words.maybe(`codes.${problem.code}.heading`) ?? words.problem(problem).sentence;
  return words.t('problems.tried.said', { cause, form, result: triedText(words, tried, problem.code) });
}
