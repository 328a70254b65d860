import type { TableView, Wording } from '../model/table-view.ts';
import type { ViewList } from './view-list.ts';

/** A list on its way. `sofar` rows have been looked at. */
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
  /** How many changes of its form the list knows of. */
  knows: number;
  askedAt: number;
  /** An old list was given out: a new one is owed to whoever looks at it. */
  isOwed: boolean;
  /** When the list that is here was begun, when its making ended, and how long that took. */
  begunAt: number;
  madeAt: number;
  took: number;
  problem: unknown;
  readonly waiting: Set<() => void>;
}

/** Lists that are kept, each 4 or 8 bytes a row. */
const KEPT = 6;
/** Whoever waits for a list asks again sooner than this. */
const FORGOTTEN_MS = 2000;
/** While submissions come, no more than this part of the time goes into making old lists anew. */
const REST = 4;

/**
 * The lists of the views that windows show. One is made at a time. While submissions come, an old list is shown until a
 * new one is made, so that a long list stays readable during a pull; then `onFresh` tells that there is more to see.
 */
export class ViewLists {
  readonly #make: (view: TableView, wording: Wording) => Making;
  readonly #onFresh: (formId: string) => void;
  readonly #entries = new Map<string, Entry>();
  /** Changes of each form, and of whatever forms. */
  readonly #changes = new Map<string, number>();
  #allChanges = 0;
  /** How often a list that was owed was made. */
  readonly #fresh = new Map<string, number>();
  #making: { readonly entry: Entry; readonly making: Making } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(make: (view: TableView, wording: Wording) => Making, onFresh: (formId: string) => void) {
    this.#make = make;
    this.#onFresh = onFresh;
  }

  /** Submissions of these forms, or of any (null), have come or changed. */
  changed(formIds: readonly string[] | null): void {
    if (formIds === null) this.#allChanges += 1;
    for (const formId of formIds ?? []) count(this.#changes, formId);
  }

  /** A number that grows when there is more to see of a form: it has changed, or a list that was owed is there. */
  revision(formId: string): number {
    return this.#changesOf(formId) + (this.#fresh.get(formId) ?? 0);
  }

  /**
   * The list of a view, waiting so many milliseconds for one that is true to the moment; an older one where there is
   * one; else null, and it is being made. Throws what the making threw.
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

  /** What is there already of a view, whatever its wording; null when there is nothing. */
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
    // Only where something is sorted or looked for do words matter.
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

  /** Makes what was asked for last and is old; gives up what nobody has asked for lately. */
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

  /** Whether there is something to be made: no list, or one that does not know of all changes. */
  #isOld({ problem, list, knows, view }: Entry): boolean {
    return problem === null && (list === null || knows < this.#changesOf(view.formId));
  }

  /** Whether the list is true to the moment, or was at least begun after it was asked for: a pull may never rest. */
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

  /** Ends when the entry's making has ended, or after so many milliseconds. */
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
