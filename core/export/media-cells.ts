import { readFileSync } from 'node:fs';
import { isSafeFileName, stripName } from '../ground/export-names.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import type { ExportSubmission } from '../model/rows.ts';
import { attachmentOf } from '../record/attachment-of.ts';
import { type CellNote, CellNotes } from './cell-notes.ts';
import { type MediaFolder, MediaNotCopied } from './media-folder.ts';
import type { AuditFile, RowContext } from './table.ts';

type Trouble = 'export.media_missing' | 'export.media_unsafe' | 'export.media_failed';

/** How often something was met, and the first submission that it was met in. */
interface Counted {
  count: number;
  readonly instanceId: string;
  readonly rowId: number;
}

/** Where attachments go: null copies none, so that cells hold the bare name. */
interface Destinations {
  readonly media: Pick<MediaFolder, 'bring'> | null;
  readonly audit: { readonly file: AuditFile; write(row: unknown): void } | null;
  /** What the files are called in their folder, by the names that they were planned with. Default: the same. */
  readonly names?: ReadonlyMap<string, string>;
}

/** The cells of one export that need the world: attachments, audit logs, and counts of what was not as it should be. */
export class ExportContext implements RowContext {
  readonly #to: Destinations;
  readonly #troubles = new Map<Trouble, Counted>();
  /** The attachments that the answers of the submission at hand have named. */
  #named: { readonly rowId: number; readonly names: Set<string> } = { rowId: -1, names: new Set() };
  /** What is to be said of single cells. */
  readonly cells = new CellNotes();

  constructor(destinations: Destinations) {
    this.#to = destinations;
  }

  /**
   * `media/<name>` for an answer that names a file (`briefcase-csv` §8); the answer as it is when the name is not safe.
   */
  media(answer: string, submission: ExportSubmission): string {
    return this.#attach(answer, answer, submission);
  }

  /** `media/audit-<instance ID>.csv` (`briefcase-csv` §9); its lines are collected with or without media. */
  audit(answer: string, submission: ExportSubmission): string {
    const path = sourceOf(answer, submission)?.path ?? null;
    if (this.#to.audit !== null && path !== null) this.#collect(this.#to.audit, path, submission);
    return this.#attach(answer, `audit-${stripName(submission.instanceId)}.csv`, submission);
  }

  /** Copies the attachments that no answer has named: without a definition nothing says that none was meant to. */
  bringUnnamed(submission: ExportSubmission): void {
    if (this.#to.media === null) return;
    const named = this.#namedBy(submission);
    for (const { name, path } of submission.attachments) {
      if (path !== null && !named.has(name)) this.#attach(name, name, submission);
    }
  }

  note(note: CellNote, file: string, column: string): void {
    this.cells.add(note, this.#to.names?.get(file) ?? file, column);
  }

  /** What was met so far, one entry a kind. */
  problems(): ProblemData[] {
    return [
      ...[...this.#troubles].map(([code, { count, instanceId }]) => problemData(code, { count, instanceId })),
      ...this.cells.problems(),
    ];
  }

  /** The first submission of each kind of problem that names one: its `rowId`, by the problem's code. */
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
    this.#namedBy(submission).add(source.name);
    try {
      return `media/${this.#to.media.bring(name, source)}`;
    } catch (error) {
      if (!(error instanceof MediaNotCopied)) throw error;
      this.#trouble('export.media_failed', submission);
      return `media/${answer}`;
    }
  }

  #namedBy({ rowId }: ExportSubmission): Set<string> {
    if (this.#named.rowId !== rowId) this.#named = { rowId, names: new Set() };
    return this.#named.names;
  }

  #collect(audit: NonNullable<Destinations['audit']>, path: string, submission: ExportSubmission): void {
    const log = textOf(path);
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
): { readonly name: string; readonly path: string; readonly md5: string | null } | null {
  const found = attachmentOf(submission.attachments, answer, ({ path }) => path !== null);
  if (found === undefined || found.path === null) return null;
  return { name: found.name, path: found.path, md5: found.md5 };
}

/** A log's text. A NUL, which ends a row for many CSV readers, is replaced. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '\uFFFD');
  } catch {
    return null;
  }
}
