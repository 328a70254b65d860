import { FOLDER_MARK, folderOf } from '../model/source-name.ts';
import type { Db } from './db.ts';
import { rowOf } from './readable.ts';

/**
 * Where submissions of a form come from: a source and, if the source may have several projects, the project.
 */
export interface Origin {
  readonly source: string;
  readonly place: string | null;
}

/** An origin as people read it: a server's name with the project, or a folder's path. */
export function originName({ source, place }: Origin): string {
  const name = folderOf(source) ?? source;
  return place === null ? name : `${name}, ${place}`;
}

/** The same in SQL, of a row `l` of `listed`. */
const SOURCE = `iif(l.source GLOB '${FOLDER_MARK}*', substr(l.source, ${FOLDER_MARK.length + 1}), l.source)`;
const NAME = `${SOURCE} || ifnull(', ' || l.place, '')`;

/**
 * The refs `l` to any version of one submission. Takes the alias of a row of `submission`, which may be any
 * of its versions.
 */
const refsTo = (alias: string): string => `listed l
  WHERE l.source <> '' AND l.submission_id IN (SELECT ${rowOf(`${alias}.id`)}
    UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
    WHERE v.row_id IS NOT NULL AND v.row_id = ${rowOf(`${alias}.id`)})`;

/**
 * The names of a submission's origins, sorted and without repeats, with an SQL text between them. NULL when
 * no source is known to have listed it. Views use it: it needs no SQLite newer than 3.37.
 */
export const originsOf = (alias: string, between: string): string =>
  `(SELECT group_concat(name, ${between}) FROM (SELECT DISTINCT ${NAME} AS name FROM ${refsTo(alias)} ORDER BY name))`;

/** The text between the names of several origins of one submission. */
export const BETWEEN_ORIGINS = '; ';

/**
 * Whether a submission comes from one of the names in a JSON list. A source's name covers all its projects;
 * the name of an origin covers one.
 */
export const isFrom = (alias: string, names: string): string => `EXISTS (SELECT 1 FROM ${refsTo(alias)}
    AND (l.source IN (SELECT value FROM json_each(${names})) OR ${SOURCE} IN (SELECT value FROM json_each(${names}))
      OR ${NAME} IN (SELECT value FROM json_each(${names}))))`;

/** The origins of each form. */
export class Origins {
  readonly #sources;
  readonly #places;
  readonly #hasOwn;
  readonly #isTold;
  readonly #tell;

  constructor(db: Db) {
    this.#sources = db
      .prepare<[object], string>(
        `SELECT DISTINCT f.source FROM source_form f WHERE f.form_id IN (@formId, '') AND EXISTS (
           SELECT 1 FROM listed l INDEXED BY listed_form WHERE l.source = f.source AND l.form_id = f.form_id
             AND l.loose_form IS iif(f.form_id = '', @formId, NULL) AND l.submission_id IS NOT NULL)
         ORDER BY f.source`,
      )
      .pluck();
    this.#places = db
      .prepare<[string, string], string>(
        `SELECT DISTINCT place FROM listed INDEXED BY listed_place
         WHERE source = ? AND form_id = ? AND place IS NOT NULL AND submission_id IS NOT NULL ORDER BY place`,
      )
      .pluck();
    this.#hasOwn = db
      .prepare<[object], number>(
        `SELECT 1 FROM listed l WHERE l.source = @source AND l.submission_id IS NOT NULL
           AND (@place IS NULL OR l.place IS @place) AND (l.form_id = @formId OR l.loose_form = @formId)
           AND NOT EXISTS (SELECT 1 FROM listed o WHERE o.submission_id = l.submission_id AND o.source = @otherSource
             AND (@otherPlace IS NULL OR o.place IS @otherPlace)) LIMIT 1`,
      )
      .pluck();
    this.#isTold = db
      .prepare<[string, string, string], number>(
        'SELECT 1 FROM told_origin WHERE form_id = ? AND source = ? AND place = ?',
      )
      .pluck();
    this.#tell = db.prepare('INSERT INTO told_origin VALUES (?,?,?) ON CONFLICT DO NOTHING');
  }

  /** The origins of a form's submissions, by name. */
  of(formId: string): readonly Origin[] {
    return this.#sources.all({ formId }).flatMap((source): Origin[] => {
      const places = this.#places.all(source, formId);
      return places.length === 0 ? [{ source, place: null }] : places.map((place) => ({ source, place }));
    });
  }

  /**
   * The other origins that fill a form and that the user was not told about yet; records that the user now
   * was. Two origins that hold the same submissions, such as two ways to one server, count as one. In the
   * caller's transaction.
   */
  untold(formId: string, source: string): readonly Origin[] {
    const all = this.of(formId);
    const own = all.filter((origin) => origin.source === source);
    const [first] = own;
    if (first === undefined) return [];
    const others = all.filter(
      (other) =>
        other !== first &&
        own.some(
          (one) => one !== other && this.#hasMore(formId, one, other) && this.#hasMore(formId, other, one),
        ),
    );
    if (others.length === 0) return [];
    // Another way to the submissions of a known origin is nothing new.
    const isOwn = all.every((other) => other === first || this.#hasMore(formId, first, other));
    const named = isOwn ? [first, ...others] : others;
    const isNew = named.some(({ source: at, place }) => this.#isTold.get(formId, at, place ?? '') !== 1);
    if (!isNew) return [];
    for (const origin of [first, ...others]) this.#tell.run(formId, origin.source, origin.place ?? '');
    return others;
  }

  /** Whether one origin has a submission that the other lacks. */
  #hasMore(formId: string, one: Origin, other: Origin): boolean {
    const { source, place } = one;
    return (
      this.#hasOwn.get({ formId, source, place, otherSource: other.source, otherPlace: other.place }) === 1
    );
  }
}
