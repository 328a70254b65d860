import { type ProblemData, problemData } from '../../ground/problem.ts';
import { trimXml } from '../../ground/xml/xml.ts';
import { answerAt, type SubmissionRecord } from '../../model/record.ts';
import type { ExportSubmission, RowFilter, RowReader } from '../../model/rows.ts';
import { joinTables, tablesOf } from '../../xform/shapes.ts';
import { listed } from '../cell-notes.ts';
import { changedReader } from '../changed-reader.ts';
import type { ReportedStep } from '../report/report.ts';
import type { Correction, CorrectionList, Refusal, Refused } from './correction.ts';
import { unguarded } from './correction-rows.ts';

/** The reasons as a problem has them. */
const WHY = {
  'key unknown': 'key',
  'key of several submissions': 'keys',
  'variable unknown': 'variable',
  'variable of several questions': 'variables',
  'attachment or id': 'fixed',
  'old answer differs': 'old',
} as const satisfies Record<Refusal, string>;

/**
 * Corrections of one export. The stored answers stay as they are: only what the export reads has the new
 * answers. A line that does not fit is refused and named.
 */
export class Corrections {
  readonly #list: CorrectionList;
  readonly #byKey: ReadonlyMap<string, readonly Correction[]>;
  /** Lines. */
  #applied = new Set<number>();
  #refused = new Map<number, Refused>();
  /** Those of the last reading; null before the first. */
  #questions: Questions | null = null;

  constructor(list: CorrectionList) {
    this.#list = list;
    this.#byKey = Map.groupBy(list.corrections, ({ key }) => key);
  }

  /** Returns a reader with the corrected answers. Each reading of its submissions begins the counts again. */
  reader(reader: RowReader): RowReader {
    const submissions = (filter: RowFilter) => this.#submissions(reader, filter);
    return changedReader(reader, { submissions });
  }

  /** Returns what was done, for the report. Call it when the submissions were read. */
  step(): ReportedStep {
    const { file, sha256, corrections } = this.#list;
    const refused = this.#allRefused();
    const applied = corrections
      .filter(({ line }) => this.#applied.has(line))
      .map(({ line, variable }) => ({ line, variable }));
    return {
      step: 'Corrections',
      facts: {
        file,
        sha256,
        lines: corrections.length,
        applied,
        // Without keys: in a de-identified export they would name the submission.
        refused: refused.map(({ line, variable, why }) => ({ line, variable: this.#named(variable), why })),
      },
      lines: [
        `From ${file}: ${corrections.length} lines, ${applied.length} applied, ${refused.length} refused.`,
        `SHA-256 ${sha256}`,
        ...refused.map(({ line, variable, why }) => {
          const named = this.#named(variable);
          return `line ${line}${named === null ? '' : `, ${named}`}: refused, ${why}`;
        }),
      ],
    };
  }

  /** A text that no question has as its name may be an answer in the wrong column. */
  #named(variable: string): string | null {
    return this.#questions?.isKnown(variable) === true ? variable : null;
  }

  /** Returns the problems of the refused lines, one for each reason. */
  problems(): ProblemData[] {
    const refused = this.#allRefused();
    const { file } = this.#list;
    return [...Map.groupBy(refused, ({ why }) => why)].map(([why, alike]) => {
      const count = alike.length;
      const lines = listed(alike.map(({ line }) => String(line)));
      return problemData('export.corrections_refused', { count, file, lines, why: WHY[why] });
    });
  }

  #allRefused(): readonly Refused[] {
    return this.#list.corrections.flatMap((correction): Refused[] => {
      if (this.#applied.has(correction.line)) return [];
      const { line, key, variable } = correction;
      return [this.#refused.get(line) ?? { line, key, variable, why: 'key unknown' }];
    });
  }

  *#submissions(reader: RowReader, filter: RowFilter): Iterable<ExportSubmission> {
    this.#applied = new Set();
    this.#refused = new Map();
    const questions = new Questions(reader, filter);
    this.#questions = questions;
    for (const submission of reader.submissions(filter)) {
      const isMeant = submission.records.some(({ key }) => this.#byKey.has(key));
      yield isMeant ? this.#corrected(reader, filter, questions, submission) : submission;
    }
  }

  #corrected(
    reader: RowReader,
    { allVersions }: RowFilter,
    questions: Questions,
    submission: ExportSubmission,
  ): ExportSubmission {
    const isOne = (reader.countOfId?.(submission.instanceId, { allVersions }) ?? 1) <= 1;
    const records = submission.records.map((record) => {
      let values: Record<string, string> | null = null;
      for (const correction of this.#byKey.get(record.key) ?? []) {
        const current = values === null ? record : { ...record, values };
        const place = isOne
          ? questions.place(record.path, correction.variable)
          : 'key of several submissions';
        const path = typeof place === 'object' ? place.path : null;
        const why = typeof place === 'object' ? null : place;
        if (path !== null && isOld(correction, current)) {
          values = { ...(values ?? record.values), [path]: correction.new };
          this.#applied.add(correction.line);
          continue;
        }
        const { line, key, variable } = correction;
        this.#refused.set(line, { line, key, variable, why: why ?? 'old answer differs' });
      }
      return values === null ? record : { ...record, values };
    });
    return { ...submission, records };

    function isOld(correction: Correction, record: SubmissionRecord): boolean {
      const place = questions.place(record.path, correction.variable);
      if (typeof place !== 'object') return false;
      const stored = plain(answerAt(record, place.path));
      return [correction.old, unguarded(correction.old)].some((old) => plain(old) === stored);
    }
  }
}

/** Line ends and white space around an answer change on the way through a spreadsheet. */
function plain(answer: string): string {
  return trimXml(answer.replaceAll('\r\n', '\n'));
}

/** The questions of each table, by path and by name. */
class Questions {
  /** By record path, then by path or name. */
  readonly #known = new Map<string, Map<string, Set<string>>>();
  readonly #files = new Set<string>();

  constructor(reader: RowReader, filter: RowFilter) {
    for (const { path, columns } of joinTables(reader.models.map(tablesOf))) {
      for (const column of columns) {
        if (column.kind !== 'field') continue;
        this.#add(path, column.path);
      }
    }
    for (const table of reader.models.flatMap(tablesOf)) {
      for (const column of table.columns) {
        if (column.kind === 'field' && column.field.type === 'binary') this.#files.add(column.path);
      }
    }
    for (const [place, paths] of reader.storedPaths(filter)) for (const path of paths) this.#add(place, path);
  }

  /** Returns the path of the variable in a table, or why it cannot be corrected. */
  place(table: string, variable: string): { readonly path: string } | Refusal {
    const known = this.#known.get(table);
    // A path is exact. A name may be that of several questions.
    const found = known?.get(`/${variable}`) ?? known?.get(variable) ?? new Set<string>();
    const [path, ...others] = found;
    if (path === undefined) return 'variable unknown';
    if (others.length > 0) return 'variable of several questions';
    return this.#files.has(path) || isId(path) ? 'attachment or id' : { path };
  }

  isKnown(variable: string): boolean {
    return [...this.#known.values()].some((known) => known.has(`/${variable}`) || known.has(variable));
  }

  #add(table: string, path: string): void {
    const known = this.#known.get(table) ?? new Map<string, Set<string>>();
    this.#known.set(table, known);
    const name = path.slice(path.lastIndexOf('/') + 1);
    known.set(`/${path}`, new Set([path]));
    known.set(name, (known.get(name) ?? new Set()).add(path));
  }
}

/** IDs say which submission it is; attributes are what a client wrote about an answer. */
function isId(path: string): boolean {
  return /(?:^|\/)meta\/(?!instanceName$)/.test(path) || /(?:^|\/)@/.test(path);
}
