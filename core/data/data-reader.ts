import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Problem, type ProblemData } from '../ground/problem.ts';
import { decodeXml } from '../ground/xml/decode.ts';
import type { SignatureState } from '../model/states.ts';
import { type Browse, browseWith } from '../store/browse/browse.ts';
import { SCAN_CELLS, type ScanCell } from '../store/browse/scan.ts';
import { openReadOnly } from '../store/database.ts';
import type { Db } from '../store/db.ts';
import { formNames } from '../store/form-names.ts';
import { Forms } from '../store/forms.ts';
import { ON_SERVER } from '../store/on-server.ts';
import { Origins } from '../store/origins.ts';
import { ProblemGroups } from '../store/problem-groups.ts';
import { AnsweredColumns } from './answered-columns.ts';
import { chosenIn, factText, parseValues, shown, worded } from './cells.ts';
import { type DataColumn, defaultColumns, FormColumns, factColumns, isFact } from './form-columns.ts';
import { answerNamed, headingOf, insideOf, locationOf, type SheetLocation, sheetBody } from './sheet.ts';
import type { DataWording, TableView } from './view.ts';
import { known, makeList, type ViewList } from './view-list.ts';

/** Submissions read between two turns for others. */
const PIECE = 4000;
const MOST_VALUES = 500;
const MOST_POINTS = 2000;
const MOST_XML = 2 * 1024 * 1024;
export interface DataRow {
  readonly submissionId: number;
  readonly key: string;
  readonly cells: readonly (string | null)[];
  readonly signature: SignatureState | 'not-encrypted';
  readonly warnings: number;
  /** Deleted on its server. */
  readonly isDeleted: boolean;
  readonly isUnlisted: boolean;
  /** Another version of it is the row. */
  readonly isOtherVersion: boolean;
}

/**
 * Looks things up in a workspace for people to see: pages of tables, sheets, counts of values. Has a connection of its
 * own, for reading only, so that it can work in a thread while a pull writes.
 */
export class DataReader {
  readonly #db: Db;
  readonly #browse: Browse;
  readonly #forms: Forms;
  readonly #origins: Origins;
  readonly #filesFolder: string;
  readonly #known = new Map<string, { readonly at: number; readonly form: FormColumns }>();
  readonly #repeats = new Map<string, { readonly at: number; readonly rows: ReadonlyMap<string, number> }>();
  readonly #answered: AnsweredColumns;
  readonly groups: ProblemGroups;

  /** Takes the workspace's folder. Throws `store.*` problems. */
  constructor(folder: string) {
    this.#filesFolder = join(folder, 'files');
    this.#db = openReadOnly(join(folder, 'attache.sqlite'));
    this.#browse = browseWith(this.#db);
    this.#answered = new AnsweredColumns(this.#browse);
    this.#forms = new Forms(this.#db);
    this.#origins = new Origins(this.#db);
    this.groups = new ProblemGroups(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  forms() {
    const toPull = this.#browse.form.toPull();
    const names = formNames(this.#forms, this.#origins);
    return this.#browse.form.formCounts().map(({ formId, readable, notReadable }) => ({
      formId,
      title: names.get(formId) ?? formId,
      here: readable + notReadable,
      readable,
      notReadable,
      toPull: toPull.get(formId) ?? null,
    }));
  }

  table(formId: string, path: string) {
    const form = this.#form(formId);
    const repeats = this.#repeatRows(formId);
    const columns = form.tables.get(path) ?? [];
    const mayHaveAnswers = this.#answered.of(
      formId,
      path,
      columns.map(({ id }) => id),
    );
    const readable = this.#browse.form.countReadable(formId);
    const notReadable = this.#browse.form.countNotReadable(formId);
    return {
      form: {
        formId,
        title: formNames(this.#forms, this.#origins).get(formId) ?? formId,
        here: readable + notReadable,
        readable,
        notReadable,
        toPull: this.#browse.form.toPull().get(formId) ?? null,
      },
      tables: [...form.tables.keys()].map((table) => {
        const repeat = table === '' ? null : findNode(form, table);
        return {
          path: table,
          name: repeat?.name ?? '',
          labels: repeat?.labels ?? {},
          rows: table === '' ? readable : (repeats.get(table) ?? 0),
        };
      }),
      versions: this.#browse.form
        .versions(formId)
        .map(({ version, submissions }) => ({ version: version ?? '', submissions })),
      languages: form.languages,
      defaultLanguage: form.languages[0] ?? '',
      columns: [
        ...columns.map((column) => described(column, mayHaveAnswers(column.id))),
        ...factColumns(path).map(([id, type]) => ({
          id,
          name: id,
          labels: {},
          type,
          groups: [],
          hasChoices: false,
          hasAnswers: true,
        })),
      ],
      layout: this.#browse.form.layout(formId, path),
      defaultColumns: defaultColumns(
        path,
        // An instance name that no submission has tells nobody anything.
        columns.filter(({ id }) => id !== 'meta/instanceName' || mayHaveAnswers(id)),
        this.#origins.of(formId).length > 1,
      ),
    };
  }

  /** The first rows of a form's submissions, newest first, by an index, and how many there are. */
  newest(
    formId: string,
    columns: readonly string[],
    wording: DataWording,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly DataRow[] } {
    const ids = this.#browse.form.newest(formId, limit, offset);
    return {
      total: this.#browse.form.countReadable(formId),
      rows: this.page(formId, '', columns, wording, ids, null),
    };
  }

  /** The rows of these submissions and ordinals (null: all 0). A row that is gone since has no cell. */
  page(
    formId: string,
    path: string,
    columns: readonly string[],
    wording: DataWording,
    ids: ArrayLike<number>,
    ordinals: ArrayLike<number> | null,
  ): DataRow[] {
    const form = this.#form(formId);
    const wanted = columns.map((id) => known(form, path, id));
    return Array.from(ids, (id, i) => this.#row(form, id, ordinals?.[i] ?? 0, wanted, wording));
  }

  /** Makes the list of a view; null when it was given up. */
  list(
    view: TableView,
    wording: DataWording,
    signal: AbortSignal,
    onRows: (count: number) => void,
  ): Promise<ViewList | null> {
    return makeList(this.#browse, this.groups, this.#form(view.formId), view, wording, signal, onRows);
  }

  /** Names of columns, for the header of what is copied. */
  columnNames(formId: string, path: string, columns: readonly string[]): readonly string[] {
    const form = this.#form(formId);
    return columns.map((id) => known(form, path, id).name);
  }

  /** The values of a column with their labels, the most frequent first. */
  async values(formId: string, path: string, column: string, language: string) {
    const form = this.#form(formId);
    const found = known(form, path, column);
    const counts = new Map<string, { version: string | null; count: number }>();
    for (const rows of this.#browse.scan.rows(formId, path, [scanCell(column)], PIECE)) {
      for (const row of rows) {
        const cell = row[SCAN_CELLS];
        const text = typeof cell === 'string' ? cell.trim() : '';
        const value = isFact(column) ? factText(form, column, text) : text;
        if (value === '') continue;
        const values = found.type === 'select-multiple' ? chosenIn(form, found.id, row[2], value) : [value];
        for (const one of values) {
          const before = counts.get(one);
          if (before === undefined) counts.set(one, { version: row[2], count: 1 });
          else before.count += 1;
        }
      }
      await setImmediate();
    }
    return [...counts]
      .sort(([, one], [, other]) => other.count - one.count)
      .slice(0, MOST_VALUES)
      .map(([value, { version, count }]) => ({
        value,
        label: worded(form, found, version, value, { show: 'labels', language }),
        count,
      }));
  }

  plot(formId: string, device: string | null) {
    return { days: this.#browse.form.days(formId, device), devices: this.#browse.form.devices(formId) };
  }

  async points(formId: string, path: string): Promise<Pick<SheetLocation, 'latitude' | 'longitude'>[]> {
    const form = this.#form(formId);
    const table = [...form.tables.keys()].find((one) => form.column(one, path) !== null);
    if (table === undefined || isFact(path)) return [];
    const points: Pick<SheetLocation, 'latitude' | 'longitude'>[] = [];
    for (const rows of this.#browse.scan.rows(formId, table, [scanCell(path)], PIECE)) {
      for (const row of rows) {
        const cell = row[SCAN_CELLS];
        const at = typeof cell === 'string' ? locationOf(cell) : null;
        if (at !== null) points.push({ latitude: at.latitude, longitude: at.longitude });
        if (points.length >= MOST_POINTS) return points;
      }
      await setImmediate();
    }
    return points;
  }

  sheet(submissionId: number, wording: DataWording) {
    const submission = this.#browse.submission.submission(submissionId);
    if (submission === null) throw new Problem('engine.submission_unknown', {});
    const form = this.#form(submission.formId ?? '');
    const versions = this.#browse.submission
      .versionsOf(submissionId)
      .map(({ id, instanceId, storedAt, isReadable, isRow }) => ({
        submissionId: id,
        instanceId,
        storedAt,
        isReadable: isReadable === 1,
        isRow: isRow === 1,
      }));
    const records = this.#browse.submission.records(submissionId);
    const attachments = this.#browse.submission.attachments(submissionId);
    const source = { form, submission, records, attachments, filesFolder: this.#filesFolder, wording };
    return {
      submissionId,
      formId: submission.formId ?? '',
      heading: headingOf(source),
      isReadable: submission.recordCount > 0,
      signature: submission.encrypted === 1 ? submission.signature : ('not-encrypted' as const),
      isRepaired: submission.repaired !== null,
      keyFingerprint: submission.keyFingerprint,
      versions: versions.length === 1 ? [] : versions,
      isDeleted: submission.onServer === ON_SERVER.deleted,
      isUnlisted: submission.onServer === ON_SERVER.unlisted,
      editOf: submission.deprecatedId,
      problems: this.#browse.submission
        .problemsOf(submissionId)
        .map(({ code, params }) => ({ code, params: JSON.parse(params) }) as ProblemData),
      body: sheetBody(source),
      about: {
        instanceId: submission.instanceId,
        version: submission.version ?? '',
        started: answerNamed(source, /^(start|starttime|start_time)$/i),
        ended: answerNamed(source, /^(end|endtime|end_time)$/i),
        received: submission.submissionDate,
        storedAt: submission.storedAt,
        device: submission.device ?? answerNamed(source, /^(deviceid|device_id)$/i),
        submitter: submission.submitter ?? answerNamed(source, /^username$/i),
        review: submission.reviewState,
        encryptedFileKept: this.#browse.submission.keepsCiphertext(submissionId),
        sources: this.#browse.submission.sourcesOf(submissionId),
        files: attachments.map(({ name, size, md5, file }) => ({
          name,
          bytes: size,
          md5,
          isMissing: file === null,
        })),
      },
    };
  }

  /** A piece of an attachment's plaintext. Throws `store.file_missing`. */
  media(
    submissionId: number,
    position: number,
    offset: number,
    length: number,
  ): { bytes: Uint8Array; size: number } {
    return readPiece(this.mediaPath(submissionId, position), offset, length);
  }

  /** Where an attachment's plaintext lies. Throws `store.file_missing`. */
  mediaPath(submissionId: number, position: number): string {
    const found = this.#browse.submission
      .attachments(submissionId)
      .find((attachment) => attachment.position === position);
    const path = found?.file == null ? null : insideOf(this.#filesFolder, found.file);
    if (path === null) throw new Problem('store.file_missing', { file: found?.name ?? 'file' });
    return path;
  }

  xml(submissionId: number): { text: string; isCut: boolean } {
    const found = this.#browse.submission.xml(submissionId);
    if (found === null) throw new Problem('engine.submission_unknown', {});
    const path = found.file === null ? null : insideOf(this.#filesFolder, found.file);
    const { bytes, size } =
      path === null
        ? { bytes: found.xml ?? new Uint8Array(), size: found.xml?.length ?? 0 }
        : readPiece(path, 0, MOST_XML);
    return { text: decodeXml(bytes.subarray(0, MOST_XML)), isCut: size > MOST_XML };
  }

  #form(formId: string): FormColumns {
    const at = this.#browse.form.version();
    const before = this.#known.get(formId);
    if (before?.at === at) return before.form;
    const models = this.#forms.of(formId).map(({ model }) => model);
    const form = new FormColumns(models, this.#browse.form.unnamedPaths(formId));
    this.#known.set(formId, { at, form });
    return form;
  }

  #row(
    form: FormColumns,
    id: number,
    ordinal: number,
    columns: readonly DataColumn[],
    wording: DataWording,
  ): DataRow {
    const row = this.#browse.submission.row(id, ordinal);
    // Replaced by a copy with fewer rows since the list was made; the rows below it must not move up.
    if (row === null) {
      return {
        submissionId: id,
        key: '',
        cells: columns.map(() => null),
        signature: 'not-checkable',
        warnings: 0,
        isDeleted: false,
        isUnlisted: false,
        isOtherVersion: false,
      };
    }
    const values = parseValues(row.values);
    return {
      submissionId: id,
      key: row.key,
      cells: columns.map((column) => shown(form, column, row, values, wording)),
      signature: row.encrypted === 1 ? row.signature : 'not-encrypted',
      warnings: row.problems,
      isDeleted: row.onServer === ON_SERVER.deleted,
      isUnlisted: row.onServer === ON_SERVER.unlisted,
      isOtherVersion: row.rowId !== null,
    };
  }

  /** Rows of each repeat, counted again when something was written since. */
  #repeatRows(formId: string): ReadonlyMap<string, number> {
    const at = this.#browse.form.version();
    const known = this.#repeats.get(formId);
    if (known?.at === at) return known.rows;
    const rows = this.#browse.form.repeatRows(formId);
    this.#repeats.set(formId, { at, rows });
    return rows;
  }
}

/** A piece of a plaintext file, and the size of all of it. Throws `store.file_missing` when it is not there any more. */
function readPiece(path: string, offset: number, length: number): { bytes: Uint8Array; size: number } {
  const file = openStored(path);
  try {
    const { size } = fstatSync(file);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const read = readSync(file, bytes, 0, bytes.length, offset);
    return { bytes: bytes.subarray(0, read), size };
  } finally {
    closeSync(file);
  }
}

function openStored(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new Problem('store.file_missing', { file: basename(path) }, { cause: error });
  }
}

function scanCell(id: string): ScanCell {
  return isFact(id) ? { kind: 'fact', id } : { kind: 'answer', path: id };
}

function described(column: DataColumn, hasAnswers: boolean) {
  const { id, name, labels, type, groups, field } = column;
  return { id, name, labels, type, groups, hasChoices: field?.choices != null, hasAnswers };
}

/** The repeat of that path in any version, newest first. */
function findNode(
  form: FormColumns,
  path: string,
): { readonly name: string; readonly labels: Readonly<Record<string, string>> } | null {
  type Nodes = (typeof form.models)[number]['children'];
  const find = (nodes: Nodes): Nodes[number] | null => {
    for (const node of nodes) {
      if (node.path === path) return node;
      const below = node.kind === 'field' ? null : find(node.children);
      if (below !== null) return below;
    }
    return null;
  };
  for (const model of form.models) {
    const node = find(model.children);
    if (node !== null) return { name: node.name, labels: node.labels };
  }
  return null;
}
