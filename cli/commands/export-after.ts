import { type EachExported, exportEach } from '../../app/exports/export-each.ts';
import { formatsOfPreset, presetRequests } from '../../app/exports/preset-requests.ts';
import { presetFor } from '../../app/exports/presets.ts';
import { goesToServer, wordOf } from '../../core/export/formats/descriptions.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { installedPrinter } from '../installed-browser.ts';
import { fromEnvironment } from '../secrets.ts';
import { type ExitOfOne, exitOfOne, isLeftOut, oneJson, printOne } from './print-export.ts';

/** Which presets a pull exports with. */
export interface ExportAfter {
  /** Names of presets. */
  readonly export?: readonly string[];
  /** The environment variable with the password of a database that a preset exports to. */
  readonly exportPasswordEnv?: string;
}

/** What became of one export after a pull. */
export interface ExportedAfterPull extends ExitOfOne {
  readonly json: object;
  /** Prints it for people. */
  print(): void;
}

/** Throws the Problem of a preset that is not there, or that has no folder. Call it before the pull. */
export function checkPresets(workspace: Workspace, { export: names = [] }: ExportAfter): void {
  for (const name of names) {
    const preset = presetFor(workspace, name, []);
    const needsFolder = formatsOfPreset(preset).some((format) => !goesToServer(format));
    if (needsFolder && preset.folder === '')
      throw new Problem('usage.bad_option', {
        option: `--export ${name}`,
        expected: 'a preset with a folder',
      });
    if (needsFolder) warnOfCopiedExport(preset.folder);
  }
}

/**
 * Exports the forms of a server with these presets. One that cannot be written does not stop the others.
 * Takes the server's name and the forms that were pulled; null is all. Throws the signal's reason.
 */
export async function exportAfterPull(
  workspace: Workspace,
  { export: names = [], exportPasswordEnv }: ExportAfter,
  server: string,
  formIds: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly ExportedAfterPull[]> {
  const secret = exportPasswordEnv === undefined ? undefined : fromEnvironment(exportPasswordEnv);
  const forms = new Set(
    workspace.totals
      .all()
      .flatMap(({ source, formId }) => (source === server && workspace.hasForm(formId) ? [formId] : [])),
  );
  const pulled = [...forms].filter((formId) => formIds?.includes(formId) ?? true);
  const done: ExportedAfterPull[] = [];
  const context = { workspace, clock: systemClock, printer: installedPrinter() };
  for (const name of names) {
    const requests = pulled.flatMap((formId) => {
      const languages = workspace.rows(formId).models[0]?.languages ?? [];
      return presetRequests(presetFor(workspace, name, languages), formId, secret);
    });
    await exportEach(context, requests, signal, (one) =>
      done.push(exportedAfter(name, one, formIds === null)),
    );
  }
  return done;
}

function exportedAfter(preset: string, one: EachExported, isOfAllForms: boolean): ExportedAfterPull {
  const { formId, format, folder } = one.request;
  const name = `${formId}, ${wordOf(format)}`;
  const about = { preset, formId, format: wordOf(format), folder };
  return {
    json: { ...about, ...oneJson(one) },
    exit: exitOfOne(one),
    isLeftOut: isOfAllForms && 'problem' in one && isLeftOut(one.problem),
    print: () => printOne(one, format, name),
  };
}
