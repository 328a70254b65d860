import type { Dispatcher } from 'undici';

/** So many bytes may wait for their reader. Then the server has to wait. */
const MOST_WAITING = 64 * 1024;

/** The body of a response was given up before all of it had come. */
class GivenUpError extends Error {}

/**
 * The body of a response as it arrives, to be read once. Most bodies are small and come in one piece: a stream of Node
 * takes longer to set up than such a body to read.
 */
export class ArrivingBody implements AsyncIterable<Uint8Array> {
  readonly #controller: Dispatcher.DispatchController;
  readonly #length: number | null;
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #isWhole = false;
  #failure: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;

  /** Takes the connection that it comes from, and the length that was announced, if any. */
  constructor(controller: Dispatcher.DispatchController, length: number | null) {
    this.#controller = controller;
    this.#length = length;
  }

  /** Adds what has come. */
  push(piece: Uint8Array): void {
    if (this.#failure !== null) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting >= MOST_WAITING) this.#controller.pause();
    this.#wake?.();
  }

  /** All of it has come. */
  end(): void {
    this.#isWhole = true;
    this.#wake?.();
  }

  /** No more will come. The reader gets the error, also if it has not read everything that came before. */
  fail(error: unknown): void {
    if (this.#isWhole) return;
    this.#failure ??= { error };
    this.#pieces = [];
    this.#wake?.();
  }

  /** The pieces that were not read yet, if these are all. Most bodies come together with the head of their response. */
  takeWhole(): readonly Uint8Array[] | null {
    if (!this.#isWhole) return null;
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** The pieces in their order. Throws what made the body fail. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#failure !== null) throw this.#failure.error;
        const pieces = this.#pieces;
        if (pieces.length > 0) {
          this.#pieces = [];
          this.#waiting = 0;
          this.#controller.resume();
          for (const piece of pieces) yield piece;
        } else if (this.#isWhole) return;
        else await this.#next();
      }
    } finally {
      this.giveUp();
    }
  }

  /** Ends the connection, unless all has come: nothing more is wanted. */
  giveUp(): void {
    this.#pieces = [];
    if (this.#isWhole || this.#failure !== null) return;
    const error = new GivenUpError('given up');
    this.fail(error);
    this.#controller.abort(error);
  }

  /**
   * Reads it away, so that its connection can serve the next request. A body of more than that many bytes is given up. How
   * it ends makes no difference; throws only the signal's reason.
   */
  async discard(limit: number, signal: AbortSignal): Promise<void> {
    if ((this.#length ?? 0) > limit) this.giveUp();
    let size = 0;
    try {
      for await (const piece of this) {
        size += piece.length;
        if (size > limit) break;
      }
    } catch {
      signal.throwIfAborted();
    }
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
