export const en = `
ATTACHÉ BACKUP: HOW TO RESTORE IT                                    (English)

This folder is the backup of a workspace of Attaché. Its files are encrypted
with AES-256. To open them you need the backup code: 14 groups of letters and
digits, which Attaché showed when the backup was made for the first time.
Nobody can open the backup without it.

With Attaché:
  in the app:             Settings > Backups > Restore
  on the command line:    attache restore THIS-FOLDER --to NEW-FOLDER

Without Attaché, with 7-Zip (Linux: the package p7zip-full) and tar:

1. Make an empty folder for the workspace, on an encrypted disk if you can.
   What you unpack is readable by everybody who can open that folder.
2. Unpack every file of "volumes", in the order of the numbers. The password
   is the backup code, in capital letters and with its hyphens:
     7z x volumes/000001.zip
     tar -xf 000001.tar -C THE-EMPTY-FOLDER
   and so on. Delete each .tar file afterwards.
3. Unpack the file of "snapshots" with the newest date (or an earlier one)
   in the same way. It has the database, attache.sqlite, and manifest.json,
   the list of all files with their sizes and SHA-256.
4. Open the folder in Attaché, or attache.sqlite with any SQLite program.

Do not change anything in this folder. If a file here is damaged, the files
in the others can still be restored.
`;
