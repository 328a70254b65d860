import type { z } from 'zod';
import { type AppEvent, appRequests } from './app.ts';
import { type BackupEvent, backupRequests } from './backup.ts';
import { type DataEvent, dataRequests } from './data.ts';
import { type EncryptionEvent, encryptionRequests } from './encryption.ts';
import { type ExportEvent, exportRequests } from './export.ts';
import { type FormsEvent, formsRequests } from './forms.ts';
import { type KeysEvent, keysRequests } from './keys.ts';
import { leaveRequests } from './leave.ts';
import { type ProblemsEvent, problemsRequests } from './problems.ts';
import { type PullEvent, pullRequests } from './pull.ts';
import type { Owner, RequestSpec } from './request.ts';
import { type ServersEvent, serversRequests } from './servers.ts';

/**
 * All requests that the window can send, and who replies to each. The main process and the engine check each
 * payload with these schemas before they use it; the preload and the window use the types only.
 */
export const contract = {
  ...appRequests,
  ...encryptionRequests,
  ...backupRequests,
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

/**
 * One function per request, for the process that replies to it. The reply has the problem that the function
 * throws.
 */
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
  | KeysEvent
  | EncryptionEvent
  | BackupEvent;
export type AttacheEvent = AppEvent | EngineEvent;

/**
 * What the preload gives to the window as `window.attache`. The window has no other way to reach the outside.
 */
export interface Bridge {
  /**
   * Sends a request and resolves to its reply. Never rejects. When the engine ends before it replies, the
   * problem is `engine.stopped`.
   */
  call<N extends RequestName>(
    name: N,
    payload: Payload<N>,
  ): Promise<import('./common.ts').ReplyMessage<Reply<N>>>;
  /** Calls `hear` for each event. Returns a function that stops this. */
  listen(hear: (event: AttacheEvent) => void): () => void;
  /** Makes places of files or folders that were dropped on the window. */
  drop(files: readonly File[]): Promise<readonly import('./common.ts').Place[]>;
}

/** What the engine sends to a window on their port. */
export type PortReply =
  | { readonly id: number; readonly reply: import('./common.ts').ReplyMessage<unknown> }
  | { readonly event: EngineEvent };
