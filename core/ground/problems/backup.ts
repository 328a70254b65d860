import { EXIT, spec } from './spec.ts';

/** Backups: the disk that holds them, and their files. */
export const backupProblems = {
  'backup.disk_full': spec({
    details: { folder: 'text' },
    heading: 'The disk of the backup is full',
    sentence: 'The disk that holds the backup in {folder} is full.',
    action:
      'Free some space on it, or use a larger disk. Earlier backups are unchanged, and the next run continues where this one stopped.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.folder_gone': spec({
    details: { folder: 'text' },
    heading: 'The disk of the backup is gone',
    sentence:
      'The backup folder {folder} is no longer there. Its disk was removed, or the connection to it was lost.',
    action:
      'Connect the disk or the shared folder again, then try again. Earlier backups in it are unchanged.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.folder_refused': spec({
    details: { folder: 'text' },
    heading: 'The backup folder is not writable',
    sentence: 'Attaché is not allowed to write into the backup folder {folder}, or to read it.',
    action:
      'Allow it for your account, check that the disk is not write-protected, or choose another folder.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.disk_failed': spec({
    details: { file: 'text', error: 'text' },
    heading: 'The disk of the backup has an error',
    sentence: 'The disk reported an error at {file} ({error}).',
    action: 'Check the disk and its cable, then try again. If it happens again, use another disk.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.file_too_large': spec({
    details: { folder: 'text' },
    heading: 'The disk does not take large files',
    sentence: 'The disk that holds {folder} cannot hold a file as large as this backup needs.',
    action: 'Use a disk that is formatted as exFAT, NTFS, APFS or ext4. FAT32 holds files of at most 4 GB.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.file_changed': spec({
    details: { file: 'text' },
    sentence: '{file} changed while it was backed up.',
    action: 'Run the backup again.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.file_missing': spec({
    details: { file: 'text' },
    heading: 'A file of the backup is gone',
    sentence: '{file} belongs to the backup but is no longer there.',
    action:
      'Put it back if you have a copy of the backup. Otherwise run the backup again: it saves again what the workspace still has.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.file_damaged': spec({
    details: { file: 'text' },
    heading: 'A file of the backup is damaged',
    sentence: '{file} in the backup is damaged: it was changed or cut after Attaché wrote it.',
    action:
      'Check the disk, and put the file back if you have a copy of the backup. Otherwise run the backup again: it saves again what the workspace still has.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.file_unexpected': spec({
    details: { file: 'text' },
    sentence: '{file} has content that no backup of Attaché has, such as a link or a path out of the folder.',
    action: 'Do not unpack it. Find out where it comes from, and restore from another backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.wrong_code': spec({
    details: { file: 'text' },
    heading: 'Wrong backup code',
    sentence: 'This backup code does not open {file}.',
    action: 'Use the code that was shown when this backup was made for the first time.',
    retry: false,
    exit: EXIT.locked,
  }),
};
