import { Problem } from '../ground/problem.ts';

/** So many pages in a row with nothing new in them are taken for an endless list. */
const MOST_PAGES_WITHOUT_NEWS = 20;
/** No server has so many submissions of a form, and none so many forms. */
export const MOST_SUBMISSIONS = 10_000_000;
export const MOST_FORMS = 100_000;

/** Watches the pages of one list for one that never ends. */
export class EndlessGuard {
  readonly #host: string;
  readonly #most: number;
  #stale = 0;
  #news = 0;

  /** Takes the host that the problem names, and how many entries at most can be meant. */
  constructor(host: string, most: number) {
    this.#host = host;
    this.#most = most;
  }

  /**
   * Called with how many entries of each page were new. Throws `source.list_endless` when nothing new has come for too
   * long, or more than can be meant.
   */
  page(news: number): void {
    this.#news += news;
    this.#stale = news > 0 ? 0 : this.#stale + 1;
    if (this.#stale >= MOST_PAGES_WITHOUT_NEWS || this.#news > this.#most) {
      throw new Problem('source.list_endless', { host: this.#host });
    }
  }
}
