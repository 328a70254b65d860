import { EventEmitter } from 'node:events';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

// The protocol's messages are as many as its methods; each place that uses one knows what is in it.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Params = Readonly<Record<string, any>>;

/** A connection to Chromium's debugging protocol, with one session for each page. */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { resolve: (result: Params) => void; reject: (error: Error) => void }
  >();
  readonly #sessions = new Map<string, Session>();
  readonly events = new EventEmitter();
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium has gone'));
      this.#waiting.clear();
    });
  }

  static connect(address: string): Promise<Cdp> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.addEventListener('open', () => resolve(new Cdp(socket)));
      socket.addEventListener('error', () => reject(new Error(`no Chromium at ${address}`)));
    });
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(
        JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }),
      );
    });
  }

  session(id: string): Session {
    const session = new Session(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  close(): void {
    this.#socket.close();
  }

  #hear({ id, method, params = {}, result = {}, error, sessionId }: Message): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    } else if (method !== undefined) {
      const events = sessionId === undefined ? this.events : this.#sessions.get(sessionId)?.events;
      events?.emit(method, params);
    }
  }
}

/** One page's session. */
export class Session {
  readonly events = new EventEmitter();
  readonly #cdp: Cdp;
  readonly #id: string;

  constructor(cdp: Cdp, id: string) {
    this.#cdp = cdp;
    this.#id = id;
  }

  send(method: string, params: Params = {}): Promise<Params> {
    return this.#cdp.send(method, params, this.#id);
  }
}
