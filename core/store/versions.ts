import { type ProblemCode, problemData } from '../ground/problem.ts';
import type { Arrival } from './arrival.ts';
import type { Db } from './db.ts';
import { ListedWriter } from './listed-writer.ts';
import { AT_SERVER } from './on-server.ts';
import { hasContent, hasInstance } from './submission-ids.ts';
import { orderVersions, type Succession, type Version } from './version-order.ts';

interface StoredVersion extends Version {
  readonly id: number;
  readonly isReadable: boolean;
  readonly isDraft: boolean;
}

interface Row extends Omit<StoredVersion, 'isReadable' | 'isListed' | 'isDraft'> {
  readonly isReadable: number;
  readonly isDraft: number;
  readonly isListed: number;
}

/** What identifies a stored submission. */
export interface Identity {
  readonly contentId: string;
  readonly formKey: string;
  readonly instanceId: string | null;
}

/** The submission whose other versions are looked for. */
interface Seed extends Identity {
  /** Whether it names another version, another one names it, or its source sent one in place of the other. */
  readonly hasOthers: 0 | 1;
}

const STORED = `SELECT id, content_id AS contentId, instance_id AS instanceId, nullif(deprecated_id, '') AS deprecatedId,
    nullif(root_id, '') AS rootId, submitted_ms AS submittedMs, record_count > 0 AS isReadable,
    EXISTS (SELECT 1 FROM submission d INDEXED BY submission_draft
      WHERE d.form_id = submission.form_id AND d.is_draft = 1 AND d.id = submission.id) AS isDraft,
    EXISTS (SELECT 1 FROM listed l WHERE l.submission_id = submission.id AND l.is_gone = 0 AND ${AT_SERVER}) AS isListed
  FROM submission`;

/**
 * Which version of an edited submission is the row. Versions belong together by the IDs in their answers
 * (`meta/deprecatedID`, `meta/rootUuid`), by what their source reports of the first version, and by what a
 * server sent in place of something else. The newest version is the row. When it cannot be read, the newest
 * readable one is, with a problem that says so. Two contents under one instance ID are not versions of each
 * other, and both stay rows; the exception is a draft and its finished submission. All writing is in the
 * caller's transaction.
 */
export class Versions {
  readonly #identity;
  readonly #seed;
  readonly #family;
  readonly #untie;
  readonly #tie;
  readonly #ties;
  readonly #byContent;
  readonly #byIds;
  readonly #setRow;
  readonly #marks;
  readonly #unmark;
  readonly #mark;
  readonly #firstCode;
  readonly #edit;
  readonly #writer: ListedWriter;

  constructor(db: Db) {
    this.#identity = db.prepare<[number], Identity>(
      `SELECT content_id AS contentId, ifnull(form_id, '') AS formKey, instance_id AS instanceId
       FROM submission WHERE id = ?`,
    );
    this.#seed = db.prepare<[number], Seed>(
      `SELECT s.content_id AS contentId, ifnull(s.form_id, '') AS formKey, s.instance_id AS instanceId,
         ifnull(s.deprecated_id, '') <> ''
           OR EXISTS (SELECT 1 FROM submission r INDEXED BY submission_of_root
             WHERE r.id = s.id AND r.root_id IS NOT NULL)
           OR EXISTS (SELECT 1 FROM submission o WHERE o.deprecated_id = s.instance_id)
           OR EXISTS (SELECT 1 FROM submission o INDEXED BY submission_root WHERE o.root_id = s.instance_id)
           OR EXISTS (SELECT 1 FROM succession t WHERE t.form_id = ifnull(s.form_id, '') AND t.earlier = s.content_id)
           OR EXISTS (SELECT 1 FROM succession t WHERE t.form_id = ifnull(s.form_id, '') AND t.later = s.content_id)
           AS hasOthers
       FROM submission s WHERE s.id = ?`,
    );
    // In the order in which the source sent them: a version that it no longer lists is older than those that
    // it lists.
    this.#family = db
      .prepare<[string, string, string], number>(
        `SELECT submission_id FROM listed INDEXED BY listed_family
         WHERE source = ? AND form_id = ? AND family = ? AND family <> '' AND submission_id IS NOT NULL
         ORDER BY is_gone DESC, id`,
      )
      .pluck();
    this.#untie = db.prepare('DELETE FROM succession WHERE form_id = ? AND earlier = ? AND later = ?');
    this.#tie = db.prepare('INSERT OR IGNORE INTO succession VALUES (?,?,?)');
    this.#ties = db.prepare<[object], Succession>(
      `SELECT earlier, later FROM succession WHERE form_id = @formKey AND earlier = @contentId
       UNION SELECT earlier, later FROM succession WHERE form_id = @formKey AND later = @contentId`,
    );
    this.#byContent = db.prepare<[object], Row>(
      `${STORED} WHERE ${hasContent('@contentId')} AND ifnull(form_id, '') = @formKey`,
    );
    this.#byIds = db
      .prepare<[object], string>(
        `SELECT content_id FROM submission WHERE ${hasInstance('@id')} AND ifnull(form_id, '') = @formKey
         UNION SELECT content_id FROM submission WHERE deprecated_id = @id AND ifnull(form_id, '') = @formKey
         UNION SELECT content_id FROM submission WHERE root_id = @id AND ifnull(form_id, '') = @formKey`,
      )
      .pluck();
    this.#setRow = db.prepare(
      'UPDATE submission SET row_id = @rowId WHERE id = @id AND row_id IS NOT @rowId',
    );
    this.#marks = db
      .prepare<[number], string>(
        `SELECT code || ' ' || params FROM problem WHERE submission_id = ? AND code IN ('${MARKS.join("', '")}')`,
      )
      .pluck();
    this.#unmark = db.prepare<[number]>(
      `DELETE FROM problem WHERE submission_id = ? AND code IN ('${MARKS.join("', '")}')`,
    );
    this.#mark = db.prepare(
      `INSERT INTO problem (submission_id, form_id, code, params, run_id)
       SELECT id, form_id, @code, @params, @runId FROM submission WHERE id = @id`,
    );
    this.#firstCode = db
      .prepare<[number], ProblemCode>('SELECT code FROM problem WHERE submission_id = ? ORDER BY id LIMIT 1')
      .pluck();
    this.#edit = db
      .prepare<[number], string>(
        "SELECT params FROM problem WHERE submission_id = ? AND code = 'submission.edit_not_kept'",
      )
      .pluck();
    this.#writer = new ListedWriter(db);
  }

  /**
   * Notes which content a server sent in place of which. The ref of the submission `id` stood for `before`
   * (null for none), or its family has other refs. Only for sources whose refs stay the same after an edit.
   */
  follow({ source, ref, isKept }: Arrival, before: Identity | null, id: number, family: string | null): void {
    if (isKept || family === null) return;
    if (family === '') {
      this.#replace(before, this.identityOf(id));
      return;
    }
    const inOrder = this.#family.all(source, ref.formId, family).map((one) => this.identityOf(one));
    for (const [i, earlier] of inOrder.entries()) this.#replace(earlier, inOrder[i + 1] ?? null);
  }

  /** Notes that the submission `id` came from the place of the draft `before`: it is the finished draft. */
  followDraft(before: Identity | null, id: number): void {
    this.#replace(before, this.identityOf(id), true);
  }

  /**
   * Notes that the submission `id` is an edit of `earlier`, for which the source kept the files of `earlier`.
   */
  followEdit(earlier: Identity | null, id: number): void {
    this.#replace(earlier, this.identityOf(id));
  }

  /** What identifies a stored submission; null for none. */
  identityOf(id: number | null): Identity | null {
    return id === null ? null : (this.#identity.get(id) ?? null);
  }

  #replace(from: Identity | null, to: Identity | null, isDraft = false): void {
    if (from === null || to === null) return;
    if (from.formKey !== to.formKey || from.contentId === to.contentId) return;
    // Other content under the same instance ID is not an edit: each edit has its own ID. Only a draft keeps
    // its ID.
    if (!isDraft && from.instanceId !== null && from.instanceId === to.instanceId) return;
    this.#untie.run(from.formKey, to.contentId, from.contentId);
    this.#tie.run(from.formKey, from.contentId, to.contentId);
  }

  /** Decides which version of a submission is the row. Returns whether there may be other versions. */
  settle(id: number, runId: number): boolean {
    const seed = this.#seed.get(id);
    if (seed === undefined || seed.hasOthers === 0) return false;
    const { versions, successions } = this.#versionsOf(seed);
    const { newestFirst: inOrder, isForked } = orderVersions(versions, successions);
    // A draft never replaces a finished submission.
    const newestFirst = inOrder.toSorted((one, other) => Number(one.isDraft) - Number(other.isDraft));
    const [newest] = newestFirst;
    const row = newestFirst.find(({ isReadable }) => isReadable) ?? newest;
    if (newest === undefined || row === undefined) return false;
    const replaced = new Set(successions.map(({ earlier }) => earlier));
    for (const version of versions) {
      const isOldDraft = version.isDraft && replaced.has(version.contentId);
      const isBeside = version.instanceId !== null && version.instanceId === row.instanceId && !isOldDraft;
      this.#setRow.run({ id: version.id, rowId: version === row || isBeside ? null : row.id });
    }
    const marks: [ProblemCode, object][] = [];
    if (newest !== row && newest.instanceId !== row.instanceId) {
      const why = this.#firstCode.get(newest.id) ?? 'key.none_fits';
      const edit = this.#edit.get(newest.id);
      marks.push(
        edit === undefined
          ? ['submission.newest_unreadable', problemData('submission.newest_unreadable', { why }).params]
          : ['submission.only_before_edit', JSON.parse(edit) as object],
      );
    }
    if (isForked) marks.push(['submission.edited_twice', {}]);
    for (const version of versions) this.#markAs(version.id, version === row ? marks : [], runId);
    if (versions.length > 1) for (const version of versions) this.#writer.standAgain(version.id);
    return true;
  }

  /**
   * All versions that belong together. IDs that no submission has, and contents that are no longer here, can
   * link them too.
   */
  #versionsOf(seed: Seed): {
    readonly versions: readonly StoredVersion[];
    readonly successions: readonly Succession[];
  } {
    const { formKey } = seed;
    const versions = new Map<string, StoredVersion>();
    const successions: Succession[] = [];
    const contents = new Set([seed.contentId]);
    const ids = new Set<string>();
    // A set that grows while it is walked over is walked to its new end.
    for (const contentId of contents) {
      const row = this.#byContent.get({ contentId, formKey });
      const version = row && {
        ...row,
        isReadable: row.isReadable === 1,
        isListed: row.isListed === 1,
        isDraft: row.isDraft === 1,
      };
      if (version !== undefined) versions.set(contentId, version);
      for (const tie of this.#ties.all({ formKey, contentId })) {
        successions.push(tie);
        contents.add(tie.earlier).add(tie.later);
      }
      for (const id of [version?.instanceId, version?.deprecatedId, version?.rootId]) {
        if (id == null || ids.has(id)) continue;
        ids.add(id);
        for (const other of this.#byIds.all({ id, formKey })) contents.add(other);
      }
    }
    return { versions: [...versions.values()], successions };
  }

  #markAs(id: number, marks: readonly [ProblemCode, object][], runId: number): void {
    const wanted = marks.map(([code, params]) => ({ code, params: JSON.stringify(params) }));
    const known = this.#marks.all(id);
    if (known.join('\n') === wanted.map(({ code, params }) => `${code} ${params}`).join('\n')) return;
    this.#unmark.run(id);
    for (const mark of wanted) this.#mark.run({ id, ...mark, runId });
  }
}

/** The problems that the row of several versions can get. */
const MARKS = [
  'submission.newest_unreadable',
  'submission.only_before_edit',
  'submission.edited_twice',
] as const;
