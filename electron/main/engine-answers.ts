import type { Session } from 'electron';
import type { FromEngine } from '../ipc/control.ts';
import type { EngineRun } from './engine-run.ts';
import { protect, reveal } from './keychain.ts';
import { printPage } from './page-printer.ts';
import type { Places } from './places.ts';
import { systemProxy } from './system-proxy.ts';

/** Does for the engine what only the main process can: the keychain, the system's proxy, printing. Keeps its places. */
export class EngineAnswers {
  readonly #places: Places;
  readonly #session: Session;
  /** The pages that are printed, by the engine's IDs. */
  readonly #printing = new Map<number, AbortController>();

  constructor(places: Places, session: Session) {
    this.#places = places;
    this.#session = session;
  }

  /** The engine ends: it is not heard any more, and waits for what it prints before it removes its unfinished files. */
  engineEnds(): void {
    for (const stop of this.#printing.values()) stop.abort();
    this.#printing.clear();
  }

  /** Does what a message asks for, and replies to the engine that asks. */
  async answer(message: FromEngine, run: EngineRun): Promise<void> {
    if (message.type === 'grant') this.#places.put(message.place);
    if (message.type === 'keychain') {
      const text = await (message.action === 'protect' ? protect(message.text) : reveal(message.text));
      run.tell({ type: 'keychain', id: message.id, text });
    }
    if (message.type === 'proxy') {
      const { id, url } = message;
      run.tell({ type: 'proxy', id, proxy: await systemProxy(this.#session, url) });
    }
    if (message.type === 'print') {
      const { id, page, pdf } = message;
      const stop = new AbortController();
      this.#printing.set(id, stop);
      const failed = await printPage(page, pdf, stop.signal).then(() => null, nameOf);
      if (this.#printing.get(id) === stop) this.#printing.delete(id);
      run.tell({ type: 'printed', id, failed });
    }
    if (message.type === 'stop-print') this.#printing.get(message.id)?.abort();
  }
}

/** What kind of error it is, without the paths and words in it. */
function nameOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no PDF';
}
