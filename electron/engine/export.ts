import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readCorrections } from '../../app/exports/corrections-file.ts';
import { exportForm } from '../../app/exports/export-form.ts';
import { ExportJobs } from '../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../app/exports/export-request.ts';
import {
  defaultOptions,
  listPresets,
  presetFor,
  removePreset,
  savePreset,
} from '../../app/exports/presets.ts';
import { folderToAsk } from '../../app/surroundings/copied-folder.ts';
import { questionsToTreat } from '../../core/export/deidentify/questions.ts';
import { descriptionOf, formatIds } from '../../core/export/formats/descriptions.ts';
import type { MediaCount } from '../../core/export/media-count.ts';
import { previewFile } from '../../core/export/preview.ts';
import { statsAt } from '../../core/ground/own-files.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import type { Handlers, NamesOf } from '../ipc/contract.ts';
import type { ExportOptions, ExportPreset } from '../ipc/export.ts';
import type { EngineContext } from './context.ts';
import { checkCertificate, databaseHandlers, withLogins } from './export/databases.ts';
import { exportRequests, type IdsOf, presetOptions, windowOptions } from './export/export-request.ts';
import { planParts } from './export/plan-parts.ts';
import { ExportRunner } from './export/runner.ts';

type ExportName = Extract<NamesOf<'engine'>, `export.${string}`>;

/** What an export after a pull has written. */
export interface PresetRun {
  readonly files: number;
  /** Tables in a database. */
  readonly tables: number;
  readonly rows: number;
  /** The folder with the files. */
  readonly path: string;
}

export interface ExportHandlers {
  readonly handlers: Handlers<ExportName>;
  /**
   * Exports a form with a preset, after the export that runs, if any. Where the preset would ask before it
   * replaces a file, the new files get a number. Throws `export.profile_unknown`, `export.folder_copied`
   * where the window would ask, `usage.cancelled` when it was stopped, and what an export throws.
   */
  runPreset(formId: string, preset: string): Promise<PresetRun>;
  /** Stops the export that runs, and resolves when it has removed what is not whole. */
  stop(): Promise<void>;
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
  const requestsOf = async (asked: ExportOptions): Promise<readonly ExportRequest[]> => {
    const { placeId, corrections, linkingFolder } = asked;
    const places = {
      folder: folderOf(placeId),
      linkingFolder: linkingFolder === null ? null : context.pathOf(linkingFolder),
    };
    const list = corrections === null ? null : await readCorrections(context.pathOf(corrections));
    checkCertificate(context, asked.postgres);
    return withLogins(context, exportRequests(workspace, asked, places, list, idsOf));
  };
  /** The media that are counted for the last request. */
  let counted = 0;
  const languagesOf = (formId: string) => workspace.rows(formId).models[0]?.languages ?? [];

  const presets = (): ExportPreset[] =>
    listPresets(workspace).map((preset) => ({
      ...preset,
      options: windowOptions('', preset.options, null),
      placeId: context.grant(preset.folder, true).id,
    }));

  const handlers: Handlers<ExportName> = {
    'export.formats': () =>
      formatIds.map((id) => {
        const { options, ownColumns, goesTo = 'folder' } = descriptionOf(id);
        return { id, options, hasSources: ownColumns.includes('hasSources'), goesTo };
      }),
    'export.defaults': ({ formId }) => ({
      options: windowOptions(formId, defaultOptions(), null),
      language: languagesOf(formId)[0] ?? '',
    }),
    'export.form': ({ formId, language }) => exportForm(workspace, formId, language),
    'export.questions': ({ formId, language }) => {
      if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
      return questionsToTreat(workspace.rows(formId).models, language);
    },
    'export.plan': async (asked) => {
      const plan = await planParts(context, jobs, await requestsOf(asked), folderOf(asked.placeId));
      return {
        ...plan,
        reminds: !workspace.exportPresets.isReminded(null),
        copied: folderToAsk(plan.folder, context.settings().acceptedFolders, false),
      };
    },
    'export.media': async (asked) => {
      counted += 1;
      const own = counted;
      const media = { files: 0, bytes: 0 };
      for (const request of await requestsOf(asked)) {
        const count = await mediaOf(jobs, request);
        // A count that nobody waits for any more must not stop the next one.
        if (own !== counted) throw new Problem('usage.cancelled', {});
        media.files += count.files;
        media.bytes += count.bytes;
      }
      return media;
    },
    'export.preview': async ({ options: asked, part, file, table }) => {
      const requests = await requestsOf(asked);
      const request = requests[part] ?? requests[0];
      if (request === undefined) throw new Error('an export without parts');
      const { reader, options } = await jobs.make(request);
      // When the options no longer make this file, the main file is shown.
      const shown =
        previewFile(reader, options, file, PREVIEWED, table) ?? previewFile(reader, options, null, PREVIEWED);
      if (shown === null) throw new Error('an export without tables');
      return shown;
    },
    'export.start': async ({ options, preset }) => {
      await runner.start(await requestsOf(options), folderOf(options.placeId), preset);
      return null;
    },
    'export.stop': async () => {
      await runner.stop();
      return null;
    },
    'export.status': () => runner.status,
    'export.report': ({ part }) => {
      const path = runner.reportOf(part);
      if (path === null || statsAt(path)?.isFile() !== true) return null;
      return { text: readFileSync(path, 'utf8'), placeId: context.grant(path, false).id };
    },
    ...databaseHandlers(context),
    'export.presets': presets,
    'export.savePreset': ({ name, options }) => {
      checkCertificate(context, options.postgres);
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
    stop: () => runner.stop(),
    runPreset: async (formId, name) => {
      const { folder, options } = presetFor(workspace, name, languagesOf(formId));
      const copied = folderToAsk(folder, context.settings().acceptedFolders, false);
      // Nobody is there to answer a question.
      if (copied !== null)
        throw new Problem('export.folder_copied', { folder: copied.folder, service: copied.by });
      const existing = options.existing === 'ask' ? 'number' : options.existing;
      const asked = { ...windowOptions(formId, options, null), existing };
      const planned = exportRequests(workspace, asked, { folder, linkingFolder: null }, null, idsOf);
      const requests = await withLogins(context, planned);
      const { ended } = await runner.startInTurn(requests, folder, name);
      const end = await ended;
      if (!end.isDone) throw end.error;
      // The others are written; nobody would look for the one that is not.
      if (end.failed !== null) throw end.failed;
      const { files, inDatabase, rows } = end.status;
      return { files: files.length, tables: inDatabase.tables, rows, path: folder };
    },
  };
}

/** Counts the attached files of a part; a part that cannot be written brings none. */
async function mediaOf(jobs: ExportJobs, request: ExportRequest): Promise<MediaCount> {
  try {
    return await jobs.media(await jobs.make(request));
  } catch (error) {
    if (!isProblem(error) || error.code === 'usage.cancelled') throw error;
    return { files: 0, bytes: 0 };
  }
}
