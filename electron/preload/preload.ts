import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Place, ProblemView, ReplyMessage } from '../ipc/common.ts';
import type { AttacheEvent, Bridge, PortReply, Reply, RequestName } from '../ipc/contract.ts';
import { channels, mainRequests, type PortNews } from '../ipc/owners.ts';

// The only way out of the window: requests by name, events, and dropped files. What a request may hold is checked by
// whoever replies.

const ownedByMain: ReadonlySet<string> = new Set(mainRequests);
const listeners = new Set<(event: AttacheEvent) => void>();
const waiting = new Map<number, (reply: ReplyMessage<unknown>) => void>();
/** What was asked while no engine was there. */
let queue: { readonly id: number; readonly name: string; readonly payload: unknown }[] = [];
let port: MessagePort | null = null;
/** Which run of the engine the port leads to. */
let run: number | null = null;
/** The engine keeps stopping: nothing is asked of it until it was started again. */
let isBroken = false;
let next = 1;

const stopped: ProblemView = {
  code: 'engine.stopped',
  params: {},
  // The page has the words of every code (renderer/words).
  message: '',
  action: '',
  retry: true,
};

ipcRenderer.on(channels.engine, (event, news: PortNews) => {
  const given = event.ports[0] ?? null;
  // The same engine twice: the page asked for a port while its window was getting one. Requests on the first
  // port go on.
  if (news.port === 'open' && port !== null && news.run === run) {
    given?.close();
    return;
  }
  port?.close();
  port = given;
  run = news.port === 'open' ? news.run : null;
  isBroken = news.port === 'broken';
  // Their engine is gone, and with it their replies.
  for (const id of [...waiting.keys()]) {
    if (isBroken || !queue.some((request) => request.id === id)) settle(id, { ok: false, problem: stopped });
  }
  if (isBroken) queue = [];
  if (port === null) return;
  port.onmessage = ({ data }: MessageEvent<PortReply>) => {
    if ('event' in data) for (const hear of listeners) hear(data.event);
    else settle(data.id, data.reply);
  };
  port.start();
  for (const request of queue) port.postMessage(request);
  queue = [];
});

function settle(id: number, reply: ReplyMessage<unknown>): void {
  waiting.get(id)?.(reply);
  waiting.delete(id);
}

ipcRenderer.on(channels.event, (_event, told: AttacheEvent) => {
  for (const hear of listeners) hear(told);
});

function askEngine(name: string, payload: unknown): Promise<ReplyMessage<unknown>> {
  if (isBroken) return Promise.resolve({ ok: false, problem: stopped });
  return new Promise((resolve) => {
    const id = next;
    next += 1;
    waiting.set(id, resolve);
    if (port === null) queue.push({ id, name, payload });
    else port.postMessage({ id, name, payload });
  });
}

const bridge: Bridge = {
  call: <N extends RequestName>(name: N, payload: unknown) =>
    (ownedByMain.has(name)
      ? ipcRenderer.invoke(channels.ask, name, payload)
      : askEngine(String(name), payload)) as Promise<ReplyMessage<Reply<N>>>,
  listen: (hear) => {
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  },
  drop: (files) =>
    ipcRenderer.invoke(
      channels.drop,
      files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    ) as Promise<readonly Place[]>,
};

contextBridge.exposeInMainWorld('attache', bridge);
ipcRenderer.send(channels.port);
