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
    const cancelled = problemData('usage.cancelled', {});
    if (isJson) printJson({ error: errorJson(cancelled) });
    note(describe(cancelled).message);
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

/**
 * Reports a command line that does not fit, and returns the exit code. Takes Commander's own error; Commander has told
 * the user already.
 */
export function reportWrongUsage(
  { code, message }: Error & { readonly code: string },
  isJson: boolean,
): number {
  const reason = code === 'commander.help' ? 'it names no command.' : message.replace(/^error: /, '');
  if (isJson) printJson({ error: errorJson(problemData('usage.command_line', { reason })) });
  return EXIT.usage;
}

function errorJson(problem: ProblemData): object {
  const { message, action, retry } = describe(problem);
  return { code: problem.code, message, action, retry };
}

function reportProblem(problem: ProblemData, isJson: boolean): number {
  const { message, action, exit } = describe(problem);
  if (isJson) printJson({ error: errorJson(problem) });
  note(printable(message));
  note(`What to do: ${printable(action)}`);
  return exit;
}
