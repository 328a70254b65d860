import { BrowserWindow, ipcMain } from 'electron';
import type { ReplyMessage } from '../ipc/common.ts';
import { contract, type Handlers, type MainRequest } from '../ipc/contract.ts';
import { channels, mainRequests } from '../ipc/owners.ts';
import { replyWith } from '../ipc/reply.ts';
import type { Controller } from './controller.ts';
import { mainHandlers } from './handlers.ts';
import type { Locking } from './locking.ts';
import { isOurs } from './sender.ts';

const names: ReadonlySet<string> = new Set(mainRequests);

function isMainRequest(name: unknown): name is MainRequest {
  return typeof name === 'string' && names.has(name);
}

function ourWindows(): ReadonlySet<number> {
  return new Set(BrowserWindow.getAllWindows().map(({ webContents }) => webContents.id));
}

/** Replies to the windows: only to ours, only what the contract has, only in the shape that it says. */
export function answerWindows(controller: Controller, locking: Locking): void {
  ipcMain.handle(channels.ask, (event, name: unknown, payload: unknown): Promise<ReplyMessage<unknown>> => {
    if (!isOurs(event, ourWindows())) return refuse(controller, 'request.refused');
    if (!isMainRequest(name)) return refuse(controller, 'request.refused');
    const parsed = contract[name].payload.safeParse(payload);
    if (!parsed.success) return refuse(controller, 'request.refused', name);
    const handlers = mainHandlers(controller, locking, event.sender);
    return replyWith(controller.workspace.path, () => call(handlers, name, parsed.data));
  });
  ipcMain.handle(channels.drop, (event, paths: unknown) => {
    if (!isOurs(event, ourWindows()) || !Array.isArray(paths)) return [];
    return paths
      .slice(0, 20)
      .flatMap((path: unknown) =>
        typeof path === 'string' && path !== '' ? [controller.places.add(path)] : [],
      );
  });
  ipcMain.on(channels.port, (event) => {
    if (isOurs(event, ourWindows())) controller.connect(event.sender);
  });
}

/** The payload was parsed by the schema of this very name. */
function call<N extends MainRequest>(handlers: Handlers<MainRequest>, name: N, payload: unknown): unknown {
  return (handlers[name] as (payload: unknown) => unknown)(payload);
}

function refuse(
  controller: Controller,
  event: 'request.refused',
  request?: MainRequest,
): Promise<ReplyMessage<unknown>> {
  controller.log.write('error', event, request === undefined ? {} : { request });
  return replyWith(controller.workspace.path, () => {
    throw new TypeError('refused');
  });
}
