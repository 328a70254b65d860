import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, type ProblemData } from '../problem.ts';
import { Browse } from '../store/browse.ts';
import { type Db, openReadOnly } from '../store/database.ts';
import { Forms } from '../store/forms.ts';
import { ProblemGroups } from '../store/problem-groups.ts';
import { parseValues, recorded, shown, worded } from './cells.ts';
import { type DataColumn, defaultColumns, FormColumns, factColumns } from './form-columns.ts';
import { answerNamed, headingOf, insideOf, locationOf, sheetBody } from './sheet.ts';
import type { DataWording, TableView } from './view.ts';
import { isPlain, known, makeList, type ViewList } from './view-list.ts';

/** Lists of views that are kept, each about 8 bytes a row. */
const KEPT_LISTS = 4;
const MOST_VALUES = 500;
const MOST_POINTS = 2000;
const MOST_XML = 2 * 1024 * 1024;
/** Submissions looked at to tell which columns have answers, when there are more. */
const SAMPLE = 5000;

export interface DataRow {
  readonly submissionId: number;
  readonly key: string;
  readonly cells: readonly (string | null)[];
  readonly signature: 'valid' | 'mismatch' | 'absent' | 'not-checkable' | 'not-encrypted';
  readonly warnings: number;
}

/** A list that is being made. */
interface Making {
  readonly key: string;
  readonly cancel: AbortController;
  readonly done: Promise<ViewList | null>;
  readonly progress: { sofar: number };
}

/**
 * Looks things up in a workspace for people to see: pages of tables, sheets, counts of values. Has a connection of its
 * own, for reading only, so that it can work in a thread while a pull writes.
 */
export class DataReader {
  readonly #db: Db;
  readonly #browse: Browse;
  readonly #forms: Forms;
  readonly #folder: string;
  readonly #filesFolder: string;
  readonly #known = new Map<string, { readonly at: number; readonly form: FormColumns }>();
  readonly #lists = new Map<string, ViewList>();
  readonly groups: ProblemGroups;
  #making: Making | null = null;

  /** Takes the workspace's folder. Throws `store.*` problems. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#filesFolder = join(folder, 'files');
    this.#db = openReadOnly(join(folder, 'attache.sqlite'));
    this.#browse = new Browse(this.#db);
    this.#forms = new Forms(this.#db);
    this.groups = new ProblemGroups(this.#db);
  }

  close(): void {
    this.#making?.cancel.abort();
    this.#db.close();
  }

  forms() {
    const toPull = this.#browse.toPull();
    return this.#browse.formCounts().map(({ formId, readable, notReadable }) => ({
      formId,
      title: this.#form(formId).models[0]?.title ?? formId,
      here: readable + notReadable,
      readable,
      notReadable,
      toPull: toPull.get(formId) ?? null,
    }));
  }

  table(formId: string, path: string) {
    const form = this.#form(formId);
    const repeats = this.#browse.repeatRows(formId);
    const columns = form.tables.get(path) ?? [];
    const answered = this.#answered(formId, path);
    const summary = this.forms().find((one) => one.formId === formId);
    return {
      form: summary ?? {
        formId,
        title: form.models[0]?.title ?? formId,
        here: 0,
        readable: 0,
        notReadable: 0,
        toPull: this.#browse.toPull().get(formId) ?? null,
      },
      tables: [...form.tables.keys()].map((table) => {
        const repeat = table === '' ? null : findNode(form, table);
        return {
          path: table,
          name: repeat?.name ?? '',
          labels: repeat?.labels ?? {},
          rows: table === '' ? this.#browse.countReadable(formId) : (repeats.get(table) ?? 0),
        };
      }),
      versions: this.#browse
        .versions(formId)
        .map(({ version, submissions }) => ({ version: version ?? '', submissions })),
      languages: form.languages,
      defaultLanguage: form.languages[0] ?? '',
      columns: [
        ...columns.map((column) => described(column, answered.has(column.id))),
        ...factColumns.map(([id, type]) => ({
          id,
          name: id,
          labels: {},
          type,
          groups: [],
          hasChoices: false,
          hasAnswers: true,
        })),
      ],
      layout: this.#browse.layout(formId, path),
      defaultColumns: defaultColumns(path, columns),
    };
  }

  /**
   * A page of a view. While the view is being made `total` is null; asking for another view meanwhile ends the making of
   * the first.
   */
  async rows(
    view: TableView,
    wording: DataWording,
    columns: readonly string[],
    offset: number,
    limit: number,
  ) {
    const form = this.#form(view.formId);
    const wanted = columns.map((id) => known(form, view.path, id));
    if (isPlain(view)) {
      const ids = this.#browse.newest(view.formId, limit, offset);
      const total = this.#browse.countReadable(view.formId);
      return { total, sofar: total, rows: ids.flatMap((id) => this.#row(form, id, 0, wanted, wording)) };
    }
    const list = await this.#list(form, view, wording);
    if (list === null) return { total: null, sofar: this.#making?.progress.sofar ?? 0, rows: [] };
    const rows: DataRow[] = [];
    for (let i = offset; i < Math.min(offset + limit, list.ids.length); i += 1) {
      rows.push(...this.#row(form, list.ids[i] ?? 0, list.ordinals[i] ?? 0, wanted, wording));
    }
    return { total: list.ids.length, sofar: list.ids.length, rows };
  }

  /** Where a submission stands in a view; null when it is not in it. */
  async find(view: TableView, wording: DataWording, submissionId: number): Promise<number | null> {
    const list = await this.#wholeList(view, wording);
    const at = list.ids.indexOf(submissionId);
    return at < 0 ? null : at;
  }

  /** The submissions of a view, each once. */
  async ids(view: TableView, wording: DataWording): Promise<Int32Array> {
    const list = await this.#wholeList(view, wording);
    return Int32Array.from(new Set(list.ids));
  }

  async copy(
    view: TableView,
    wording: DataWording,
    columns: readonly string[],
    ranges: readonly { readonly from: number; readonly to: number }[],
  ): Promise<string> {
    const form = this.#form(view.formId);
    const wanted = columns.map((id) => known(form, view.path, id));
    const list = await this.#wholeList(view, wording);
    const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
    const lines = [wanted.map(({ name }) => clean(name)).join('\t')];
    for (const { from, to } of ranges) {
      for (let i = from; i <= Math.min(to, list.ids.length - 1) && lines.length <= 10_000; i += 1) {
        for (const row of this.#row(form, list.ids[i] ?? 0, list.ordinals[i] ?? 0, wanted, wording)) {
          lines.push(row.cells.map((cell) => clean(cell ?? '')).join('\t'));
        }
      }
    }
    return lines.join('\n');
  }

  /** The values of a column with their labels, the most frequent first. */
  values(formId: string, path: string, column: string, language: string) {
    const form = this.#form(formId);
    const found = known(form, path, column);
    const counts = new Map<string, { version: string | null; count: number }>();
    for (const rows of this.#browse.scan(formId, path, SAMPLE)) {
      for (const row of rows) {
        const value = recorded(found, row, parseValues(row.values)) ?? '';
        if (value === '') continue;
        for (const one of found.type === 'select-multiple' ? value.split(/\s+/) : [value]) {
          const before = counts.get(one);
          counts.set(one, { version: row.version, count: (before?.count ?? 0) + 1 });
        }
      }
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
    return { days: this.#browse.days(formId, device), devices: this.#browse.devices(formId) };
  }

  points(formId: string, path: string): { readonly latitude: number; readonly longitude: number }[] {
    const form = this.#form(formId);
    const table = [...form.tables].find(([, columns]) => columns.some(({ id }) => id === path))?.[0];
    if (table === undefined) return [];
    const points: { latitude: number; longitude: number }[] = [];
    for (const rows of this.#browse.scan(formId, table, SAMPLE)) {
      for (const row of rows) {
        const at = locationOf(parseValues(row.values)[path] ?? '');
        if (at !== null) points.push({ latitude: at.latitude, longitude: at.longitude });
        if (points.length >= MOST_POINTS) return points;
      }
    }
    return points;
  }

  sheet(submissionId: number, wording: DataWording) {
    const submission = this.#browse.submission(submissionId);
    if (submission === null) throw new Problem('engine.submission_unknown', {});
    const form = this.#form(submission.formId ?? '');
    const records = this.#browse.records(submissionId);
    const attachments = this.#browse.attachments(submissionId);
    const source = { form, submission, records, attachments, filesFolder: this.#filesFolder, wording };
    return {
      submissionId,
      formId: submission.formId ?? '',
      heading: headingOf(source),
      isReadable: submission.recordCount > 0,
      signature: submission.encrypted === 1 ? submission.signature : ('not-encrypted' as const),
      isRepaired: submission.repaired !== null,
      keyFingerprint: submission.keyFingerprint,
      edits: submission.instanceId === null ? 0 : this.#browse.edits(submission.instanceId),
      editOf: submission.deprecatedId,
      problems: this.#browse
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
        encryptedFileKept: this.#browse.keepsCiphertext(submissionId),
        sources: this.#browse.sourcesOf(submissionId),
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
    const path = this.mediaPath(submissionId, position);
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const read = readSync(file, bytes, 0, bytes.length, offset);
      return { bytes: bytes.subarray(0, read), size };
    } finally {
      closeSync(file);
    }
  }

  /** Where an attachment's plaintext lies. Throws `store.file_missing`. */
  mediaPath(submissionId: number, position: number): string {
    const found = this.#browse
      .attachments(submissionId)
      .find((attachment) => attachment.position === position);
    const path = found?.file == null ? null : insideOf(this.#filesFolder, found.file);
    if (path === null) throw new Problem('store.file_missing', { file: found?.name ?? 'file' });
    return path;
  }

  xml(submissionId: number): { text: string; isCut: boolean } {
    const found = this.#browse.xml(submissionId);
    if (found === null) throw new Problem('engine.submission_unknown', {});
    const path = found.file === null ? null : insideOf(this.#filesFolder, found.file);
    const bytes = found.xml ?? (path === null ? new Uint8Array() : readFileSync(path));
    return {
      text: new TextDecoder().decode(bytes.subarray(0, MOST_XML)),
      isCut: bytes.length > MOST_XML,
    };
  }

  #form(formId: string): FormColumns {
    const at = this.#browse.version();
    const before = this.#known.get(formId);
    if (before?.at === at) return before.form;
    const unnamed = new Map<string, string[]>();
    for (const { record_path, path } of this.#browse.unnamedPaths(formId)) {
      unnamed.set(record_path, [...(unnamed.get(record_path) ?? []), path]);
    }
    const models = this.#forms.of(formId).map(({ model }) => model);
    const form = new FormColumns(models, unnamed);
    this.#known.set(formId, { at, form });
    return form;
  }

  #row(
    form: FormColumns,
    id: number,
    ordinal: number,
    columns: readonly DataColumn[],
    wording: DataWording,
  ): DataRow[] {
    const row = this.#browse.row(id, ordinal);
    // Gone since the list was made.
    if (row === null) return [];
    const values = parseValues(row.values);
    return [
      {
        submissionId: id,
        key: row.key,
        cells: columns.map((column) => shown(form, column, row, values, wording)),
        signature: row.encrypted === 1 ? row.signature : 'not-encrypted',
        warnings: row.problems,
      },
    ];
  }

  /** The list of a view, when it is made within a moment; else null, and it is being made. */
  async #list(form: FormColumns, view: TableView, wording: DataWording): Promise<ViewList | null> {
    const key = this.#key(view, wording);
    const kept = this.#lists.get(key);
    if (kept !== undefined) return kept;
    if (this.#making?.key !== key) this.#make(key, form, view, wording);
    const making = this.#making?.done ?? Promise.resolve(null);
    const moment = new Promise<null>((resolve) => setTimeout(() => resolve(null), 120));
    return await Promise.race([making, moment]);
  }

  async #wholeList(view: TableView, wording: DataWording): Promise<ViewList> {
    const form = this.#form(view.formId);
    const key = this.#key(view, wording);
    const kept = this.#lists.get(key);
    if (kept !== undefined) return kept;
    if (this.#making?.key === key) {
      const made = await this.#making.done;
      if (made !== null) return made;
    }
    const made = await makeList(
      this.#browse,
      form,
      view,
      wording,
      new AbortController().signal,
      () => undefined,
    );
    if (made === null) throw new Error('a list that nobody gave up');
    this.#keep(key, made);
    return made;
  }

  #make(key: string, form: FormColumns, view: TableView, wording: DataWording): void {
    this.#making?.cancel.abort();
    const cancel = new AbortController();
    const progress = { sofar: 0 };
    const done = makeList(this.#browse, form, view, wording, cancel.signal, (count) => {
      progress.sofar = count;
    }).then((made) => {
      if (made !== null) this.#keep(key, made);
      return made;
    });
    const making: Making = { key, cancel, done, progress };
    this.#making = making;
    // Whoever waits hears of what went wrong; when nobody does, nobody needs to.
    done
      .catch(() => undefined)
      .finally(() => {
        if (this.#making === making) this.#making = null;
      });
  }

  #keep(key: string, list: ViewList): void {
    this.#lists.set(key, list);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > KEPT_LISTS && oldest !== undefined) this.#lists.delete(oldest);
  }

  #key(view: TableView, wording: DataWording): string {
    return JSON.stringify([
      this.#browse.version(),
      view,
      view.sort.length + view.filters.length > 0 ? wording : null,
    ]);
  }

  /** Columns that have an answer in one of the latest submissions. */
  #answered(formId: string, path: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const id of this.#browse.newest(formId, SAMPLE, 0)) {
      for (const record of path === '' ? this.#browse.records(id).slice(0, 1) : this.#browse.records(id)) {
        if (record.path !== path) continue;
        for (const [key, value] of Object.entries(parseValues(record.values)))
          if (value !== '') found.add(key);
      }
    }
    return found;
  }

  get folder(): string {
    return this.#folder;
  }
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
