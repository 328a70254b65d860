import { verify } from '../../app/take/verify.ts';
import { describe } from '../../core/ground/problem.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { plural, printable, printJson, printLine, problemJson } from '../output.ts';

/**
 * `attache verify`: checks the database and every stored signature and hash again. Reads answers again where the disk
 * has damaged them. Returns the exit code.
 */
export function verifyAll(common: CommonOptions): Promise<number> {
  const signal = cancelSignal('Stopping the check.');
  return withWorkspace(common, async (workspace) => {
    const { report, exit } = await verify(workspace, signal);
    if (common.json) printJson({ ...report, findings: report.findings.map(problemJson) });
    else {
      printLine(
        `Checked ${plural(report.submissions, 'submission')}, ${plural(report.files, 'file')}: ${plural(report.signatures, 'signature')} computed again and matching.`,
      );
      for (const finding of report.findings) {
        const { formId, instanceId, code } = finding;
        const { message, action } = describe(finding);
        const isDatabase = code === 'store.database_damaged';
        printLine(
          printable(
            isDatabase ? `${message} ${action}` : `${formId ?? '?'} ${instanceId ?? '?'}: ${message}`,
          ),
        );
      }
      if (report.findings.length === 0) printLine('Nothing has changed or been lost since it was stored.');
    }
    return exit;
  });
}
