import { describe, isProblem, type ProblemData, problemData } from '../core/ground/problem.ts';
import { EXIT } from '../core/ground/problems/spec.ts';
import { note, printable, printJson } from './output.ts';

/**
 * Prints why a command could not do its work, and returns its exit code. A problem is printed with what to
 * do. With `--json`, it is the only document on standard output. A bug is printed without its message,
 * because the message could hold an answer or a secret.
 */
export function reportFailure(error: unknown, isJson: boolean): number {
  if (isProblem(error)) return reportProblem(error.data, isJson);
  if (error instanceof Error && error.name === 'AbortError') {
    note('Cancelled.');
    return EXIT.cancelled;
  }
  note(describe(problemData('engine.bug', {})).message);
  if (error instanceof Error) {
    // The place helps to fix the bug. The message is left out, because it may contain an answer.
    const place = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    note([error.name, ...place.slice(0, 6)].join('\n'));
  }
  if (isJson) printJson({ error: { code: 'bug', message: 'unexpected failure' } });
  return EXIT.bug;
}

function reportProblem(problem: ProblemData, isJson: boolean): number {
  const { message, action, retry, exit } = describe(problem);
  if (isJson) printJson({ error: { code: problem.code, message, action, retry } });
  note(printable(message));
  note(`What to do: ${printable(action)}`);
  return exit;
}
