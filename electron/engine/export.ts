import { homedir } from 'node:os';
import { join } from 'node:path';
import { formatFolder } from '../../app/exports/export-each.ts';
import { exportForm } from '../../app/exports/export-form.ts';
import { type ExportJob, ExportJobs } from '../../app/exports/export-jobs.ts';
import { planJob } from '../../app/exports/plan-export.ts';
import { formatsOfPreset } from '../../app/exports/preset-requests.ts';
import {
  defaultOptions,
  listPresets,
  presetFor,
  removePreset,
  savePreset,
} from '../../app/exports/presets.ts';
import { folderToAsk } from '../../app/surroundings/copied-folder.ts';
import { descriptionOf, fileFormatIds } from '../../core/export/formats/descriptions.ts';
import { previewFile } from '../../core/export/preview.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Handlers, NamesOf } from '../ipc/contract.ts';
import type { ExportOptions, ExportPreset } from '../ipc/export.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { EngineContext } from './context.ts';
import { exportRequest, type IdsOf, presetOptions, windowOptions } from './export/export-request.ts';
import { ExportRunner } from './export/runner.ts';

type ExportRequest = Extract<NamesOf<'engine'>, `export.${string}`>;

/** What an export after a pull has written. */
export interface PresetRun {
  readonly files: number;
  readonly rows: number;
  /** The folder with the files. */
  readonly path: string;
}

export interface ExportHandlers {
  readonly handlers: Handlers<ExportRequest>;
  /**
   * Exports a form with a preset, after the export that runs, if any. Where the preset would ask before it
   * replaces a file, the new files get a number. Throws `export.profile_unknown`, `export.folder_copied`
   * where the window would ask, `usage.cancelled` when it was stopped, and what an export throws.
   */
  runPreset(formId: string, preset: string): Promise<PresetRun>;
}

/** How many rows a preview shows. */
const PREVIEWED = 20;

/** The handlers for exports. Takes the function that says which submissions a view of Data shows. */
export function exportHandlers(context: EngineContext, idsOf: IdsOf): ExportHandlers {
  const { workspace } = context;
  const jobs = new ExportJobs(context);
  const runner = new ExportRunner(context, jobs);
  const suggested = (): string => join(homedir(), 'Documents', `${context.info.name} exports`);
  const folderOf = (placeId: string | null): string =>
    placeId === null ? suggested() : context.pathOf(placeId);
  const requestOf = (asked: ExportOptions) => exportRequest(asked, folderOf(asked.placeId), idsOf);
  const jobOf = (asked: ExportOptions): Promise<ExportJob> => jobs.make(requestOf(asked));
  const languagesOf = (formId: string) => workspace.rows(formId).models[0]?.languages ?? [];

  const presets = (): ExportPreset[] =>
    listPresets(workspace).map((preset) => ({
      ...preset,
      options: windowOptions('', preset.options, null),
      placeId: context.grant(preset.folder, true).id,
    }));

  const handlers: Handlers<ExportRequest> = {
    'export.formats': () =>
      // The page asks for a folder, and has no field for the address of a server.
      fileFormatIds.map((id) => {
        const { options, ownColumns } = descriptionOf(id);
        return { id, options, hasSources: ownColumns.includes('hasSources') };
      }),
    'export.defaults': ({ formId }) => ({
      options: windowOptions(formId, defaultOptions(), null),
      language: languagesOf(formId)[0] ?? '',
    }),
    'export.form': ({ formId, language }) => exportForm(workspace, formId, language),
    'export.plan': async (asked) => {
      const job = await jobOf(asked);
      const { problem, ...plan } = planJob(workspace, job, await jobs.counts(job));
      return {
        ...plan,
        problem: problem === null ? null : problemView(problem),
        reminds: !workspace.exportPresets.isReminded(null),
        copied: folderToAsk(plan.folder, context.settings().acceptedFolders, false),
      };
    },
    'export.media': async (asked) => jobs.media(await jobOf(asked)),
    'export.preview': async ({ options: asked, file, table }) => {
      const { reader, options } = await jobOf(asked);
      // When the options no longer make this file, the main file is shown.
      const shown =
        previewFile(reader, options, file, PREVIEWED, table) ?? previewFile(reader, options, null, PREVIEWED);
      if (shown === null) throw new Error('an export without tables');
      return shown;
    },
    'export.start': async ({ options, preset }) => {
      await runner.start(requestOf(options), preset);
      return null;
    },
    'export.stop': async () => {
      await runner.stop();
      return null;
    },
    'export.status': () => runner.status,
    'export.presets': presets,
    'export.savePreset': ({ name, options }) => {
      savePreset(workspace, name, presetOptions(options), folderOf(options.placeId));
      return presets();
    },
    'export.removePreset': ({ name }) => {
      removePreset(workspace, name);
      return presets();
    },
  };

  return {
    handlers,
    runPreset: async (formId, name) => {
      const { folder, options } = presetFor(workspace, name, languagesOf(formId));
      const copied = folderToAsk(folder, context.settings().acceptedFolders, false);
      // Nobody is there to answer a question.
      if (copied !== null)
        throw new Problem('export.folder_copied', { folder: copied.folder, service: copied.by });
      const existing = options.existing === 'ask' ? 'number' : options.existing;
      const formats = formatsOfPreset({ options });
      const sum = { files: 0, rows: 0 };
      for (const format of formats) {
        const asked = { ...windowOptions(formId, { ...options, format }, null), existing };
        const place = formatFolder(folder, format, formats);
        const { ended } = await runner.startInTurn(exportRequest(asked, place, idsOf), name);
        const end = await ended;
        if (!end.isDone) throw end.error;
        sum.files += end.status.files.length;
        sum.rows += end.status.rows;
      }
      return { ...sum, path: folder };
    },
  };
}
