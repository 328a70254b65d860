import type { Log } from '../../core/ground/log.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ReplyMessage } from '../ipc/common.ts';
import { contract, type EngineRequest, type Handlers } from '../ipc/contract.ts';
import { replyWith } from '../ipc/reply.ts';

/** What the Locked screen needs of a workspace that is not encrypted. */
export const whileHidden: ReadonlySet<EngineRequest> = new Set([
  'engine.status',
  'engine.continueLocked',
  'keys.list',
  'keys.unlock',
]);
/** What the Locked screen needs of an encrypted workspace: nothing but the key shows anything of it. */
export const whileLocked: ReadonlySet<EngineRequest> = new Set(['workspace.unlock']);
/** What the first screen needs before there is a workspace. */
export const whileNew: ReadonlySet<EngineRequest> = new Set(['workspace.create']);

/** A request as it comes over a window's port. Its content can be anything until it is checked. */
export interface Served {
  readonly id: number;
  readonly reply: ReplyMessage<unknown>;
}

export interface ServeOptions {
  readonly handlers: Partial<Handlers<EngineRequest>>;
  readonly folder: string;
  readonly log: Log;
  /** The requests that have replies now; null: all. */
  readonly allowed: ReadonlySet<EngineRequest> | null;
}

/**
 * Replies to one request of a window. Refuses names that are not in the contract and payloads that do not fit. While
 * the app is locked, also refuses every request that is not in `allowed`. Returns null for a message that is not a
 * request.
 */
export async function serve(
  message: unknown,
  { handlers, folder, log, allowed }: ServeOptions,
): Promise<Served | null> {
  if (
    typeof message !== 'object' ||
    message === null ||
    !('id' in message) ||
    typeof message.id !== 'number'
  ) {
    return null;
  }
  const { id } = message;
  const name: unknown = 'name' in message ? message.name : undefined;
  const reply = await replyWith(folder, () => {
    if (!isEngineRequest(name)) throw new Problem('engine.request_invalid', { request: 'something' });
    if (allowed !== null && !allowed.has(name)) throw new Problem('engine.locked', {});
    const parsed = contract[name].payload.safeParse('payload' in message ? message.payload : undefined);
    if (!parsed.success) throw new Problem('engine.request_invalid', { request: name });
    const handler = handlers[name];
    if (handler === undefined) throw new Problem('engine.locked', {});
    // The payload was parsed by the schema of this very name.
    return (handler as (payload: unknown) => unknown)(parsed.data);
  });
  if (!reply.ok) {
    const { code } = reply.problem;
    const isBug = code === 'engine.bug';
    log.write(isBug ? 'error' : 'debug', isBug ? 'request.bug' : 'request.failed', {
      ...(isEngineRequest(name) ? { request: name } : {}),
    });
  }
  return { id, reply };
}

function isEngineRequest(name: unknown): name is EngineRequest {
  return (
    typeof name === 'string' &&
    Object.hasOwn(contract, name) &&
    contract[name as EngineRequest].owner === 'engine'
  );
}
