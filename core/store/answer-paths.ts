import type { ArrivedPath } from '../model/rows.ts';
import type { Db } from './db.ts';

/** A path of an answer that no definition names, with the path of the record that has the answer. */
export type UnnamedPath = readonly [recordPath: string, path: string];

interface PathRow {
  readonly record_path: string;
  readonly path: string;
}

interface StoredValues {
  readonly place: string;
  readonly values: string;
  readonly isByForm: 0 | 1;
}

/** The order of the questions comes from this many of the first submissions and this many of the last. */
const SAMPLE = 200;

/** The paths of answers that no form definition names. All writing is in the caller's transaction. */
export class AnswerPaths {
  readonly #db: Db;
  readonly #put;
  readonly #drop;
  readonly #arrive;
  readonly #leave;
  readonly #stored;
  readonly #repeats;
  readonly #known = new Set<string>();

  constructor(db: Db) {
    this.#db = db;
    this.#put = db.prepare('INSERT OR IGNORE INTO answer_path VALUES (?,?,?)');
    this.#drop = db.prepare('DELETE FROM answer_path WHERE form_id = ? AND record_path = ? AND path = ?');
    this.#arrive = db.prepare(
      `INSERT OR IGNORE INTO path_arrival SELECT @formId, @place, @path,
         ifnull((SELECT max(id) FROM form WHERE form_id = @formId), 0),
         1 + ifnull((SELECT max(number) FROM path_arrival INDEXED BY path_arrival_number
           WHERE form_id = @formId), 0)`,
    );
    this.#leave = db.prepare('DELETE FROM path_arrival WHERE form_id = ? AND record_path = ? AND path = ?');
    this.#stored = db.prepare<[object], StoredValues>(
      `SELECT r.path AS place, r."values", s.read_by_form AS isByForm FROM submission s INDEXED BY submission_reading
         JOIN record r ON r.submission_id = s.id
       WHERE s.form_id = @formId AND s.record_count > 0 AND r.path IN (SELECT value FROM json_each(@places))`,
    );
    this.#repeats = db.prepare<[], { formId: string; path: string }>(
      `SELECT DISTINCT form_id AS formId, record_path AS path FROM answer_path WHERE record_path <> ''
       ORDER BY form_id, record_path`,
    );
  }

  put(formId: string, paths: readonly UnnamedPath[]): void {
    for (const [place, path] of paths) {
      const known = `${formId}\0${place}\0${path}`;
      if (this.#known.has(known)) continue;
      if (this.#put.run(formId, place, path).changes > 0) this.#arrive.run({ formId, place, path });
      this.#known.add(known);
    }
  }

  /** The repeats that only the answers show, by form. */
  repeats(): ReadonlyMap<string, readonly string[]> {
    const rows = this.#repeats.all();
    return new Map(
      [...Map.groupBy(rows, ({ formId }) => formId)].map(([id, of]) => [id, of.map((r) => r.path)]),
    );
  }

  /** All unnamed paths of a form. */
  of(formId: string): readonly UnnamedPath[] {
    return pathsOf(this.#db, formId).map(({ record_path: place, path }) => [place, path]);
  }

  /** Paths below one of these repeats whose answers were stored in a record outside that repeat. */
  misplaced(formId: string, repeats: readonly string[]): readonly UnnamedPath[] {
    return this.of(formId).filter(([place, path]) =>
      repeats.some((repeat) => isBelow(path, repeat) && !isBelow(place, repeat)),
    );
  }

  /**
   * Forgets each of these paths that no stored answer uses any more. `named`: a definition names it now, and its
   * column keeps its name; `misplaced`: it was never where it was thought to be. Returns the paths that are used by a
   * submission that was read by a guess, and not by its own definition.
   */
  drop(
    formId: string,
    paths: readonly UnnamedPath[],
    because: 'named' | 'misplaced',
  ): readonly UnnamedPath[] {
    const unused = new Set(paths);
    const guessed = new Set<UnnamedPath>();
    const sought = Map.groupBy(paths, ([place]) => place);
    const places = JSON.stringify([...sought.keys()]);
    // One pass over the form's records, for any number of paths.
    for (const { place, values, isByForm } of this.#stored.iterate({ formId, places })) {
      const stored = valuesIn(values);
      for (const path of sought.get(place) ?? []) {
        if (stored !== null && !Object.hasOwn(stored, path[1])) continue;
        unused.delete(path);
        if (isByForm === 0) guessed.add(path);
      }
      if (guessed.size === paths.length) break;
    }
    for (const path of unused) {
      this.#drop.run(formId, ...path);
      if (because === 'misplaced') this.#leave.run(formId, ...path);
    }
    this.forget();
    return [...guessed];
  }

  /** Call this when a transaction was rolled back: the paths that it added are not in the database. */
  forget(): void {
    this.#known.clear();
  }
}

function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

function pathsOf(db: Db, formId: string): PathRow[] {
  return db
    .prepare<[string], PathRow>(
      'SELECT record_path, path FROM answer_path WHERE form_id = ? ORDER BY record_path, path',
    )
    .all(formId);
}

/** The paths of a form's answers that no definition named when they came, as `RowReader.arrivedPaths`. */
export function arrivedPathsOf(db: Db, formId: string): readonly ArrivedPath[] {
  const arrived = db
    .prepare<[string], ArrivedPath & { readonly number: number }>(
      `SELECT record_path AS place, path, after_form AS after, number FROM path_arrival WHERE form_id = ?
       ORDER BY after_form, number, record_path, path`,
    )
    .all(formId);
  if (arrived.filter(({ number }) => number === 0).length < 2) return arrived;
  // Of those without a number an earlier version has noted no order: they are named in that of the questions.
  const questions = [...unnamedPathsOf(db, formId)].flatMap(([place, paths]) =>
    paths.map((path) => `${place}\0${path}`),
  );
  const order = new Map(questions.map((question, at) => [question, at]));
  const orderOf = ({ place, path }: ArrivedPath): number => order.get(`${place}\0${path}`) ?? order.size;
  return arrived.toSorted((a, b) => a.after - b.after || a.number - b.number || orderOf(a) - orderOf(b));
}

/**
 * The paths of a form's answers that no definition names, by record path. They are in the order in which the
 * submissions have them, which is the order of the questions.
 */
export function unnamedPathsOf(db: Db, formId: string): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { record_path, path } of pathsOf(db, formId)) {
    const known = paths.get(record_path);
    if (known === undefined) paths.set(record_path, [path]);
    else known.push(path);
  }
  if ([...paths.values()].every(({ length }) => length < 2)) return paths;
  const orders = documentOrders(db, formId);
  for (const [place, of] of paths) {
    const order = new Map(orders.get(place)?.map((path, i) => [path, i]));
    of.sort((a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size));
  }
  return paths;
}

/**
 * The paths of a sample of submissions, by record path. Each path comes after those that precede it in its
 * own document.
 */
function documentOrders(db: Db, formId: string): ReadonlyMap<string, readonly string[]> {
  const from = 'FROM submission INDEXED BY submission_reading WHERE form_id = @formId AND record_count > 0';
  const rows = db
    .prepare<[object], { path: string; values: string }>(
      `SELECT r.path, r."values" FROM record r WHERE r.submission_id IN (
         SELECT id FROM (SELECT id ${from} ORDER BY id LIMIT ${SAMPLE})
         UNION SELECT id FROM (SELECT id ${from} ORDER BY id DESC LIMIT ${SAMPLE}))
       ORDER BY r.submission_id, r.ordinal`,
    )
    .iterate({ formId });
  const orders = new Map<string, ReadonlySet<string>>();
  for (const { path: place, values } of rows) {
    const paths = Object.keys(valuesIn(values) ?? {});
    orders.set(place, withOrder(orders.get(place) ?? new Set<string>(), paths));
  }
  return new Map([...orders].map(([place, order]) => [place, [...order]]));
}

/** The values of a stored record; null when they are damaged. */
function valuesIn(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

/** Adds the missing paths to an order, each after the path that precedes it. */
function withOrder(order: ReadonlySet<string>, paths: readonly string[]): ReadonlySet<string> {
  const added = new Map<string, string[]>();
  let before = '';
  for (const path of paths) {
    if (order.has(path)) before = path;
    else {
      const run = added.get(before);
      if (run === undefined) added.set(before, [path]);
      else run.push(path);
    }
  }
  if (added.size === 0) return order;
  return new Set([
    ...(added.get('') ?? []),
    ...[...order].flatMap((path) => [path, ...(added.get(path) ?? [])]),
  ]);
}
