import type { ExportOptions, ExportPlan } from '../../../electron/ipc/export.ts';
import { useReply } from '../../state/replies.ts';
import type { Media } from './files-table.tsx';

/**
 * The content of an export's media folder: null while it is counted, undefined when there will be none. File
 * names, and what happens to existing files, do not change the count. So typing a name does not start a new
 * one.
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
