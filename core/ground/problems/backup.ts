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
    heading: 'The backup folder is not there',
    sentence:
      'The backup folder {folder} is not there. Its disk was removed, the connection to it was lost, or the path is wrong.',
    action:
      'Check the path. Connect the disk or the shared folder again, then try again. Earlier backups in it are unchanged.',
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
  'backup.folder_taken': spec({
    details: { folder: 'text' },
    sentence: '{folder} has other files in it and is not a backup of Attaché.',
    action: 'Choose a new or empty folder for the backup.',
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.other_workspace': spec({
    details: { folder: 'text' },
    sentence: '{folder} holds the backup of another workspace.',
    action: 'Choose another folder: each workspace needs a backup folder of its own.',
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.folder_inside': spec({
    details: { folder: 'text', workspace: 'text' },
    sentence: '{folder} and {workspace} are inside each other or the same.',
    action: 'Choose a folder outside the workspace and the backup, best on another disk.',
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.busy': spec({
    details: { folder: 'text' },
    sentence: 'Another backup into {folder} is running.',
    action: 'Wait until it has finished, then try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'backup.no_space': spec({
    details: { folder: 'text', needed: 'number', free: 'number' },
    heading: 'Too little free space',
    sentence: 'The disk of {folder} has {free, number} MB free. {needed, number} MB are needed.',
    action: 'Free some space, or use a larger disk, then try again. Nothing was changed.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.not_a_backup': spec({
    details: { folder: 'text' },
    sentence: '{folder} is not a backup of Attaché.',
    action: 'Choose the folder of a backup: it has the folders volumes and snapshots in it.',
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.newer': spec({
    details: { folder: 'text' },
    sentence: 'A newer Attaché made the backup in {folder}.',
    action: 'Install the current Attaché.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.no_snapshot': spec({
    details: { folder: 'text' },
    sentence: 'The backup in {folder} has no complete snapshot that can be read.',
    action: 'Use another copy of the backup, or run the backup again.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.snapshot_unknown': spec({
    details: { folder: 'text', snapshot: 'text' },
    sentence: 'The backup in {folder} has no snapshot {snapshot}.',
    action: {
      window: 'Choose a snapshot that is there.',
      command: 'Use the name of a file in the folder snapshots, such as 2026-11-29T02-00.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.file_lost': spec({
    details: { file: 'text', volume: 'text' },
    heading: 'Files lost with a damaged volume',
    sentence: '{file} cannot be restored: the part of {volume} that has it is damaged or gone.',
    action: {
      window:
        'Use another copy of the backup if there is one. Otherwise pull: the submission is downloaded again, if its server still has it.',
      command:
        'Use another copy of the backup if there is one. Otherwise run "attache pull" in the restored workspace: it downloads the submission again, if its server still has it.',
    },
    retry: false,
    exit: EXIT.store,
  }),
  'backup.older_restored': spec({
    details: { snapshot: 'text', damaged: 'text' },
    sentence: 'The newest snapshot, {damaged}, is damaged. Attaché used {snapshot} instead.',
    action: 'Pull again from your servers to bring what came after it.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.how_to_restore': spec({
    details: { folder: 'text' },
    sentence:
      'The workspace of the backup in {folder} was encrypted. A restored workspace can be encrypted or plain.',
    action: {
      window: 'Choose whether to encrypt the restored workspace.',
      command:
        'Add --encrypt to encrypt the restored workspace under a new passphrase, or --plain to leave it readable for everybody who can open its folder.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.target_taken': spec({
    details: { folder: 'text' },
    sentence: 'The folder {folder} is not empty. A restored workspace needs a folder of its own.',
    action: 'Choose a new or empty folder.',
    retry: false,
    exit: EXIT.usage,
  }),
  'backup.restore_unfinished': spec({
    details: { folder: 'text' },
    heading: 'A restore was interrupted',
    sentence: 'A restore into {folder} was interrupted. This is not a whole workspace yet.',
    action: {
      window: 'Restore the backup into this folder again, or delete the folder.',
      command: 'Run the same "attache restore" again, or delete the folder.',
    },
    retry: false,
    exit: EXIT.store,
  }),
  'backup.database_damaged': spec({
    details: { snapshot: 'text' },
    sentence: 'The database in the snapshot {snapshot} is not whole.',
    action: 'Restore an earlier snapshot, and run the backup again.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.counts_differ': spec({
    details: { snapshot: 'text' },
    sentence:
      'The database in the snapshot {snapshot} has other counts of submissions than when it was made.',
    action: 'Restore an earlier snapshot, and run the backup again.',
    retry: false,
    exit: EXIT.store,
  }),
  'backup.more_findings': spec({
    details: { count: 'number' },
    sentence: '{count, plural, one {# more file has} other {# more files have}} problems of the same kind.',
    action: 'See the files listed before.',
    retry: false,
    exit: EXIT.store,
  }),
};
