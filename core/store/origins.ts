import { FOLDER_MARK, folderOf } from '../model/source-name.ts';
import type { Db } from './db.ts';
import { rowOf } from './readable.ts';

/** Where submissions of a form come from: a source, and the project there where the source may have several. */
export interface Origin {
  readonly source: string;
  readonly place: string | null;
}

/** An origin as people read it: the name of a server with its project, or the path of a folder. */
export function originName({ source, place }: Origin): string {
  const name = folderOf(source) ?? source;
  return place === null ? name : `${name}, ${place}`;
}

/** The same in SQL, of a row `l` of `listed`. */
const SOURCE = `iif(l.source GLOB '${FOLDER_MARK}*', substr(l.source, ${FOLDER_MARK.length + 1}), l.source)`;
const NAME = `${SOURCE} || ifnull(', ' || l.place, '')`;

/** The refs `l` to any version of the submission that a row of `submission`, under that alias, is a version of. */
const refsTo = (alias: string): string => `listed l
  WHERE l.source <> '' AND l.submission_id IN (SELECT ${rowOf(`${alias}.id`)}
    UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
    WHERE v.row_id IS NOT NULL AND v.row_id = ${rowOf(`${alias}.id`)})`;

/**
 * The names of the origins of a submission, each once and in order, with an SQL text between them; NULL when no source
 * was ever seen to list it. May stand in a view: needs no SQLite newer than 3.37.
 */
export const originsOf = (alias: string, between: string): string =>
  `(SELECT group_concat(name, ${between}) FROM (SELECT DISTINCT ${NAME} AS name FROM ${refsTo(alias)} ORDER BY name))`;

/** What stands between the names of several origins of one submission. */
export const BETWEEN_ORIGINS = '; ';

/**
 * Whether a submission comes from one of the origins that a JSON text lists: by the name of a source, which is all its
 * projects, or by that of an origin.
 */
export const isFrom = (alias: string, names: string): string => `EXISTS (SELECT 1 FROM ${refsTo(alias)}
    AND (l.source IN (SELECT value FROM json_each(${names})) OR ${SOURCE} IN (SELECT value FROM json_each(${names}))
      OR ${NAME} IN (SELECT value FROM json_each(${names}))))`;

/** From where each form is filled. */
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

  /** The origins of what is here of a form, by name. */
  of(formId: string): readonly Origin[] {
    return this.#sources.all({ formId }).flatMap((source): Origin[] => {
      const places = this.#places.all(source, formId);
      return places.length === 0 ? [{ source, place: null }] : places.map((place) => ({ source, place }));
    });
  }

  /**
   * The origins beside those of one source that fill a form too, and of which the user was not told yet; from now on he
   * was. Two that hold the same submissions, as two ways to one server do, are no two. In the caller's transaction.
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
    // Another way to what another origin has is nothing new.
    const isOwn = all.every((other) => other === first || this.#hasMore(formId, first, other));
    const named = isOwn ? [first, ...others] : others;
    const isNew = named.some(({ source: at, place }) => this.#isTold.get(formId, at, place ?? '') !== 1);
    if (!isNew) return [];
    for (const origin of [first, ...others]) this.#tell.run(formId, origin.source, origin.place ?? '');
    return others;
  }

  /** Whether an origin has a submission that another has not. */
  #hasMore(formId: string, one: Origin, other: Origin): boolean {
    const { source, place } = one;
    return (
      this.#hasOwn.get({ formId, source, place, otherSource: other.source, otherPlace: other.place }) === 1
    );
  }
}
