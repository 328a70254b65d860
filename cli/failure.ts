import { describe, isProblem, type ProblemData, problemData } from '../core/ground/problem.ts';
import { EXIT } from '../core/ground/problems/spec.ts';
import { note, printable, printJson } from './output.ts';

/**
 * Says why a command could not do its work, and returns its exit code. A problem is printed with what to do; with `--json`
 * it is the one document on standard output. A bug is printed without its message, which could hold anything.
 */
export function reportFailure(error: unknown, isJson: boolean): number {
  if (isProblem(error)) return reportProblem(error.data, isJson);
  if (error instanceof Error && error.name === 'AbortError') {
    note('Cancelled.');
    return EXIT.cancelled;
  }
  note(describe(problemData('engine.bug', {})).message);
  if (error instanceof Error) {
    // Where it happened helps to fix it; the message, which may carry an answer, is left out.
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
