import { BrowserWindow, ipcMain } from 'electron';
import { answer } from '../ipc/answer.ts';
import type { Answer } from '../ipc/common.ts';
import { contract, type Handlers, type MainRequest } from '../ipc/contract.ts';
import { channels, mainRequests } from '../ipc/owners.ts';
import type { Desk } from './desk.ts';
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

/** Answers the windows: only ours, only what the contract has, only in the shape that it says. */
export function answerWindows(desk: Desk, locking: Locking): void {
  ipcMain.handle(channels.ask, (event, name: unknown, payload: unknown): Promise<Answer<unknown>> => {
    if (!isOurs(event, ourWindows())) return refuse(desk, 'request.refused');
    if (!isMainRequest(name)) return refuse(desk, 'request.refused');
    const parsed = contract[name].payload.safeParse(payload);
    if (!parsed.success) return refuse(desk, 'request.refused', name);
    const handlers = mainHandlers(desk, locking, event.sender);
    return answer(desk.workspace.path, () => call(handlers, name, parsed.data));
  });
  ipcMain.handle(channels.drop, (event, paths: unknown) => {
    if (!isOurs(event, ourWindows()) || !Array.isArray(paths)) return [];
    return paths
      .slice(0, 20)
      .flatMap((path: unknown) => (typeof path === 'string' && path !== '' ? [desk.places.add(path)] : []));
  });
  ipcMain.on(channels.port, (event) => {
    if (isOurs(event, ourWindows())) desk.connect(event.sender);
  });
}

/** The payload was parsed by the schema of this very name. */
function call<N extends MainRequest>(handlers: Handlers<MainRequest>, name: N, payload: unknown): unknown {
  return (handlers[name] as (payload: unknown) => unknown)(payload);
}

function refuse(desk: Desk, event: 'request.refused', request?: MainRequest): Promise<Answer<unknown>> {
  desk.log.write('error', event, request === undefined ? {} : { request });
  return answer(desk.workspace.path, () => {
    throw new TypeError('refused');
  });
}
