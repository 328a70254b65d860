import type { ExportFlags } from '../commands/export.ts';
import { addFormatOptions, formatsWithSources } from '../commands/export-options.ts';
import type { CommandLine } from './command-line.ts';
import { fromServers } from './shared-options.ts';

/** Declares `attache export`. */
export function declareExport({ command, common, ends }: CommandLine): void {
  const exports = command('export', 'write a form as CSV files or as a database')
    .option('--form <id>', 'the form')
    .option('--all-forms', 'every form that has submissions, each in a folder named by its ID', false)
    .option('--out <folder>', 'folder to write to; made if it does not exist');
  addFormatOptions(exports)
    .option('--file <name>', "name of the main file (default: the form's title)")
    .option('--exclude-media', 'do not copy attachments', false)
    .option('--form-version <v>', 'only this version ("" for submissions without one)')
    .option('--from <day>', 'first day of submission, yyyy-mm-dd')
    .option('--to <day>', 'last day of submission, yyyy-mm-dd')
    .option('--all-versions', 'every version of an edited submission, not only the newest', false)
    .option('--without-deleted', 'leave out submissions that were deleted on their server', false)
    .addOption(fromServers())
    .option(
      '--source-column',
      `add a column that names the source (default in ${formatsWithSources()} if there are several)`,
    )
    .option('--no-source-column', 'do not add that column')
    .option('--new-only', 'add only submissions that were not exported to this folder before', false)
    .option('--password-env <name>', 'environment variable with the password of the server (postgres)')
    .option('--report <folder>', 'folder for the report of an export to a server (postgres)')
    .option('--corrections <file>', 'apply the corrections of this file (CSV or .xlsx) to what is exported')
    .option(
      '--deidentify <preset>',
      'leave out or replace what identifies people, by the rules of this preset',
    )
    .option('--linking-table <folder>', 'write the originals of pseudonyms into this other folder')
    .option('--submission <id>', 'sheets: only the submission with this instance ID')
    .option('--overwrite', 'replace existing files, even with other columns or of another form')
    .option('--append', 'add rows to existing files, if their columns are the same', false)
    .action(async (o: ExportFlags) => {
      const { exportForms, needsFolder } = await import('../commands/export.ts');
      if (o.out === undefined && needsFolder(o)) {
        exports.error("error: required option '--out <folder>' not specified");
      }
      await ends(exportForms(common(), o));
    });
}
