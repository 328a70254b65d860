import type { Clock } from '../../core/ground/clock.ts';
import { type FormOfSource, idOfForm } from '../../core/model/form-ref.ts';
import type { PullSettings } from '../../core/model/pull-settings.ts';

export type Repeat = PullSettings['repeat'];

/** A form that may be pulled automatically from time to time. */
export interface Repeated extends FormOfSource {
  readonly repeat: Repeat;
  /** ISO 8601; null: never. */
  readonly lastPullAt: string | null;
}

const HOUR_MS = 3_600_000;
/** Within this time we notice that the computer slept or that its clock was set. */
const LONGEST_NAP_MS = 60_000;

/**
 * Returns when a form is due next, after `since`: an hour later, or at the set local time of day; null:
 * never.
 */
export function nextDue(repeat: Repeat, since: Date): Date | null {
  switch (repeat.kind) {
    case 'never':
      return null;
    case 'hourly':
      return new Date(since.getTime() + HOUR_MS);
    case 'daily': {
      const [hour, minute] = repeat.at.split(':').map(Number);
      const at = (days: number): Date =>
        new Date(since.getFullYear(), since.getMonth(), since.getDate() + days, hour, minute);
      return at(0) > since ? at(0) : at(1);
    }
  }
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** When the workspace was first opened; null: now. It may have been locked since then. */
  readonly openedAt: Date | null;
  /** Returns the forms with their current settings. */
  readonly forms: () => readonly Repeated[];
  /** Starts a pull of these forms. Returns false when something else runs, so that they have to wait. */
  readonly begin: (forms: readonly FormOfSource[]) => boolean;
  /** Resolves when nothing runs. */
  readonly whenFree: () => Promise<void>;
}

/**
 * Pulls forms automatically while the program is open. Pulls that were due while it was closed are not made
 * up for: the first time counts from `openedAt`. Pulls that fell due while it was locked are.
 */
export class PullSchedule {
  readonly #options: ScheduleOptions;
  readonly #begun = new Map<string, Date>();
  readonly #end = new AbortController();
  readonly #ended: Promise<void>;
  #openedAt: Date;
  #nap = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#openedAt = options.openedAt ?? options.clock.now();
    this.#ended = new Promise((resolve) => {
      this.#end.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  start(): void {
    this.#work = this.#keep();
  }

  /** Checks again what is due, because settings have changed. */
  replan(): void {
    this.#nap.abort();
  }

  /** Stops the schedule at once, even while it waits for something else that runs. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  async #keep(): Promise<void> {
    const { clock, begin, whenFree } = this.#options;
    while (!this.#end.signal.aborted) {
      const now = clock.now();
      const planned = this.#planned(now);
      const due = planned.filter(({ at }) => at <= now).map(({ form }) => form);
      if (due.length === 0) {
        const next = Math.min(...planned.map(({ at }) => at.getTime() - now.getTime()), LONGEST_NAP_MS);
        await this.#sleep(next);
      } else if (begin(due.map(({ source, formId }) => ({ source, formId })))) {
        // A pull that fails is not started again before its next time.
        for (const form of due) this.#begun.set(idOfForm(form), now);
      } else await Promise.race([whenFree(), this.#ended]);
    }
  }

  /** Times in the future come from a clock that was wrong, and do not count. */
  #planned(now: Date): readonly { readonly form: Repeated; readonly at: Date }[] {
    if (this.#openedAt > now) this.#openedAt = now;
    return this.#options.forms().flatMap((form) => {
      const times = [this.#openedAt, this.#begun.get(idOfForm(form)) ?? this.#openedAt];
      if (form.lastPullAt !== null) times.push(new Date(form.lastPullAt));
      const past = times.filter((time) => time <= now).map((time) => time.getTime());
      const at = nextDue(form.repeat, new Date(Math.max(this.#openedAt.getTime(), ...past)));
      return at === null ? [] : [{ form, at }];
    });
  }

  async #sleep(milliseconds: number): Promise<void> {
    this.#nap = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, this.#nap.signal]);
    try {
      await this.#options.clock.sleep(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
