// Runs beside the preload, in a world of its own that the page cannot see: gives it `contextBridge`, `ipcRenderer` and
// `webUtils`. `encode` and `decode` are those of codec.ts; `toHost` is a binding that exists in this world only.

export {};

type Packed = { readonly $fn?: number; readonly $promise?: number; readonly $value?: unknown };
type Listener = (event: { readonly ports: readonly WorldPort[] }, ...args: unknown[]) => void;

declare const token: string;
declare const preload: (require: (name: string) => unknown) => void;
declare const encode: (value: unknown) => string;
declare const decode: (text: string) => unknown;
declare const toHost: (text: string) => void;

/** A port in this world: the half of a DOM `MessagePort` that a preload uses. */
class WorldPort {
  readonly #id: number;
  #handler: ((event: { readonly data: unknown }) => void) | null = null;
  #isStarted = false;
  #queue: unknown[] = [];

  constructor(id: number) {
    this.#id = id;
  }

  set onmessage(handler: (event: { readonly data: unknown }) => void) {
    this.#handler = handler;
    this.start();
  }

  start(): void {
    this.#isStarted = true;
    for (const data of this.#queue.splice(0)) this.#handler?.({ data });
  }

  postMessage(data: unknown): void {
    toHost(encode({ kind: 'port', id: this.#id, data }));
  }

  close(): void {
    toHost(encode({ kind: 'port-closed', id: this.#id }));
  }

  deliver(data: unknown): void {
    if (this.#isStarted) this.#handler?.({ data });
    else this.#queue.push(data);
  }
}

(() => {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const invoked = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const listeners = new Map<string, Set<Listener>>();
  const ports = new Map<number, WorldPort>();
  let files: Readonly<Record<string, string>> = {};
  let next = 1;

  const say = (name: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(`${token}${name}`, { detail }));
  };
  const packResult = (value: unknown): Packed => {
    const id = next;
    next += 1;
    if (typeof value === 'function') {
      functions.set(id, value as (...args: unknown[]) => unknown);
      return { $fn: id };
    }
    if (value instanceof Promise) {
      value.then(
        (settled: unknown) => say('settle', { id, ok: true, value: settled }),
        (error: unknown) => say('settle', { id, ok: false, value: String(error) }),
      );
      return { $promise: id };
    }
    return { $value: value };
  };
  const unpackArgument = ({ $fn, $value }: Packed): unknown =>
    $fn === undefined ? $value : (...args: unknown[]) => say('callback', { id: $fn, args });

  document.addEventListener(`${token}call`, (event) => {
    const { fn, args } = (event as CustomEvent<{ fn: number; args: readonly Packed[] }>).detail;
    say('return', packResult(functions.get(fn)?.(...args.map(unpackArgument))));
  });

  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, unknown>) =>
        say('expose', {
          name,
          members: Object.fromEntries(Object.entries(api).map(([key, member]) => [key, packResult(member)])),
        }),
    },
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = next;
          next += 1;
          invoked.set(id, { resolve, reject });
          toHost(encode({ kind: 'invoke', id, channel, args }));
        }),
      send: (channel: string, ...args: unknown[]) => toHost(encode({ kind: 'send', channel, args })),
      on: (channel: string, listener: Listener) => {
        const all = listeners.get(channel) ?? new Set();
        listeners.set(channel, all.add(listener));
      },
      removeListener: (channel: string, listener: Listener) => listeners.get(channel)?.delete(listener),
    },
    webUtils: { getPathForFile: (file: { readonly name: string }) => files[file.name] ?? '' },
  };

  Object.assign(globalThis, {
    fromHost: (text: string): void => {
      const message = decode(text) as {
        kind: string;
        id: number;
        ok: boolean;
        value: unknown;
        channel: string;
        args: unknown[];
        ports: number[];
        data: unknown;
      };
      if (message.kind === 'reply') {
        const waiting = invoked.get(message.id);
        invoked.delete(message.id);
        if (message.ok) waiting?.resolve(message.value);
        else waiting?.reject(new Error(String(message.value)));
      } else if (message.kind === 'message') {
        const given = message.ports.map((id) => {
          const port = new WorldPort(id);
          ports.set(id, port);
          return port;
        });
        for (const hear of listeners.get(message.channel) ?? []) hear({ ports: given }, ...message.args);
      } else if (message.kind === 'port') ports.get(message.id)?.deliver(message.data);
      else if (message.kind === 'files') files = message.value as Readonly<Record<string, string>>;
    },
  });

  preload((name) => {
    if (name === 'electron') return electron;
    throw new Error(`a sandboxed preload cannot require ${name}`);
  });
})();
