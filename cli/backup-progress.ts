import type { BackupProgress } from '../core/model/backup.ts';
import { grouped } from './output.ts';
import { StatusLine } from './status-line.ts';

const STEPS: Readonly<Record<BackupProgress['step'], string>> = {
  database: 'Reading the database',
  checking: 'Checking the backup',
  files: 'Storing files',
  snapshot: 'Writing the snapshot',
  restoring: 'Restoring files',
  proving: 'Reading the backup',
};
const EVERY_MS = 200;
const MB = 1_000_000;

/** Shows how far a backup is: on a terminal one line on standard error that is updated in place, elsewhere nothing. */
export class BackupLine {
  readonly #line = new StatusLine();
  #last = 0;

  readonly show = ({ step, done, total }: BackupProgress): void => {
    const now = performance.now();
    if (!this.#line.isTerminal || now - this.#last < EVERY_MS) return;
    this.#last = now;
    const amount = total === 0 ? '' : ` ${mb(done)} of ${mb(total)} MB`;
    this.#line.put(`${STEPS[step]}${amount}`);
  };

  /** Removes the line. */
  end(): void {
    this.#line.remove();
  }
}

function mb(bytes: number): string {
  return grouped(Math.floor(bytes / MB));
}
