// Runs in the page's own world before its scripts: makes what the preload exposes callable there, as Electron's context
// bridge does. Both worlds share the document; an event's detail is cloned from one to the other at once. `token` is a
// random name that only this page's two halves know.

export {};

type Packed = { readonly $fn?: number; readonly $promise?: number; readonly $value?: unknown };

declare const token: string;

(() => {
  const callbacks = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let next = 1;
  let returned: Packed = {};

  const toCallback = (callback: (...args: unknown[]) => unknown): number => {
    const id = next;
    next += 1;
    callbacks.set(id, callback);
    return id;
  };
  const packArgument = (value: unknown): Packed =>
    typeof value === 'function'
      ? { $fn: toCallback(value as (...args: unknown[]) => unknown) }
      : { $value: value };
  const unpackResult = (result: Packed): unknown => {
    const { $fn, $promise } = result;
    if ($fn !== undefined) return makeFunction($fn);
    if ($promise !== undefined) {
      return new Promise((resolve, reject) => promises.set($promise, { resolve, reject }));
    }
    return result.$value;
  };
  const makeFunction =
    (fn: number) =>
    (...args: unknown[]): unknown => {
      returned = {};
      document.dispatchEvent(
        new CustomEvent(`${token}call`, { detail: { fn, args: args.map(packArgument) } }),
      );
      return unpackResult(returned);
    };

  document.addEventListener(`${token}return`, (event) => {
    returned = (event as CustomEvent<Packed>).detail;
  });
  document.addEventListener(`${token}settle`, (event) => {
    const { id, ok, value } = (event as CustomEvent<{ id: number; ok: boolean; value: unknown }>).detail;
    const promise = promises.get(id);
    promises.delete(id);
    if (ok) promise?.resolve(value);
    else promise?.reject(new Error(String(value)));
  });
  document.addEventListener(`${token}callback`, (event) => {
    const { id, args } = (event as CustomEvent<{ id: number; args: unknown[] }>).detail;
    callbacks.get(id)?.(...args);
  });
  document.addEventListener(`${token}expose`, (event) => {
    const { name, members } = (event as CustomEvent<{ name: string; members: Record<string, Packed> }>)
      .detail;
    const api = Object.fromEntries(
      Object.entries(members).map(([key, member]) => [key, unpackResult(member)]),
    );
    Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
  });
})();
