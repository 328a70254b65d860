import type { FieldType, FormModel, FormNode } from '../model/form.ts';
import type { ExportSubmission } from '../model/rows.ts';
import { attachmentOf } from '../record/attachment-of.ts';
import type { FieldColumn } from '../xform/shapes.ts';
import { typeTest } from './answer-types.ts';
import type { RowContext } from './table.ts';

/**
 * How an answer fits its column. `typed`: it has the type of the column. `file`: it names an attachment, but
 * the column is not for files. Its version of the form asked for a file, or the definition of its version is
 * missing. `other`: it has another type. The caller writes the answer of a `file` or `other` whole in one
 * cell.
 */
export type AnswerKind = 'typed' | 'file' | 'other';

/** Takes a trimmed answer that is not empty. Counts an answer that is `other`. */
export type AnswerCheck = (answer: string, submission: ExportSubmission, context: RowContext) => AnswerKind;

/** Knows the type of each question in each version of the form. An answer has the type of its own version. */
export class AnswerChecks {
  readonly #types = new Map<string, Map<string | null, FieldType>>();
  readonly #versions: ReadonlySet<string | null>;

  /** Takes all definitions, the newest first. When two have the same version, the newer one counts. */
  constructor(models: readonly FormModel[]) {
    this.#versions = new Set(models.map(({ version }) => version));
    for (const { version, children } of models) this.#read(version, children);
  }

  /** Returns the check for a column's answers. Takes the file and the column name under which it counts. */
  of({ field, path }: FieldColumn, file: string, name: string): AnswerCheck {
    const isOfType = typeTest(field);
    const types = this.#types.get(path) ?? new Map<string | null, FieldType>();
    const mayBeFile = [...types.values()].some((type) => (type === 'binary') !== (field.type === 'binary'));
    // Of the version of the last answer: most answers that follow have the same.
    let version: string | null | undefined;
    let own: FieldType | null = null;
    let isUndefined = false;
    const kindOf = (answer: string, submission: ExportSubmission): AnswerKind => {
      if (mayBeFile && own !== null) {
        if (field.type !== 'binary' && own === 'binary') return 'file';
        if (field.type === 'binary' && own !== 'binary')
          return isAttached(answer, submission) ? 'typed' : 'other';
      }
      return isOfType(answer, own) ? 'typed' : 'other';
    };
    return (answer, submission, context) => {
      if (version !== submission.version) {
        version = submission.version;
        own = types.get(version) ?? null;
        isUndefined = !this.#versions.has(version);
      }
      // No definition gives the type. So an answer that is the name of an attachment means that attachment.
      if (isUndefined && field.type !== 'binary' && isAttached(answer, submission)) return 'file';
      const kind = kindOf(answer, submission);
      if (kind !== 'typed') context.note('other-type', file, name);
      return kind;
    };
  }

  #read(version: string | null, nodes: readonly FormNode[]): void {
    for (const node of nodes) {
      if (node.kind !== 'field') {
        this.#read(version, node.children);
        continue;
      }
      const types = this.#types.get(node.path) ?? new Map<string | null, FieldType>();
      this.#types.set(node.path, types);
      if (!types.has(version)) types.set(version, node.type);
    }
  }
}

function isAttached(answer: string, { attachments }: ExportSubmission): boolean {
  return attachmentOf(attachments, answer, ({ path }) => path !== null) !== undefined;
}
