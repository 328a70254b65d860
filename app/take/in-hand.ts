import type { RefKey } from '../../core/model/submission-ref.ts';

/** What is being opened just now, told whenever it changes, so that a crash can be put down to the right submission. */
export class InHandList {
  readonly #tell: (step: string | null, refs: readonly RefKey[]) => void;
  readonly #refs = new Map<string, RefKey>();

  constructor(tell: (step: string | null, refs: readonly RefKey[]) => void) {
    this.#tell = tell;
  }

  /** Told before the refs are begun. */
  begin(refs: readonly RefKey[]): void {
    for (const ref of refs) this.#refs.set(keyOf(ref), ref);
    this.#tell('opening', [...this.#refs.values()]);
  }

  done(refs: readonly RefKey[]): void {
    for (const ref of refs) this.#refs.delete(keyOf(ref));
    this.#tell(this.#refs.size > 0 ? 'opening' : 'pulling', [...this.#refs.values()]);
  }

  /** Nothing is in hand but the reading of lists and the fetching. */
  start(): void {
    this.#tell('pulling', []);
  }

  /** The pull has ended. */
  end(): void {
    this.#refs.clear();
    this.#tell(null, []);
  }
}

function keyOf({ source, formId, locator }: RefKey): string {
  return JSON.stringify([source, formId, locator]);
}
