import { Problem, type ProblemData, problemData } from '../../ground/problem.ts';
import { trimXml } from '../../ground/xml/xml.ts';
import type { FormModel, FormNode } from '../../model/form.ts';
import { answerAt, type SubmissionRecord } from '../../model/record.ts';
import type {
  AboutDeidentified,
  ExportSubmission,
  GroupCounts,
  RowFilter,
  RowReader,
} from '../../model/rows.ts';
import { attachmentOf } from '../../record/attachment-of.ts';
import { listed } from '../cell-notes.ts';
import { changedReader } from '../changed-reader.ts';
import type { ReportedStep } from '../report/report.ts';
import { GroupCounter } from './k-anonymity.ts';
import { type Links, Pseudonyms } from './pseudonyms.ts';
import { DATE, type DeidentifyRules, type Treatment, treatmentText } from './rules.ts';
import { suggestionsFor } from './suggest.ts';
import { cutDate, type Treat, treatedField, treatOf } from './treat.ts';
import { bare, meantBy, type Treatments, treatmentsOf, unnamedPaths, withoutLeftOut } from './treatments.ts';

/** What an export is de-identified with. */
export interface Deidentify {
  /** The name of the preset with the rules. */
  readonly preset: string;
  readonly rules: DeidentifyRules;
  /** The key of the workspace for pseudonyms. */
  readonly key: Uint8Array;
  /** Gets the original of each pseudonym of the last reading, for a linking table; null when there is none. */
  readonly links: Links | null;
}

/**
 * The rows of one export without what identifies people. The format gets models and submissions that hold
 * nothing else, so that no format can write more. Keys are replaced too, always in the same way: repeats still
 * join.
 */
export class Deidentified {
  readonly #given: Deidentify;
  readonly #reader: RowReader;
  readonly #treatments: Treatments;
  readonly #treats: ReadonlyMap<string, Treat>;
  readonly #pseudonyms: Pseudonyms;
  readonly #groups: GroupCounter | null;
  readonly #groupPaths: readonly string[];
  readonly #unmarked: readonly string[];
  /** Answers that their treatment did not fit, by path. */
  readonly #unfit = new Map<string, number>();
  /** The submission that was read last: its pseudonym and its instance ID. */
  #last: readonly [pseudonym: string, instanceId: string] = ['', ''];

  /** Throws `export.deidentify_unknown` for a column that the form does not have. */
  constructor(given: Deidentify, formId: string, reader: RowReader, filter: RowFilter) {
    const { rules } = given;
    this.#given = given;
    this.#reader = reader;
    this.#treatments = treatmentsOf(rules, formId, reader, filter);
    this.#pseudonyms = new Pseudonyms(given.key, given.links);
    this.#treats = new Map(
      [...this.#treatments].map(([path, treatment]) => [path, treatOf(treatment, this.#pseudonyms)]),
    );
    const { kAnonymity } = rules;
    this.#groupPaths =
      kAnonymity === null ? [] : kAnonymity.columns.map((column) => mainPath(column, formId, reader));
    this.#groups = kAnonymity === null ? null : new GroupCounter(this.#groupPaths, kAnonymity.k);
    const suspected = suggestionsFor(reader.models).map(({ path }) => path);
    this.#unmarked = [...suspected, ...unnamedPaths(reader, filter)].filter(
      (path) => this.#treatmentOf(path) === undefined,
    );
  }

  /** The rows as the format gets them. */
  reader(): RowReader {
    const reader = this.#reader;
    return changedReader(reader, {
      models: reader.models.map((model) => this.#model(model)),
      isDeidentified: true,
      deidentified: () => this.#about(),
      treatments: new Map([...this.#treatments].map(([path, treatment]) => [path, treatmentText(treatment)])),
      submissions: (filter) => this.#submissions(filter),
      storedPaths: (filter) => this.#stored(filter),
      countOfId: (id, filter) => {
        const [pseudonym, instanceId] = this.#last;
        return id === pseudonym ? (reader.countOfId?.(instanceId, filter) ?? 1) : 0;
      },
      leftOut: (filter) => this.#leftOut(filter),
    });
  }

  /** What a codebook says of the export as a whole. The name of the preset is in the report only. */
  #about(): AboutDeidentified {
    const { rules } = this.#given;
    const groups = this.#groups?.counts() ?? null;
    return {
      lines: [
        'Keys and IDs are replaced by pseudonyms. Who sent a submission, and how, is left out.',
        rules.media ? 'Attachments are kept.' : 'Attachments are left out.',
        ...(groups === null ? [] : groupLines(groups)),
      ],
      kAnonymity: groups,
    };
  }

  /** Returns what was done, for the report. Call it when the submissions were read. */
  step(): ReportedStep {
    const { preset, rules } = this.#given;
    const columns = [...this.#treatments].map(([path, treatment]) => ({
      column: path,
      done: treatmentText(treatment),
      unfit: this.#unfit.get(path) ?? 0,
    }));
    const groups = this.#groups?.counts() ?? null;
    return {
      step: 'De-identified',
      facts: { preset, columns, media: rules.media, kAnonymity: groups, unmarked: this.#unmarked },
      lines: [
        `With the preset ${preset}. Keys and IDs are replaced by pseudonyms; submitter and device are left out.`,
        rules.media ? 'Attachments are kept.' : 'Attachments are left out.',
        ...columns.map(({ column, done, unfit }) =>
          unfit === 0
            ? `${column}: ${done}`
            : `${column}: ${done}; ${unfit === 1 ? '1 answer did not fit and is' : `${unfit} answers did not fit and are`} empty`,
        ),
        ...(groups === null ? [] : groupLines(groups)),
        ...this.#unmarked.map((path) => `${path}: not marked, and may identify people`),
      ],
    };
  }

  /** Returns what the user should look at before the files are given away. */
  notes(): ProblemData[] {
    const groups = this.#groups?.counts();
    const notes: ProblemData[] = [];
    if (this.#unmarked.length > 0) {
      const params = { count: this.#unmarked.length, columns: listed(this.#unmarked) };
      notes.push(problemData('export.deidentify_unmarked', params));
    }
    if (groups !== undefined && groups.below > 0)
      notes.push(problemData('export.deidentify_small_groups', { count: groups.below, k: groups.k }));
    const unfit = [...this.#unfit].filter(([, count]) => count > 0);
    if (unfit.length > 0) {
      const count = unfit.reduce((sum, [, cells]) => sum + cells, 0);
      notes.push(
        problemData('export.deidentify_unfit', { count, columns: listed(unfit.map(([path]) => path)) }),
      );
    }
    return notes;
  }

  #model(model: FormModel): FormModel {
    const treated = (node: FormNode): FormNode => {
      if (node.kind !== 'field') return { ...node, children: node.children.map(treated) };
      const treatment = this.#treatments.get(node.path);
      return treatment === undefined ? node : treatedField(treatment, node);
    };
    const children = model.children.flatMap((node) => withoutLeftOut(node, this.#treatments) ?? []);
    return { ...model, children: children.map(treated) };
  }

  *#submissions(filter: RowFilter): Iterable<ExportSubmission> {
    this.#unfit.clear();
    this.#pseudonyms.clear();
    this.#groups?.clear();
    for (const submission of this.#reader.submissions(filter)) {
      const treated = this.#submission(submission);
      this.#last = [treated.instanceId, submission.instanceId];
      const main = treated.records[0];
      if (main !== undefined) this.#groups?.add(this.#groupPaths.map((path) => answerAt(main, path)));
      yield treated;
    }
  }

  #submission(submission: ExportSubmission): ExportSubmission {
    const { instanceId, editOf, otherIds, attachments, records } = submission;
    const root = records[0]?.key ?? instanceId;
    const pseudonym = this.#pseudonyms.of(root);
    const keyOf = (key: string): string => {
      if (key === root) return pseudonym;
      return key.startsWith(`${root}/`) ? `${pseudonym}${key.slice(root.length)}` : this.#pseudonyms.of(key);
    };
    const treated = records.map((record) => this.#record(record, keyOf));
    return {
      ...submission,
      instanceId: instanceId === root ? pseudonym : this.#pseudonyms.of(instanceId),
      submissionDate: this.#date(submission.submissionDate),
      submitter: null,
      device: null,
      keyFingerprint: null,
      editOf: editOf === null ? null : this.#pseudonyms.of(editOf),
      ...(otherIds === undefined ? {} : { otherIds: otherIds.map((id) => this.#pseudonyms.of(id)) }),
      attachments: this.#given.rules.media ? named(attachments, treated) : [],
      records: treated,
    };
  }

  #treatmentOf(path: string): Treatment | undefined {
    return this.#treatments.get(path) ?? this.#treatments.get(bare(path));
  }

  #record(record: SubmissionRecord, keyOf: (key: string) => string): SubmissionRecord {
    const values: Record<string, string> = {};
    for (const [path, answer] of Object.entries(record.values)) {
      // A second element of one name has a path of its own, `path[2]`, and attributes are below their element.
      const treatment = this.#treatmentOf(path);
      if (treatment?.do === 'leave-out') continue;
      const treat = this.#treats.get(path) ?? this.#treats.get(bare(path));
      values[path] = treat === undefined ? answer : this.#treated(path, treat, answer);
    }
    const { key, parentKey } = record;
    return { ...record, key: keyOf(key), parentKey: parentKey === null ? null : keyOf(parentKey), values };
  }

  /** An answer that its treatment does not fit is left out: it must not come through by being odd. */
  #treated(path: string, treat: Treat, answer: string): string {
    const treated = treat(answer);
    if (treated === null) this.#unfit.set(path, (this.#unfit.get(path) ?? 0) + 1);
    return treated ?? '';
  }

  /** Stays a date and a time, because every format expects one: the middle of the first day. */
  #date(date: string | null): string | null {
    const how = this.#treatments.get(DATE)?.do;
    if (how === undefined || how === 'keep' || date === null) return date;
    const cut = how === 'month' || how === 'year' ? cutDate(trimXml(date), how) : null;
    if (cut === null) return null;
    return `${how === 'year' ? `${cut}-01` : cut}-01T12:00:00.000Z`;
  }

  #stored(filter: RowFilter): ReadonlyMap<string, readonly string[]> {
    const isKept = (path: string): boolean => this.#treatmentOf(path)?.do !== 'leave-out';
    return new Map(
      [...this.#reader.storedPaths(filter)].map(([place, paths]) => [place, paths.filter(isKept)]),
    );
  }

  *#leftOut(filter: RowFilter) {
    for (const submission of this.#reader.leftOut?.(filter) ?? []) {
      const { instanceId, submissionDate } = submission;
      yield {
        ...submission,
        instanceId: instanceId === null ? null : this.#pseudonyms.of(instanceId),
        submissionDate: this.#date(submissionDate),
      };
    }
  }
}

/** The attachments that answers still name: neither audit logs nor those of questions that are left out. */
function named(
  attachments: ExportSubmission['attachments'],
  records: readonly SubmissionRecord[],
): ExportSubmission['attachments'] {
  const kept = new Set(
    records.flatMap(({ values }) =>
      Object.values(values).map((answer) => attachmentOf(attachments, trimXml(answer), () => true)),
    ),
  );
  return attachments.filter((attachment) => kept.has(attachment));
}

/** The question of the main table that a column of the group counts means. */
function mainPath(column: string, formId: string, reader: RowReader): string {
  const main = new Set(reader.models.flatMap((model) => fieldsOf(model.children)));
  const [path, ...others] = main.has(column) ? [column] : meantBy(column, main);
  if (path === undefined || others.length > 0)
    throw new Problem('export.deidentify_unknown', { column, form: formId });
  return path;
}

function fieldsOf(nodes: readonly FormNode[]): readonly string[] {
  return nodes.flatMap((node) =>
    node.kind === 'field' ? [node.path] : node.kind === 'group' ? fieldsOf(node.children) : [],
  );
}

function groupLines({ columns, k, rows, groups, smallest, below }: GroupCounts): readonly string[] {
  return [
    `By ${columns.join(', ')}: ${counted(rows, 'row')} in ${counted(groups, 'group')}, the smallest has ${smallest}.`,
    below === 1
      ? `1 row is in a group of fewer than ${k}.`
      : `${below} rows are in groups of fewer than ${k}.`,
  ];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
