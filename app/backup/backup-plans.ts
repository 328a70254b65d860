import type { Clock } from '../../core/ground/clock.ts';
import type { BackupState } from '../../core/model/backup.ts';
import { nextDue } from '../take/schedule.ts';

/** What is to be done for a backup now. */
export interface DueWork {
  readonly folder: string;
  readonly work: 'backup' | 'drill';
}

const MONTH_MS = 30 * 86_400_000;
/** A run that failed is tried again after this time: the disk may be connected by then. */
const AGAIN_MS = 3_600_000;
/** Within this time we notice that the computer slept or that its clock was set. */
const LONGEST_NAP_MS = 60_000;

/**
 * Which backups are due: every night at the set time, or at the first chance after it; a restore drill a month after the
 * last one. What failed is due again an hour later. Times in the future come from a clock that was wrong, and do not
 * count.
 */
export function dueWork(states: readonly BackupState[], now: Date): readonly DueWork[] {
  return states.flatMap((state): DueWork[] => {
    const { folder, plan } = state;
    if (!plan.isNightly) return [];
    if (isBackupDue(state, now)) return [{ folder, work: 'backup' }];
    return isDrillDue(state, now) ? [{ folder, work: 'drill' }] : [];
  });
}

function isBackupDue({ plan, lastAt, lastRunAt }: BackupState, now: Date): boolean {
  const last = past(lastAt, now);
  if (last !== null) {
    const next = nextDue({ kind: 'daily', at: plan.at }, last);
    if (next !== null && next > now) return false;
  }
  const tried = past(lastRunAt, now);
  const hasFailed = tried !== null && (last === null || tried > last);
  return !hasFailed || now.getTime() - tried.getTime() >= AGAIN_MS;
}

function isDrillDue({ snapshot, lastDrillAt, lastAt }: BackupState, now: Date): boolean {
  if (snapshot === null) return false;
  const last = past(lastDrillAt, now);
  return last === null ? past(lastAt, now) !== null : now.getTime() - last.getTime() >= MONTH_MS;
}

function past(time: string | null, now: Date): Date | null {
  if (time === null) return null;
  const at = new Date(time);
  return at <= now ? at : null;
}

export interface BackupScheduleOptions {
  readonly clock: Clock;
  readonly states: () => readonly BackupState[];
  /** Does one piece of work. What it throws was reported already. */
  readonly begin: (due: DueWork) => Promise<unknown>;
}

/**
 * Makes backups automatically while the program is open, one piece of work at a time. What fails is not tried again before an
 * hour has passed.
 */
export class BackupSchedule {
  readonly #options: BackupScheduleOptions;
  readonly #tried = new Map<string, number>();
  readonly #end = new AbortController();
  #nap = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work = this.#keep();
  }

  /** Checks again what is due, because plans have changed. */
  replan(): void {
    this.#tried.clear();
    this.#nap.abort();
  }

  /** Begins nothing more. Resolves when what runs has ended, which is not cancelled here. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  async #keep(): Promise<void> {
    const { clock, states, begin } = this.#options;
    while (!this.#end.signal.aborted) {
      const now = clock.now();
      const due = dueWork(states(), now).find((work) => this.#mayTry(work, now));
      if (due === undefined) await this.#sleep();
      else {
        this.#tried.set(keyOf(due), now.getTime());
        await begin(due).catch(() => undefined);
      }
    }
  }

  /** Set back, the clock may make the last time one in the future: that does not count. */
  #mayTry(work: DueWork, now: Date): boolean {
    const tried = this.#tried.get(keyOf(work));
    const passed = tried === undefined ? AGAIN_MS : now.getTime() - tried;
    return passed >= AGAIN_MS || passed < 0;
  }

  async #sleep(): Promise<void> {
    this.#nap = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, this.#nap.signal]);
    try {
      await this.#options.clock.sleep(LONGEST_NAP_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function keyOf({ folder, work }: DueWork): string {
  return `${work} ${folder}`;
}
