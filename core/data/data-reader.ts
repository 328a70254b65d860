import type { DataRow } from '../model/table-row.ts';
import type { TableView, Wording } from '../model/table-view.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import { columnPoints, columnValues } from './column-values.ts';
import { knownColumn } from './known-column.ts';
import { ListHelper } from './list-helper.ts';
import { type ListPart, readPart } from './list-part.ts';
import type { ListSource } from './list-source.ts';
import { readMedia, readSheet, readXmlText, storedFile } from './read-sheet.ts';
import { Reading } from './reading.ts';
import { ScanPieces, type SharedPieces } from './scan-pieces.ts';
import { formsHere, tableFacts } from './table-facts.ts';
import { newestRows, rowsOf } from './table-rows.ts';
import type { ReaderRole } from './thread-messages.ts';
import { makeList, type ViewList } from './view-list.ts';

/** A list of fewer submissions is read before a second thread has even started. */
const WORTH_HELP = 5000;

/**
 * Reads from a workspace what people see: pages of tables, sheets, counts of values. It has a separate
 * read-only connection, so that it can work in a thread while a pull writes.
 */
export class DataReader {
  readonly #reading: Reading;
  /** Only an encrypted workspace needs it: of a plain one, a list is read in half the time. */
  readonly #helper: ListHelper | null;

  /**
   * Takes the workspace's folder, its keys (null for a plain workspace), and what is read. Throws `store.*` problems.
   */
  constructor(folder: string, keys: WorkspaceKeys | null = null, role: ReaderRole = 'tables') {
    this.#reading = new Reading(folder, keys, role !== 'rows');
    this.#helper =
      keys !== null && role === 'tables' && ListHelper.isUseful() ? new ListHelper(folder, keys) : null;
  }

  get groups(): ProblemGroups {
    return this.#reading.groups;
  }

  close(): void {
    void this.#helper?.close();
    this.#reading.close();
  }

  forms() {
    return formsHere(this.#reading);
  }

  table(formId: string, path: string) {
    return tableFacts(this.#reading, formId, path);
  }

  newest(
    formId: string,
    columns: readonly string[],
    wording: Wording,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly DataRow[] } {
    return newestRows(this.#reading, formId, columns, wording, offset, limit);
  }

  page(
    formId: string,
    path: string,
    columns: readonly string[],
    wording: Wording,
    ids: ArrayLike<number>,
    ordinals: ArrayLike<number> | null,
  ): DataRow[] {
    return rowsOf(this.#reading, formId, path, columns, wording, ids, ordinals);
  }

  /** Makes the list of a view; returns null when the caller cancelled it. */
  list(
    view: TableView,
    wording: Wording,
    signal: AbortSignal,
    onRows: (count: number) => void,
  ): Promise<ViewList | null> {
    const source = this.#listSource(view);
    const isLong = source.browse.scan.hasAtLeast(view.formId, WORTH_HELP);
    const help = isLong ? (this.#helper?.help ?? null) : null;
    return makeList(source, help, view, wording, signal, onRows);
  }

  /** Reads some of the pieces of a list that another thread makes, until none is left. */
  async part(
    view: TableView,
    wording: Wording,
    pieces: SharedPieces,
    onRows: (count: number) => void,
  ): Promise<ListPart> {
    return readPart(this.#listSource(view), view, wording, new ScanPieces(pieces), onRows);
  }

  /** Returns the names of columns, for the header of copied rows. */
  columnNames(formId: string, path: string, columns: readonly string[]): readonly string[] {
    const form = this.#reading.form(formId);
    return columns.map((id) => knownColumn(form, path, id).name);
  }

  values(formId: string, path: string, column: string, language: string) {
    return columnValues(this.#reading, formId, path, column, language);
  }

  /** Returns how many submissions came on each day and from each device. */
  plot(formId: string, device: string | null) {
    const { form } = this.#reading.browse;
    return { days: form.days(formId, device), devices: form.devices(formId) };
  }

  points(formId: string, path: string) {
    return columnPoints(this.#reading, formId, path);
  }

  sheet(submissionId: number, wording: Wording) {
    return readSheet(this.#reading, submissionId, wording);
  }

  media(submissionId: number, position: number, offset: number, length: number) {
    return readMedia(this.#reading, submissionId, position, offset, length);
  }

  /** The path of an attachment in the workspace. In an encrypted workspace its file is encrypted. */
  mediaPath(submissionId: number, position: number): string {
    return storedFile(this.#reading, submissionId, position);
  }

  xml(submissionId: number) {
    return readXmlText(this.#reading, submissionId);
  }

  #listSource({ formId }: TableView): ListSource {
    const { browse, groups } = this.#reading;
    return { browse, groups, form: this.#reading.form(formId) };
  }
}
