import { describe } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { mendRecords } from '../../core/pull/mend-records.ts';
import { verifyWorkspace } from '../../core/pull/verify.ts';
import { type CommonOptions, cancelSignal, withWorkspace } from '../context.ts';
import { plural, printable, printJson, printLine, problemJson } from '../output.ts';

/**
 * `attache verify`: checks every stored signature and hash again, and reads answers again that the disk has damaged.
 * Returns the exit code.
 */
export function verifyAll(common: CommonOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, (workspace) => {
    const checked = verifyWorkspace(workspace, signal, () => {});
    const report = { ...checked, findings: [...checked.findings, ...mendRecords(workspace)] };
    if (common.json) printJson({ ...report, findings: report.findings.map(problemJson) });
    else {
      printLine(
        `Checked ${plural(report.submissions, 'submission')}, ${plural(report.files, 'file')}: ${plural(report.signatures, 'signature')} made again and matching.`,
      );
      for (const finding of report.findings) {
        printLine(
          printable(`${finding.formId ?? '?'} ${finding.instanceId ?? '?'}: ${describe(finding).message}`),
        );
      }
      if (report.findings.length === 0) printLine('Nothing was changed or lost since it was stored.');
    }
    if (report.findings.some(({ code }) => code === 'submission.unexpected')) return EXIT.bug;
    return report.findings.length === 0 ? EXIT.ok : EXIT.someProblems;
  });
}
