import type { BackupResult } from '../../../electron/ipc/backup.ts';
import type { Words } from '../../words/use-words.tsx';

/** What came of a backup, a check or a restore, in one sentence. */
export function endedSaid(words: Words, { kind, outcome, submissions, files }: BackupResult): string {
  return words.maybe(`backups.ended.${kind}.${outcome}`, { count: submissions, files }) ?? '';
}
