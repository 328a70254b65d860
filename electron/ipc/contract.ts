import type { z } from 'zod';
import { type AppEvent, appRequests } from './app.ts';
import { type DataEvent, dataRequests } from './data.ts';
import { type ExportEvent, exportRequests } from './export.ts';
import { type FormsEvent, formsRequests } from './forms.ts';
import { type KeysEvent, keysRequests } from './keys.ts';
import { leaveRequests } from './leave.ts';
import { type ProblemsEvent, problemsRequests } from './problems.ts';
import { type PullEvent, pullRequests } from './pull.ts';
import type { Owner, RequestSpec } from './request.ts';
import { type ServersEvent, serversRequests } from './servers.ts';

/**
 * Everything that the window can ask, and who replies. The main process and the engine check each payload by these
 * schemas before they look at it; the preload and the window use the types only.
 */
export const contract = {
  ...appRequests,
  ...formsRequests,
  ...pullRequests,
  ...dataRequests,
  ...problemsRequests,
  ...exportRequests,
  ...serversRequests,
  ...keysRequests,
  ...leaveRequests,
} as const;

type Contract = typeof contract;
export type RequestName = keyof Contract;
export type Payload<N extends RequestName> = Readonly<z.infer<Contract[N]['payload']>>;
export type Reply<N extends RequestName> =
  Contract[N] extends RequestSpec<Owner, z.ZodType, infer R> ? R : never;

export type NamesOf<O extends Owner> = {
  [N in RequestName]: Contract[N]['owner'] extends O ? N : never;
}[RequestName];
export type EngineRequest = NamesOf<'engine'>;
export type MainRequest = NamesOf<'main'>;

/** One function a request, for whoever replies to it. What it throws becomes the problem of the reply. */
export type Handlers<N extends RequestName> = {
  readonly [K in N]: (payload: Payload<K>) => Reply<K> | Promise<Reply<K>>;
};

export type EngineEvent =
  | FormsEvent
  | PullEvent
  | DataEvent
  | ProblemsEvent
  | ExportEvent
  | ServersEvent
  | KeysEvent;
export type AttacheEvent = AppEvent | EngineEvent;

/** What the preload gives to the window as `window.attache`: the only way out. */
export interface Bridge {
  /** Asks; never rejects. A reply that does not come because the engine ended is `engine.stopped`. */
  call<N extends RequestName>(
    name: N,
    payload: Payload<N>,
  ): Promise<import('./common.ts').ReplyMessage<Reply<N>>>;
  /** Hears events; returns what ends it. */
  listen(hear: (event: AttacheEvent) => void): () => void;
  /** Files or folders that were dropped on the window, as places. */
  drop(files: readonly File[]): Promise<readonly import('./common.ts').Place[]>;
}

/** On the port between window and engine. */
export type PortReply =
  | { readonly id: number; readonly reply: import('./common.ts').ReplyMessage<unknown> }
  | { readonly event: EngineEvent };
