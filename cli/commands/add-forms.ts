import { addForm } from '../../app/forms/add-form.ts';
import { describe, isProblem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { type CommonOptions, clock, withWorkspace } from '../context.ts';
import { plural, printable, printJson, printLine } from '../output.ts';

/**
 * `attache forms add`: adds form definitions from the user's files. An unreadable file does not stop the
 * others. Returns the exit code.
 */
export function addForms(common: CommonOptions, paths: readonly string[]): Promise<number> {
  return withWorkspace(common, async (workspace) => {
    const results: object[] = [];
    let exit: number = EXIT.ok;
    for (const path of paths) {
      try {
        const { formId, version, read: again } = await addForm(workspace, path, clock.now());
        results.push({ file: path, formId, version, submissionsReadAgain: again });
        if (common.json) continue;
        const named = `${formId}${version === '' ? '' : `, version ${version}`}`;
        printLine(
          printable(`${path}: added as ${named}. Attaché read ${plural(again, 'submission')} again with it.`),
        );
      } catch (error) {
        if (!isProblem(error)) throw error;
        const { message, action, exit: code } = describe(error.data);
        exit = exit === EXIT.ok ? code : exit;
        results.push({ file: path, error: { code: error.code, message, action } });
        if (common.json) continue;
        printLine(printable(`${path}: ${message}`));
        printLine(printable(`  What to do: ${action}`));
      }
    }
    if (common.json) printJson(results);
    return exit;
  });
}
