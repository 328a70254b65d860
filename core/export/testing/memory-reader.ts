import { instantOf, parseDateTime } from '../../ground/dates.ts';
import type { FormModel, FormNode } from '../../model/form.ts';
import type { ExportSubmission, RowFilter, RowReader } from '../../model/rows.ts';

/**
 * A reader over submissions in memory, for tests. It does in a simple way what the store's reader does with
 * SQL.
 */
export class MemoryReader implements RowReader {
  readonly models: readonly FormModel[];
  /** Instance IDs by the name of the export that wrote them. */
  readonly written = new Map<string, Set<string>>();
  readonly #submissions: readonly ExportSubmission[];
  readonly #unopened: number;

  constructor(models: readonly FormModel[], submissions: readonly ExportSubmission[], unopened = 0) {
    this.models = models;
    this.#unopened = unopened;
    this.#submissions = [...submissions].sort(
      (a, b) => timeOf(a) - timeOf(b) || (a.instanceId < b.instanceId ? -1 : 1),
    );
  }

  *submissions(filter: RowFilter): Iterable<ExportSubmission> {
    for (const submission of this.#submissions) if (this.#matches(submission, filter)) yield submission;
  }

  anyDraft(filter: RowFilter): boolean {
    return [...this.submissions(filter)].some(({ isDraft }) => isDraft);
  }

  unopened(): number {
    return this.#unopened;
  }

  storedPaths(filter: RowFilter): ReadonlyMap<string, readonly string[]> {
    const paths = new Map<string, Set<string>>();
    for (const submission of this.submissions(filter)) {
      const model = this.models.find(({ version }) => version === submission.version);
      const named = model === undefined ? new Set<string>() : pathsOf(model.children);
      for (const record of submission.records) {
        for (const path of Object.keys(record.values)) {
          if (named.has(path)) continue;
          const known = paths.get(record.path) ?? new Set<string>();
          paths.set(record.path, known.add(path));
        }
      }
    }
    return new Map([...paths].map(([path, values]) => [path, [...values]]));
  }

  versions(filter: RowFilter): readonly (string | null)[] {
    return [...new Set([...this.submissions(filter)].map((submission) => submission.version))];
  }

  anyEncrypted(filter: RowFilter): boolean {
    return [...this.submissions(filter)].some((submission) => submission.encrypted);
  }

  count(filter: RowFilter): number {
    return [...this.submissions(filter)].length;
  }

  #matches(submission: ExportSubmission, { version, from, to, newSince }: RowFilter): boolean {
    if (version !== undefined && submission.version !== version) return false;
    const day = submission.submissionDate?.slice(0, 10) ?? '1970-01-01';
    if ((from !== undefined && day < from) || (to !== undefined && day > to)) return false;
    return newSince === undefined || this.written.get(newSince)?.has(submission.instanceId) !== true;
  }
}

/** Returns the paths of all elements, groups included: an empty group is not an answer. */
function pathsOf(nodes: readonly FormNode[]): Set<string> {
  const paths = nodes.flatMap((node) => [
    node.path,
    ...(node.kind === 'field' ? [] : pathsOf(node.children)),
  ]);
  return new Set(paths);
}

function timeOf({ submissionDate }: ExportSubmission): number {
  const parsed = submissionDate === null ? null : parseDateTime(submissionDate);
  return parsed === null ? 0 : instantOf(parsed);
}

let rowId = 0;

/** Returns a submission with usual values, except those that the test gives. */
export function submissionOf(
  given: Partial<ExportSubmission> & Pick<ExportSubmission, 'instanceId' | 'records'>,
): ExportSubmission {
  rowId += 1;
  return {
    rowId,
    formId: 'form',
    version: '1',
    submissionDate: '2024-03-01T08:00:00.000Z',
    storedAt: '2024-03-02T00:00:00.000Z',
    encrypted: true,
    state: 'decrypted',
    signature: 'valid',
    repaired: null,
    keyFingerprint: null,
    submitter: null,
    device: null,
    reviewState: null,
    editOf: null,
    isDraft: false,
    attachments: [],
    ...given,
  };
}
