import type { ProblemData } from '../ground/problem.ts';
import { problemData } from '../ground/problem.ts';
import type { BackupFinding } from '../model/backup.ts';

/** More findings are only counted. */
const MOST = 100_000;

/** Collects what is wrong, in constant memory. */
export class Findings {
  readonly #found: BackupFinding[] = [];
  #more = 0;

  add(file: string, problem: ProblemData): void {
    if (this.#found.length < MOST) this.#found.push({ ...problem, file });
    else this.#more += 1;
  }

  addAll(findings: readonly BackupFinding[]): void {
    for (const { file, ...problem } of findings) this.add(file, problem);
  }

  all(): readonly BackupFinding[] {
    if (this.#more === 0) return this.#found;
    return [...this.#found, { ...problemData('backup.more_findings', { count: this.#more }), file: '' }];
  }
}
