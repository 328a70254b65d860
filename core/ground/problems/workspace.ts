import { EXIT, spec } from './spec.ts';

/** Encrypted workspaces: unlocking them, and the file with their wrapped key. */
export const workspaceProblems = {
  'workspace.locked': spec({
    details: { folder: 'text' },
    heading: 'The workspace is locked',
    sentence: 'The workspace {folder} is encrypted and locked.',
    action: {
      window: 'Unlock it with its workspace passphrase or its recovery code.',
      command:
        'Unlock it with --workspace-passphrase-env, --workspace-passphrase-fd or --workspace-recovery-env, or run the command in a terminal, where Attaché can ask you.',
    },
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.wrong_key': spec({
    details: { folder: 'text', by: ['passphrase', 'recovery', 'key'] },
    sentence:
      '{by, select, passphrase {This workspace passphrase does not unlock the workspace {folder}.} recovery {This recovery code does not unlock the workspace {folder}: it belongs to another workspace, or a newer code replaced it.} other {This key does not unlock the workspace {folder}.}}',
    action:
      '{by, select, passphrase {Try again: capital letters, keyboard layout and spaces count. The recovery code unlocks the workspace too.} recovery {Use the newest recovery code of this workspace, or its workspace passphrase.} other {Use the workspace passphrase or the recovery code. If you did, attache.sqlite and workspace.key.json are of different workspaces: put both back from one copy of the folder, or restore a backup.}}',
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.key_missing': spec({
    details: { folder: 'text' },
    heading: 'workspace.key.json is gone',
    sentence: 'The workspace {folder} is encrypted, and its file workspace.key.json is gone.',
    action:
      'Put workspace.key.json back beside the database from another copy of the folder, or restore a backup into a new folder. If there is neither, pull everything again into a new workspace: the encrypted submissions of the server and the private key bring the data back.',
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.key_damaged': spec({
    details: { folder: 'text' },
    heading: 'workspace.key.json is damaged',
    sentence: 'The file workspace.key.json in {folder} is damaged.',
    action:
      'Put workspace.key.json back from another copy of the folder, or restore a backup into a new folder. If there is neither, pull everything again into a new workspace: the encrypted submissions of the server and the private key bring the data back.',
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.key_newer': spec({
    details: { folder: 'text', found: 'number', known: 'number' },
    sentence:
      'A newer Attaché made the file workspace.key.json in {folder} (format {found, number}, this one knows {known, number}).',
    action: 'Install the current Attaché.',
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.no_passphrase': spec({
    details: { folder: 'text' },
    sentence: 'The workspace {folder} has no workspace passphrase.',
    action: {
      window: 'Use the recovery code. You can set a workspace passphrase then.',
      command:
        'Use the recovery code with --workspace-recovery-env. "attache workspace passphrase" then sets a workspace passphrase.',
    },
    retry: false,
    exit: EXIT.locked,
  }),
  'workspace.not_encrypted': spec({
    details: { folder: 'text' },
    sentence: 'The workspace {folder} is not encrypted.',
    action: {
      window: 'Encrypt it in Settings first.',
      command: 'It opens without a passphrase. To encrypt it, run "attache workspace encrypt".',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'workspace.folder_taken': spec({
    details: { folder: 'text' },
    sentence: 'The folder {folder} is not empty. A new workspace needs a folder of its own.',
    action: {
      window: 'Choose a new or empty folder.',
      command:
        'Choose a new or empty folder. To encrypt a workspace that is already there, run "attache workspace encrypt".',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'workspace.passphrase_empty': spec({
    details: {},
    sentence: 'The workspace passphrase is empty.',
    action: 'Enter a workspace passphrase that is not empty.',
    retry: false,
    exit: EXIT.usage,
  }),
  'workspace.keychain_refused': spec({
    details: {},
    sentence: 'The keychain of this computer did not keep the workspace key.',
    action: 'Unlock the keychain and try again, or use a workspace passphrase.',
    retry: true,
    exit: EXIT.locked,
  }),
  'workspace.key_busy': spec({
    details: { folder: 'text' },
    sentence: 'Another program is changing how the workspace {folder} is unlocked.',
    action: 'Wait until it has finished, then try again.',
    retry: true,
    exit: EXIT.store,
  }),
};
