import { Problem } from '../problem.ts';

/** So many pages in a row with nothing new in them are taken for an endless list. */
const MOST_PAGES_WITHOUT_NEWS = 20;

/** Watches the pages of one list for one that never ends. */
export class EndlessGuard {
  readonly #host: string;
  #stale = 0;

  /** Takes the host that the problem names. */
  constructor(host: string) {
    this.#host = host;
  }

  /** Called with each page. Throws `source.list_endless` when nothing new has come for too long. */
  page(hasNews: boolean): void {
    this.#stale = hasNews ? 0 : this.#stale + 1;
    if (this.#stale >= MOST_PAGES_WITHOUT_NEWS) {
      throw new Problem('source.list_endless', { host: this.#host });
    }
  }
}
