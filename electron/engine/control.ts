import type { Keychain } from '../../app/keys/keychain.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { PagePrinter } from '../../core/model/page-printer.ts';
import type { FromEngine, ToEngine } from '../ipc/control.ts';

type Waiting = (text: string | null) => void;

/** Asks the main process for what only it has: the keychain, the system's proxy, and a browser that prints. */
export class Control {
  readonly #tell: (message: FromEngine) => void;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(tell: (message: FromEngine) => void) {
    this.#tell = tell;
  }

  readonly keychain: Keychain = {
    protect: async (text) => {
      const kept = await this.#ask((id) => ({ type: 'keychain', id, action: 'protect', text }));
      if (kept === null) throw new Error('the keychain refused');
      return kept;
    },
    reveal: (kept) => this.#ask((id) => ({ type: 'keychain', id, action: 'reveal', text: kept })),
  };

  systemProxy(url: string): Promise<string | null> {
    return this.#ask((id) => ({ type: 'proxy', id, url }));
  }

  readonly printer: PagePrinter = {
    print: async (page, pdf, signal) => {
      signal?.throwIfAborted();
      let stop = (): void => {};
      const printed = this.#ask((id) => {
        stop = () => this.#tell({ type: 'stop-print', id });
        return { type: 'print', id, page, pdf };
      });
      signal?.addEventListener('abort', stop, { once: true });
      // The file may be removed only when nobody writes it any more, so that the reply is waited for.
      const why = await printed.finally(() => signal?.removeEventListener('abort', stop));
      signal?.throwIfAborted();
      if (why !== null) throw new Problem('export.pdf_failed', { why });
    },
  };

  /** Handles a reply. Returns false when the message is not a reply. */
  hear(message: ToEngine): boolean {
    const text = replyOf(message);
    if (text === undefined || !('id' in message)) return false;
    this.#waiting.get(message.id)?.(text);
    this.#waiting.delete(message.id);
    return true;
  }

  #ask(make: (id: number) => FromEngine): Promise<string | null> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell(make(id));
    });
  }
}

/** The text of a reply; undefined when the message is none. */
function replyOf(message: ToEngine): string | null | undefined {
  switch (message.type) {
    case 'keychain':
      return message.text;
    case 'proxy':
      return message.proxy;
    case 'printed':
      return message.failed;
    default:
      return undefined;
  }
}
