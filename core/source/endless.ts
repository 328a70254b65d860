import { Problem } from '../ground/problem.ts';

/** After this many pages in a row with nothing new, a list counts as endless. */
const MOST_PAGES_WITHOUT_NEWS = 20;
/** More submissions of a form, or more forms, than any server has. */
export const MOST_SUBMISSIONS = 10_000_000;
export const MOST_FORMS = 100_000;

/** Watches the pages of one list, and stops a list that never ends. */
export class EndlessGuard {
  readonly #host: string;
  readonly #most: number;
  #stale = 0;
  #news = 0;

  /** Takes the host for the problem, and the largest number of entries that a real list can have. */
  constructor(host: string, most: number) {
    this.#host = host;
    this.#most = most;
  }

  /**
   * Counts a page with this many new entries. Throws `source.list_endless` after too many pages without news, or too many
   * entries.
   */
  page(news: number): void {
    this.#news += news;
    this.#stale = news > 0 ? 0 : this.#stale + 1;
    if (this.#stale >= MOST_PAGES_WITHOUT_NEWS || this.#news > this.#most) {
      throw new Problem('source.list_endless', { host: this.#host });
    }
  }
}
