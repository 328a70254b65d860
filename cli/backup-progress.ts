import type { BackupProgress } from '../core/model/backup.ts';

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
  readonly #isTerminal = process.stderr.isTTY === true;
  #last = 0;
  #isOpen = false;

  readonly show = ({ step, done, total }: BackupProgress): void => {
    const now = performance.now();
    if (!this.#isTerminal || now - this.#last < EVERY_MS) return;
    this.#last = now;
    this.#isOpen = true;
    const amount = total === 0 ? '' : ` ${mb(done)} of ${mb(total)} MB`;
    process.stderr.write(`\r\u001b[K${STEPS[step]}${amount}`);
  };

  /** Removes the line. */
  end(): void {
    if (this.#isOpen) process.stderr.write('\r\u001b[K');
    this.#isOpen = false;
  }
}

function mb(bytes: number): string {
  return Math.floor(bytes / MB).toLocaleString('en');
}
