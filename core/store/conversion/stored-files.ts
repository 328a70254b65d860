import { diskName, plainDiskName } from '../../ground/file-name.ts';
import { fileName, submissionFolder } from '../../model/file-places.ts';
import type { FileKeys } from '../../model/workspace-keys.ts';
import type { CONTENT_FOLDERS } from '../../model/workspace-parts.ts';
import type { Db } from '../db.ts';

/** A row that names a file of the workspace. */
export interface StoredFile {
  /** The folder that the path begins in. Files are plaintext; ciphertext is stored as it came. */
  readonly folder: (typeof CONTENT_FOLDERS)[number];
  /** The path below that folder, as the row has it. */
  readonly file: string;
  readonly row: { readonly table: keyof typeof NAMES_FILE; readonly id: number; readonly position: number };
  readonly contentId: string;
  /** The name that a plain workspace gives it, behind the start of its MD5. */
  readonly diskName: string;
  /** Of its content; null when the row does not have it. */
  readonly md5: string | null;
  /** For messages. */
  readonly instanceId: string | null;
  readonly name: string;
}

/** The tables with rows that name files, and the column with the path. No other column has such a path. */
export const NAMES_FILE = { attachment: 'file', submission: 'xml_file', ciphertext: 'file' } as const;

/** All rows that name files. The connection is busy until the last one is read. */
export function* storedFiles(db: Db): Generator<StoredFile> {
  yield* attachments(db);
  yield* largeXml(db);
  yield* ciphertext(db);
}

interface AttachmentRow {
  readonly id: number;
  readonly position: number;
  readonly name: string;
  readonly file: string | null;
  readonly md5: string | null;
  readonly contentId: string;
  readonly encrypted: number;
  readonly instanceId: string | null;
}

function* attachments(db: Db): Generator<StoredFile> {
  const rows = db.prepare<[], AttachmentRow>(
    `SELECT a.submission_id AS id, a.position, a.name, a.file, a.md5, s.content_id AS contentId, s.encrypted,
       s.instance_id AS instanceId
     FROM attachment a JOIN submission s ON s.id = a.submission_id ORDER BY a.submission_id, a.position`,
  );
  let submission: number | null = null;
  let taken = new Set<string>();
  for (const { id, position, file, encrypted, ...row } of rows.iterate()) {
    if (id !== submission) taken = new Set();
    submission = id;
    // An encrypted submission names its files before they are here, so all of them take their names.
    if (file === null && encrypted === 0) continue;
    const own = diskName(row.name, taken);
    if (file === null) continue;
    yield { ...row, folder: 'files', file, diskName: own, row: { table: 'attachment', id, position } };
  }
}

interface FileRow {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly md5: string | null;
  readonly contentId: string;
  readonly instanceId: string | null;
}

function* largeXml(db: Db): Generator<StoredFile> {
  const rows = db.prepare<[], FileRow>(
    `SELECT id, 'submission.xml' AS name, xml_file AS file, xml_md5 AS md5, content_id AS contentId,
       instance_id AS instanceId
     FROM submission WHERE xml_file IS NOT NULL ORDER BY id`,
  );
  for (const { id, ...row } of rows.iterate()) {
    yield { ...row, folder: 'files', diskName: row.name, row: { table: 'submission', id, position: 0 } };
  }
}

function* ciphertext(db: Db): Generator<StoredFile> {
  const rows = db.prepare<[], FileRow>(
    `SELECT c.id, c.name, c.file, NULL AS md5, s.content_id AS contentId, s.instance_id AS instanceId
     FROM ciphertext c JOIN submission s ON s.id = c.submission_id WHERE c.file IS NOT NULL ORDER BY c.id`,
  );
  for (const { id, ...row } of rows.iterate()) {
    const own = plainDiskName(row.name);
    yield { ...row, folder: 'ciphertext', diskName: own, row: { table: 'ciphertext', id, position: 0 } };
  }
}

/** The path that a file gets in a workspace with these keys, below its folder. Takes the MD5 of its content. */
export function newPlace(
  { contentId, diskName: name }: StoredFile,
  md5: string,
  keys: FileKeys | null,
  toName = (own: string): string => own,
): string {
  return `${submissionFolder(contentId, keys)}/${fileName({ contentId, md5, name: toName(name) }, keys)}`;
}

/** Makes what writes the new path of a file into its row. */
export function renamer(db: Db): (file: StoredFile, place: string) => void {
  const updates = {
    attachment: db.prepare<[object]>(
      'UPDATE attachment SET file = @place WHERE submission_id = @id AND position = @position',
    ),
    submission: db.prepare<[object]>('UPDATE submission SET xml_file = @place WHERE id = @id'),
    ciphertext: db.prepare<[object]>('UPDATE ciphertext SET file = @place WHERE id = @id'),
  };
  return ({ row: { table, id, position } }, place) => {
    const { changes } = updates[table].run(table === 'attachment' ? { id, position, place } : { id, place });
    if (changes !== 1) throw new Error(`a row of ${table} is not in the copy`);
  };
}
