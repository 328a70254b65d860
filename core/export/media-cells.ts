import { isSafeFileName, stripName } from '../ground/export-names.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import { readWhole } from '../model/content.ts';
import type { ExportSubmission } from '../model/rows.ts';
import { attachmentOf } from '../record/attachment-of.ts';
import { type CellNote, CellNotes } from './cell-notes.ts';
import { type MediaFolder, MediaNotCopied, type MediaSource } from './media-folder.ts';
import type { AuditFile, RowContext } from './table.ts';

type Trouble = 'export.media_missing' | 'export.media_unsafe' | 'export.media_failed';

/** How often something occurred, and the first submission in which it occurred. */
interface Counted {
  count: number;
  readonly instanceId: string;
  readonly rowId: number;
}

/** Where attachments go. Null copies none, and cells then hold the bare name. */
interface Destinations {
  readonly media: Pick<MediaFolder, 'bring'> | null;
  readonly audit: { readonly file: AuditFile; write(row: unknown): void } | null;
  /** The final names of the files, by their planned names. Default: the same. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * The context of one export for cells that need more than the answer: attachments, audit logs, and counts of
 * problems.
 */
export class ExportContext implements RowContext {
  readonly #to: Destinations;
  readonly #troubles = new Map<Trouble, Counted>();
  /** The attachments that the answers of the current submission have named, and where each is. */
  #named: { readonly rowId: number; readonly places: Map<string, string> } = { rowId: -1, places: new Map() };
  /** Notes about single cells. */
  readonly cells = new CellNotes();

  constructor(destinations: Destinations) {
    this.#to = destinations;
  }

  /**
   * Returns `media/<name>` for an answer that names a file (`briefcase-csv` §8); the answer unchanged when
   * the name is not safe.
   */
  media(answer: string, submission: ExportSubmission): string {
    return this.#attach(answer, answer, submission);
  }

  /**
   * Returns `media/audit-<instance ID>.csv` (`briefcase-csv` §9). The lines of the log are collected with or
   * without media.
   */
  audit(answer: string, submission: ExportSubmission): string {
    const source = sourceOf(answer, submission);
    if (this.#to.audit !== null && source !== null) this.#collect(this.#to.audit, source, submission);
    return this.#attach(answer, `audit-${stripName(submission.instanceId)}.csv`, submission);
  }

  /** Copies the attachments that no answer has named. Without a definition, any of them may be an answer. */
  bringUnnamed(submission: ExportSubmission): void {
    if (this.#to.media === null) return;
    const named = this.#namedBy(submission);
    for (const { name, path } of submission.attachments) {
      if (path !== null && !named.has(name)) this.#attach(name, name, submission);
    }
  }

  note(note: CellNote, file: string, column: string, companion?: string): void {
    this.cells.add(note, this.#to.names?.get(file) ?? file, column, companion);
  }

  /** Returns the problems so far, one entry per kind. */
  problems(): ProblemData[] {
    return [
      ...[...this.#troubles].map(([code, { count, instanceId }]) => problemData(code, { count, instanceId })),
      ...this.cells.problems(),
    ];
  }

  /**
   * For each kind of problem that names a submission: returns the `rowId` of the first one, by the problem's
   * code.
   */
  named(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#troubles].map(([code, { rowId }]) => [code, rowId]));
  }

  #attach(answer: string, name: string, submission: ExportSubmission): string {
    if (this.#to.media === null) return answer;
    if (!isSafeFileName(answer)) {
      this.#trouble('export.media_unsafe', submission);
      return answer;
    }
    const source = sourceOf(answer, submission);
    if (source === null) {
      this.#trouble('export.media_missing', submission);
      return `media/${answer}`;
    }
    const named = this.#namedBy(submission);
    named.set(source.name, '');
    try {
      const place = `media/${this.#to.media.bring(name, source)}`;
      named.set(source.name, place);
      return place;
    } catch (error) {
      if (!(error instanceof MediaNotCopied)) throw error;
      this.#trouble('export.media_failed', submission);
      return `media/${answer}`;
    }
  }

  placesOf(submission: ExportSubmission): ReadonlyMap<string, string> {
    return this.#namedBy(submission);
  }

  #namedBy({ rowId }: ExportSubmission): Map<string, string> {
    if (this.#named.rowId !== rowId) this.#named = { rowId, places: new Map() };
    return this.#named.places;
  }

  #collect(
    audit: NonNullable<Destinations['audit']>,
    source: MediaSource,
    submission: ExportSubmission,
  ): void {
    const log = textOf(source);
    if (log === null) this.#trouble('export.media_failed', submission);
    else for (const row of audit.file.rows(log, submission, this)) audit.write(row);
  }

  #trouble(code: Trouble, { instanceId, rowId }: ExportSubmission): void {
    const seen = this.#troubles.get(code);
    if (seen === undefined) this.#troubles.set(code, { count: 1, instanceId, rowId });
    else seen.count += 1;
  }
}

function sourceOf(
  answer: string,
  submission: ExportSubmission,
): (MediaSource & { readonly name: string }) | null {
  const found = attachmentOf(submission.attachments, answer, ({ path }) => path !== null);
  if (found === undefined || found.path === null) return null;
  const { name, path, md5, key } = found;
  return { name, path, md5, ...(key === undefined ? {} : { key }) };
}

/** Returns a log's text. NUL characters are replaced, because many CSV readers end a row at NUL. */
function textOf({ path, key }: MediaSource): string | null {
  try {
    const bytes = readWhole({ kind: 'file', path, size: 0, ...(key === undefined ? {} : { key }) });
    return Buffer.from(bytes).toString('utf8').replaceAll('\0', '\uFFFD');
  } catch {
    return null;
  }
}
