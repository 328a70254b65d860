import type { ExportOptions, ExportPlan } from '../../../electron/ipc/export.ts';
import { useReply } from '../../state/replies.ts';
import type { Media } from './files-table.tsx';

/**
 * What an export will have in its media folder: null while it is counted, undefined when there will be none. The names of
 * files and what happens to those that are there do not change it, so that it is not asked for again while they are typed.
 */
export function useMedia(options: ExportOptions, plan: ExportPlan | null): Media | undefined {
  const isAsked = plan?.hasMedia === true;
  const asked: ExportOptions = {
    ...options,
    fileName: null,
    existing: 'ask',
    timeZone: null,
    separator: ',',
  };
  const count = useReply('export.media', isAsked ? asked : null).value ?? null;
  if (!isAsked || count?.files === 0) return undefined;
  return count;
}
