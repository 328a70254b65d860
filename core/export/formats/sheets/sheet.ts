import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import { trimXml } from '../../../ground/xml/xml.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import type { RowContext } from '../../table.ts';
import { writeUnnamed } from './answer-html.ts';
import type { Outline, OutlineNode } from './outline.ts';
import { answerText } from './text-html.ts';

/** Characters of the answers that a preview shows. */
const SHOWN = 200;

/** The sheet of one submission. Every answer of it is on the sheet once. */
export class Sheet {
  readonly html: string;
  /** The first answers as text, for the preview. */
  readonly text: string;
  readonly #outline: Outline;
  readonly #submission: ExportSubmission;
  readonly #context: RowContext;
  /** The rows of repeats that are not on the sheet yet, by the key of the row around them and their path. */
  readonly #waiting: Map<string, SubmissionRecord[]>;

  constructor(outline: Outline, submission: ExportSubmission, context: RowContext) {
    this.#outline = outline;
    this.#submission = submission;
    this.#context = context;
    const [main, ...rows] = submission.records;
    this.#waiting = Map.groupBy(rows, ({ parentKey, path }) => place(parentKey, path));
    const body = main === undefined ? '' : this.#record(main, outline.nodes);
    const rest = [...this.#waiting.values()].flat().map((record) => this.#unnamedRow(record));
    this.html = `${this.#head()}${body}${rest.join('')}`;
    this.text = textOf(main).slice(0, SHOWN);
  }

  #head(): string {
    const { instanceId, version, submissionDate, submitter, device, reviewState, isDraft } = this.#submission;
    const facts = [
      ['Instance ID', instanceId],
      ['Form version', version],
      ['Submitted', submissionDate],
      ['By', submitter],
      ['Device', device],
      ['Review', reviewState],
      ['Draft', isDraft ? 'yes' : null],
    ].flatMap(([name, value]) =>
      value === null || value === undefined || value === ''
        ? []
        : [`<span>${name}: ${answerText(`${value}`)}</span>`],
    );
    return `<header>\n<h1>${this.#outline.title}</h1>\n<p class="facts" dir="ltr">${facts.join('\n')}</p>\n</header>\n`;
  }

  /** The answers of a row in the order of the form, then those that the form does not name. */
  #record(record: SubmissionRecord, nodes: readonly OutlineNode[]): string {
    const named = new Set<string>();
    const body = this.#nodes(record, nodes, named);
    return body + this.#unnamed(record, named);
  }

  #nodes(record: SubmissionRecord, nodes: readonly OutlineNode[], named: Set<string>): string {
    let html = '';
    let answers = '';
    const close = (): void => {
      if (answers !== '') html += `<dl>\n${answers}</dl>\n`;
      answers = '';
    };
    for (const node of nodes) {
      if (node.kind === 'field') {
        answers += this.#answer(record, node, named);
        continue;
      }
      close();
      if (node.kind === 'repeat') html += this.#repeat(record, node);
      else {
        const inner = this.#nodes(record, node.children, named);
        if (inner !== '')
          html += `<section>\n${node.label === '' ? '' : `<h2>${node.label}</h2>\n`}${inner}</section>\n`;
      }
    }
    close();
    return html;
  }

  #answer(
    record: SubmissionRecord,
    { path, label, write }: Extract<OutlineNode, { kind: 'field' }>,
    named: Set<string>,
  ): string {
    named.add(path);
    const written = Object.hasOwn(record.values, path) ? record.values[path] : undefined;
    // What the form did not ask is not on the sheet.
    if (written === undefined) return '';
    if (trimXml(written) === '') return `<dt>${label}</dt>\n<dd class="none">–</dd>\n`;
    return `<dt>${label}</dt>\n<dd>${write(written, this.#submission, this.#context)}</dd>\n`;
  }

  #repeat(
    record: SubmissionRecord,
    { path, label, children }: Extract<OutlineNode, { kind: 'group' | 'repeat' }>,
  ): string {
    const rows = this.#waiting.get(place(record.key, path)) ?? [];
    this.#waiting.delete(place(record.key, path));
    return rows
      .map(
        (row, i) =>
          `<section class="row">\n<h3>${label} ${i + 1}/${rows.length}</h3>\n${this.#record(row, children)}</section>\n`,
      )
      .join('');
  }

  /** The answers of a row that its version of the form does not name. */
  #unnamed({ values }: SubmissionRecord, named: ReadonlySet<string>): string {
    if (this.#outline.chosen !== null) return '';
    const answers = Object.entries(values).flatMap(([path, written]) =>
      named.has(path) || path.startsWith('meta/') || trimXml(written) === ''
        ? []
        : [
            `<dt><bdi>${escapeXml(path)}</bdi></dt>\n<dd>${writeUnnamed(written, this.#submission, this.#context)}</dd>\n`,
          ],
    );
    return answers.length === 0
      ? ''
      : `<section>\n<h2>Other answers</h2>\n<dl>\n${answers.join('')}</dl>\n</section>\n`;
  }

  /** A row of a repeat that the form does not name. */
  #unnamedRow(record: SubmissionRecord): string {
    return `<section class="row">\n<h3><bdi>${escapeXml(record.key)}</bdi></h3>\n${this.#unnamed(record, new Set())}</section>\n`;
  }
}

function place(parentKey: string | null, path: string): string {
  return `${parentKey ?? ''}\n${path}`;
}

function textOf(record: SubmissionRecord | undefined): string {
  return Object.entries(record?.values ?? {})
    .flatMap(([path, written]) =>
      path.startsWith('meta/') || trimXml(written) === '' ? [] : [trimXml(written)],
    )
    .join(' · ');
}
