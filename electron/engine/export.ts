import { folderToAsk } from '../../app/copied-folder.ts';
import { previewFile } from '../../core/export/preview.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Handlers, NamesOf } from '../ipc/contract.ts';
import type { ExportProfile } from '../ipc/export.ts';
import type { EngineContext } from './context.ts';
import { exportForm } from './export/form.ts';
import { type IdsOf, Jobs } from './export/job.ts';
import { planOf } from './export/plan.ts';
import { defaultOptions, fromKept, toKept } from './export/profile-options.ts';
import { ExportRunner } from './export/runner.ts';

type ExportRequest = Extract<NamesOf<'engine'>, `export.${string}`>;

/** What an export after a pull has written. */
export interface ProfileRun {
  readonly profile: string;
  readonly files: number;
  readonly rows: number;
  /** The folder. */
  readonly path: string;
}

export interface ExportRoom {
  readonly handlers: Handlers<ExportRequest>;
  /**
   * Exports a form with a profile, after the export that runs, if any. Where the profile would ask about a file that is
   * there, the new ones get a number. Throws `export.profile_unknown`, `export.folder_copied` where the window would ask, `usage.cancelled` when it was stopped, and what
   * an export throws.
   */
  runProfile(formId: string, profile: string): Promise<ProfileRun>;
}

/** Rows of a file that the window shows before it is written. */
const PREVIEWED = 20;

/** The room for exports (ui.md 7.7). Takes what says which submissions a view of the data room shows. */
export function exportRoom(context: EngineContext, idsOf: IdsOf): ExportRoom {
  const { workspace } = context;
  const profiles = workspace.exportProfiles;
  const jobs = new Jobs(context, idsOf);
  const runner = new ExportRunner(context, jobs);
  const languagesOf = (formId: string) => workspace.rows(formId).models[0]?.languages ?? [];

  const listProfiles = (): ExportProfile[] =>
    profiles.all().map((stored) => ({
      name: stored.name,
      options: fromKept(stored, defaultOptions('', []), null),
      folder: stored.folder,
      placeId: context.grant(stored.folder, true).id,
      usedAt: stored.usedAt,
      isReminded: stored.isReminded,
    }));

  const handlers: Handlers<ExportRequest> = {
    'export.defaults': ({ formId }) => defaultOptions(formId, languagesOf(formId)),
    'export.form': ({ formId, language }) => exportForm(workspace, formId, language),
    'export.plan': async (asked) => {
      const job = await jobs.make(asked);
      const copied = folderToAsk(job.folder, context.settings().acceptedFolders, false);
      return planOf(workspace, job, await jobs.counts(job), !profiles.isReminded(null), copied);
    },
    'export.media': async (asked) => jobs.media(await jobs.make(asked)),
    'export.preview': async ({ options: asked, file }) => {
      const { reader, options } = await jobs.make(asked);
      // A file that the options have just taken away gives way to the main one.
      const shown =
        previewFile(reader, options, file, PREVIEWED) ?? previewFile(reader, options, null, PREVIEWED);
      if (shown === null) throw new Error('an export without tables');
      return shown;
    },
    'export.start': async ({ options, profile }) => {
      await runner.start(options, profile);
      return null;
    },
    'export.stop': async () => {
      await runner.stop();
      return null;
    },
    'export.status': () => runner.status,
    'export.profiles': listProfiles,
    'export.saveProfile': ({ name, options }) => {
      const folder = options.placeId === null ? jobs.suggestedFolder() : context.pathOf(options.placeId);
      workspace.transaction(() => profiles.save(name, toKept(options), folder));
      return listProfiles();
    },
    'export.removeProfile': ({ name }) => {
      workspace.transaction(() => profiles.remove(name));
      return listProfiles();
    },
  };

  return {
    handlers,
    runProfile: async (formId, name) => {
      const stored = profiles.find(name);
      if (stored === null) throw new Problem('export.profile_unknown', { name });
      const copied = folderToAsk(stored.folder, context.settings().acceptedFolders, false);
      // Nobody is there to be asked.
      if (copied !== null)
        throw new Problem('export.folder_copied', { folder: copied.folder, service: copied.by });
      const languages = languagesOf(formId);
      const kept = fromKept(stored, defaultOptions(formId, languages), languages);
      const existing = kept.existing === 'ask' ? 'number' : kept.existing;
      const { id: placeId } = context.grant(stored.folder, true);
      const { ended } = await runner.startInTurn({ ...kept, placeId, existing }, name);
      const end = await ended;
      if (!end.isDone) throw end.error;
      return { profile: name, files: end.status.files.length, rows: end.status.rows, path: stored.folder };
    },
  };
}
