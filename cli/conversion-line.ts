import type { ConversionProgress } from '../core/model/conversion.ts';
import { grouped } from './output.ts';
import { StatusLine } from './status-line.ts';

const STEPS: Readonly<Record<ConversionProgress['step'], string>> = {
  files: 'Copying files',
  database: 'Copying the database',
  checking: 'Comparing',
};
const EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const MB = 1_000_000;

/**
 * Shows how far a conversion is, on standard error. On a terminal it is one line that is updated in place;
 * elsewhere a line every ten seconds.
 */
export class ConversionLine {
  readonly #line = new StatusLine();
  #last = this.#line.isTerminal ? 0 : performance.now();

  readonly show = (progress: ConversionProgress): void => {
    const now = performance.now();
    if (now - this.#last < (this.#line.isTerminal ? EVERY_MS : LINE_EVERY_MS)) return;
    this.#last = now;
    this.#line.put(inWords(progress));
  };

  /** Removes the line from a terminal. */
  end(): void {
    this.#line.remove();
  }
}

function inWords({ step, files, allFiles, bytes, allBytes }: ConversionProgress): string {
  const size = (value: number): string => `${grouped(Math.round(value / MB))} MB`;
  return `${STEPS[step]}: ${grouped(files)} of ${grouped(allFiles)} files, ${size(bytes)} of ${size(allBytes)}`;
}
