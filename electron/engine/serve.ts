import type { Log } from '../../core/ground/log.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ReplyMessage } from '../ipc/common.ts';
import { contract, type EngineRequest, type Handlers } from '../ipc/contract.ts';
import { replyWith } from '../ipc/reply.ts';

/** What the Locked screen needs; all else is refused while the data is hidden. */
const whileHidden: ReadonlySet<string> = new Set<EngineRequest>([
  'engine.status',
  'engine.continueLocked',
  'keys.list',
  'keys.unlock',
]);

/** A request as it comes over a window's port. Its content can be anything until it is checked. */
export interface Served {
  readonly id: number;
  readonly reply: ReplyMessage<unknown>;
}

export interface ServeOptions {
  readonly handlers: Handlers<EngineRequest>;
  readonly folder: string;
  readonly log: Log;
  readonly isHidden: () => boolean;
}

/**
 * Replies to one request of a window. Refuses names that are not in the contract and payloads that do not fit. While
 * the Locked screen is shown, also refuses every request that this screen does not need. Returns null for a message
 * that is not a request.
 */
export async function serve(
  message: unknown,
  { handlers, folder, log, isHidden }: ServeOptions,
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
    if (isHidden() && !whileHidden.has(name)) throw new Problem('engine.locked', {});
    const parsed = contract[name].payload.safeParse('payload' in message ? message.payload : undefined);
    if (!parsed.success) throw new Problem('engine.request_invalid', { request: name });
    // The payload was parsed by the schema of this very name.
    return (handlers[name] as (payload: unknown) => unknown)(parsed.data);
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
