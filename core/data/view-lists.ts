import type { TableView, Wording } from '../model/table-view.ts';
import type { ViewList } from './view-list.ts';

/** A list that is being made. `sofar` gives how many rows have been read. */
export interface Making {
  readonly done: Promise<ViewList | null>;
  readonly sofar: () => number;
  readonly cancel: () => void;
}

interface Entry {
  readonly key: string;
  readonly view: TableView;
  readonly wording: Wording;
  list: ViewList | null;
  /** How many changes of its form are already in the list. */
  knows: number;
  askedAt: number;
  /** True when an old list was returned: the people who see it must get a new one. */
  isOwed: boolean;
  /** When the making of the current list began, when it ended, and how long it took. */
  begunAt: number;
  madeAt: number;
  took: number;
  problem: unknown;
  readonly waiting: Set<() => void>;
}

/** How many lists are kept. Each takes 4 or 8 bytes per row. */
const KEPT = 6;
/** A caller that still waits for a list asks again before this time has passed. */
const FORGOTTEN_MS = 2000;
/** While submissions come, a list that took n ms to make is not made again for n × REST ms. */
const REST = 4;

/**
 * The lists of the views that windows show. Only one list is made at a time. While submissions come, the old
 * list stays visible until the new one is ready, so that a long list stays readable during a pull. Then
 * `onFresh` reports that there is more to see.
 */
export class ViewLists {
  readonly #make: (view: TableView, wording: Wording) => Making;
  readonly #onFresh: (formId: string) => void;
  readonly #entries = new Map<string, Entry>();
  /** How many changes each form had. Changes of any form are counted in `#allChanges`. */
  readonly #changes = new Map<string, number>();
  #allChanges = 0;
  /** How often a new list replaced an old one that was returned, by form. */
  readonly #fresh = new Map<string, number>();
  #making: { readonly entry: Entry; readonly making: Making } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(make: (view: TableView, wording: Wording) => Making, onFresh: (formId: string) => void) {
    this.#make = make;
    this.#onFresh = onFresh;
  }

  /** Reports that submissions of these forms, or of any form (null), came or changed. */
  changed(formIds: readonly string[] | null): void {
    if (formIds === null) this.#allChanges += 1;
    for (const formId of formIds ?? []) count(this.#changes, formId);
  }

  /**
   * Returns a number that grows when a form has more to show: the form has changed, or a new list has
   * replaced an old one.
   */
  revision(formId: string): number {
    return this.#changesOf(formId) + (this.#fresh.get(formId) ?? 0);
  }

  /**
   * Returns the list of a view. Waits at most `patience` milliseconds for a current list. After that, returns
   * an older list; or null when there is none and the first one is being made. Throws what the making threw.
   */
  async get(
    view: TableView,
    wording: Wording,
    patience: number,
  ): Promise<{ readonly list: ViewList | null; readonly sofar: number }> {
    const entry = this.#entry(view, wording);
    const askedAt = Date.now();
    entry.askedAt = askedAt;
    const until = askedAt + patience;
    this.#begin();
    while (!this.#isTrue(entry, askedAt) && Date.now() < until && !this.#isClosed) {
      await this.#turn(entry, until - Date.now());
    }
    entry.isOwed ||= entry.list !== null && this.#isOld(entry);
    if (entry.problem !== null) {
      this.#entries.delete(entry.key);
      throw entry.problem;
    }
    return { list: entry.list, sofar: this.#making?.entry === entry ? this.#making.making.sofar() : 0 };
  }

  /** Returns a list of a view that is already made, with any wording; null when there is none. */
  kept(view: TableView): ViewList | null {
    const wanted = JSON.stringify(view);
    const found = [...this.#entries.values()].filter(
      ({ list, ...entry }) => list !== null && JSON.stringify(entry.view) === wanted,
    );
    return found.sort((one, other) => other.askedAt - one.askedAt)[0]?.list ?? null;
  }

  close(): void {
    this.#isClosed = true;
    this.#making?.making.cancel();
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const entry of this.#entries.values()) this.#wake(entry);
  }

  #entry(view: TableView, wording: Wording): Entry {
    // The wording matters only when the view is sorted.
    const key = JSON.stringify([view, view.sort.length > 0 ? wording : null]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const entry: Entry = {
      key,
      view,
      wording,
      list: null,
      knows: 0,
      askedAt: 0,
      isOwed: false,
      begunAt: 0,
      madeAt: 0,
      took: 0,
      problem: null,
      waiting: new Set(),
    };
    this.#entries.set(key, entry);
    for (const old of this.#entries.values()) {
      if (this.#entries.size <= KEPT) break;
      if (old !== entry && old !== this.#making?.entry && old.waiting.size === 0)
        this.#entries.delete(old.key);
    }
    return entry;
  }

  /** Starts the old list that was asked for last. Cancels a list that nobody has asked for lately. */
  #begin(): void {
    if (this.#isClosed) return;
    const now = Date.now();
    const isWanted = (entry: Entry): boolean =>
      entry.isOwed || entry.waiting.size > 0 || now - entry.askedAt < FORGOTTEN_MS;
    const next = [...this.#entries.values()]
      .filter((entry) => this.#isOld(entry) && entry !== this.#making?.entry && isWanted(entry))
      .sort((one, other) => other.askedAt - one.askedAt)[0];
    if (this.#making !== null) {
      const { entry, making } = this.#making;
      if (next !== undefined && entry.list === null && !isWanted(entry)) making.cancel();
      return;
    }
    if (next === undefined) return;
    const rest = next.list === null ? 0 : next.madeAt + next.took * REST - now;
    if (rest > 0) {
      this.#later(rest);
      return;
    }
    void this.#run(next, now);
  }

  async #run(entry: Entry, startedAt: number): Promise<void> {
    const isAgain = entry.list !== null;
    const knows = this.#changesOf(entry.view.formId);
    const making = this.#make(entry.view, entry.wording);
    this.#making = { entry, making };
    try {
      const made = await making.done;
      if (made !== null) {
        entry.list = made;
        entry.knows = knows;
        entry.begunAt = startedAt;
      }
    } catch (error) {
      entry.problem = error;
    }
    this.#making = null;
    entry.madeAt = Date.now();
    entry.took = entry.madeAt - startedAt;
    const isOwed = entry.isOwed && isAgain;
    entry.isOwed = false;
    this.#wake(entry);
    if (isOwed && !this.#isClosed) {
      count(this.#fresh, entry.view.formId);
      this.#onFresh(entry.view.formId);
    }
    this.#begin();
  }

  #changesOf(formId: string): number {
    return this.#allChanges + (this.#changes.get(formId) ?? 0);
  }

  /** True when a list must be made: there is none, or it lacks some changes. */
  #isOld({ problem, list, knows, view }: Entry): boolean {
    return problem === null && (list === null || knows < this.#changesOf(view.formId));
  }

  /**
   * True when the list is current, or was begun after the call. The second is enough, because a pull may
   * never pause.
   */
  #isTrue(entry: Entry, askedAt: number): boolean {
    return (
      entry.problem !== null || (entry.list !== null && (!this.#isOld(entry) || entry.begunAt >= askedAt))
    );
  }

  #later(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#begin();
    }, ms);
    this.#timer.unref();
  }

  #wake(entry: Entry): void {
    for (const wake of [...entry.waiting]) wake();
  }

  /** Resolves when the making of the entry has ended, or after `ms` milliseconds. */
  #turn(entry: Entry, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        entry.waiting.delete(wake);
        resolve();
      };
      const timer = Number.isFinite(ms) ? setTimeout(wake, Math.max(1, ms)) : undefined;
      entry.waiting.add(wake);
      this.#begin();
    });
  }
}

function count(numbers: Map<string, number>, name: string): void {
  numbers.set(name, (numbers.get(name) ?? 0) + 1);
}
