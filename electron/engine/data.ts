import type { DataThread } from '../../core/data/data-thread.ts';
import { copyFile } from '../../core/ground/patient-files.ts';
import { saveContent } from '../../core/model/content.ts';
import type { Handlers } from '../ipc/contract.ts';
import { type TableLayout, tableLayout } from '../ipc/data.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { EngineContext } from './context.ts';

type Names =
  | 'data.forms'
  | 'data.table'
  | 'data.setLayout'
  | 'data.rows'
  | 'data.find'
  | 'data.values'
  | 'data.plot'
  | 'data.sheet'
  | 'data.media'
  | 'data.points'
  | 'data.xml'
  | 'data.saveMedia'
  | 'data.copy';

const NO_LAYOUT: TableLayout = { columns: null, widths: {} };

/** The requests about tables and sheets. A thread reads everything, in parallel with any writing. */
export function dataHandlers(context: EngineContext, thread: DataThread): Handlers<Names> {
  const { workspace } = context;
  return {
    'data.forms': () => thread.call('forms'),
    'data.table': async ({ formId, path }) => {
      const revision = thread.revision(formId);
      const { layout, ...table } = await thread.call('table', formId, path);
      return { ...table, revision, layout: readLayout(layout) };
    },
    'data.setLayout': ({ formId, path, layout }) => {
      workspace.transaction(() => workspace.setLayout(formId, path, JSON.stringify(layout)));
      return null;
    },
    'data.rows': ({ view, wording, columns, offset, limit }) =>
      thread.rows(view, wording, columns, offset, limit),
    'data.find': async ({ view, submissionId }) => ({
      index: await thread.find(view, submissionId),
    }),
    'data.values': ({ formId, path, column, language }) =>
      thread.call('values', formId, path, column, language),
    'data.plot': ({ formId, device }) => thread.call('plot', formId, device),
    'data.sheet': async ({ submissionId, wording }) => {
      const { keyFingerprint, problems, ...sheet } = await thread.call('sheet', submissionId, wording);
      const name =
        keyFingerprint === null
          ? null
          : (context.keys.find(keyFingerprint)?.name ??
            workspace.privateKeys.find(keyFingerprint)?.name ??
            null);
      return {
        ...sheet,
        key: keyFingerprint === null ? null : { name, fingerprint: keyFingerprint },
        problems: problems.map(problemView),
      };
    },
    'data.media': ({ submissionId, position, offset, length }) =>
      thread.call('media', submissionId, position, offset, length),
    'data.points': ({ formId, path }) => thread.call('points', formId, path),
    'data.xml': ({ submissionId }) => thread.call('xml', submissionId),
    'data.saveMedia': async ({ submissionId, position, placeId }) => {
      const path = await thread.call('mediaPath', submissionId, position);
      const key = workspace.fileKeys?.content;
      const target = context.pathOf(placeId);
      if (key === undefined) await copyFile(path, target);
      else saveContent({ kind: 'file', path, size: 0, key }, target);
      return null;
    },
    'data.copy': async ({ view, wording, columns, ranges }) => ({
      text: await thread.copy(view, wording, columns, ranges),
    }),
  };
}

function readLayout(text: string | null): TableLayout {
  if (text === null) return NO_LAYOUT;
  const parsed = tableLayout.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : NO_LAYOUT;
}
