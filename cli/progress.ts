import type { ProblemData } from '../core/ground/problem.ts';
import type { RunProgress } from '../core/model/run-report.ts';
import { grouped, printable } from './output.ts';
import { StatusLine } from './status-line.ts';

const STEPS: Readonly<Record<RunProgress['step'], string>> = {
  forms: 'Reading forms',
  list: 'Listing',
  submissions: 'Submissions',
};
const BAR = 24;
const EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const SILENT_MS = 2000;

/**
 * Shows the progress of a run on standard error. On a terminal it is one line with bar, counts, rate and time
 * left, which is updated in place. Elsewhere it prints a plain line every ten seconds.
 */
export class ProgressLine {
  readonly #line = new StatusLine();
  #last = 0;
  #step: RunProgress['step'] | null = null;
  #stepStarted = 0;
  #silentSince: number | null = null;
  #saidSilence: string | null = null;

  /** Reports that a server does not respond, and why. Takes null when the server responds again. */
  readonly tryingAgain = (problem: ProblemData | null): void => {
    const now = performance.now();
    if (problem === null) {
      // The rate does not count the time in which nothing came.
      if (this.#silentSince !== null) this.#stepStarted += now - this.#silentSince;
      this.#silentSince = null;
      this.#saidSilence = null;
      return;
    }
    this.#silentSince ??= now;
    const text = notAnswering(problem);
    if (text === this.#saidSilence) return;
    // A request that was sent again once is not worth a line. On a terminal, the next update overwrites the
    // line.
    if (!this.#line.isTerminal && now - this.#silentSince < SILENT_MS) return;
    this.#saidSilence = text;
    this.#line.put(text);
  };

  readonly show = (progress: RunProgress): void => {
    const now = performance.now();
    if (progress.step !== this.#step) {
      this.#step = progress.step;
      this.#stepStarted = now;
      this.#last = this.#line.isTerminal ? 0 : now;
    }
    const isDone = progress.total !== null && progress.done >= progress.total;
    const due = now - this.#last >= (this.#line.isTerminal ? EVERY_MS : LINE_EVERY_MS);
    if (!due && !(isDone && this.#line.isTerminal)) return;
    this.#last = now;
    if (this.#silentSince !== null) return;
    this.#line.put(describe(progress, (now - this.#stepStarted) / 1000));
  };

  /** Ends the line, so that the next text starts on a new line. */
  end(): void {
    this.#line.end();
  }
}

function describe({ step, done, total, problems }: RunProgress, seconds: number): string {
  const rate = seconds > 0.2 ? done / seconds : 0;
  const parts = [STEPS[step]];
  if (total !== null && total > 0) {
    const filled = Math.round((done / total) * BAR);
    parts.push(`[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`);
  }
  parts.push(total === null ? grouped(done) : `${grouped(done)} of ${grouped(total)}`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : grouped(Math.round(rate))}/s`);
  if (rate > 0 && total !== null && done < total) parts.push(`${duration((total - done) / rate)} left`);
  if (problems > 0) parts.push(`${grouped(problems)} with problems`);
  return parts.join('  ');
}

/** `data.example.org reported an error (502). Trying again…` */
export function notAnswering({ params: { host, status } }: ProblemData): string {
  const why = typeof status === 'number' ? ` (${status})` : '';
  return printable(
    `${host} ${typeof status === 'number' ? 'reported an error' : 'does not respond'}${why}. Trying again…`,
  );
}

/** `8 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
