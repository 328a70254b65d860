import { exitOfRun } from '../../app/take/exit-of-run.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import { plural, printable, printJson, printLine } from '../output.ts';
import { duration } from '../progress.ts';
import { printTroubles } from './print-run.ts';

/**
 * Prints which stored submissions were decrypted, and returns the exit code. `nameOf` gives the name of a
 * key.
 */
export function printOpening(
  report: RunReport,
  isJson: boolean,
  nameOf: (fingerprint: string) => string,
): number {
  if (isJson) {
    printJson(report);
    return exitOfRun(report);
  }
  const { counts: c, opened = [], seconds } = report;
  printLine(`Waited      ${plural(c.toFetch, 'submission')} for a key`);
  for (const { fingerprint, submissions } of opened) {
    printLine(`Decrypted   ${submissions} with ${printable(nameOf(fingerprint))}`);
  }
  if (opened.length === 0) printLine('Decrypted   none');
  const left = [
    c.waitingForKey > 0 ? `${c.waitingForKey} wait for another key` : '',
    c.incomplete > 0 ? `${c.incomplete} with files missing or damaged` : '',
    c.failed > 0 ? `${c.failed} not readable` : '',
    c.notReached > 0 ? `${c.notReached} not tried` : '',
  ].filter((text) => text !== '');
  if (left.length > 0) printLine(`Of these    ${left.join(', ')}`);
  printLine(`Time        ${duration(seconds)}`);
  printTroubles(report);
  return exitOfRun(report);
}
