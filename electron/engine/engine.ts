import { type KeyObject, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { MessagePortMain } from 'electron';
import { HeldKeys } from '../../app/keys/held-keys.ts';
import { ServerSecrets } from '../../app/sources/server-secrets.ts';
import { openWithKey } from '../../app/workspace/open-with-key.ts';
import { isUntouched } from '../../app/workspace/untouched.ts';
import { systemClock } from '../../core/ground/clock.ts';
import { Log } from '../../core/ground/log.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Settings } from '../ipc/app.ts';
import type { Place } from '../ipc/common.ts';
import type { EngineEvent, PortReply } from '../ipc/contract.ts';
import type { EngineStart, FromEngine, ToEngine } from '../ipc/control.ts';
import type { EngineContext } from './context.ts';
import { Control } from './control.ts';
import { type HandlerGroups, makeHandlerGroups } from './handler-groups.ts';
import { LockOrder } from './lock-order.ts';
import { Opening } from './opening.ts';
import { serve, whileHidden } from './serve.ts';

// The process that owns the workspace and the keys for the windows. The main process sends it commands, and
// each window has its own port for requests. When it ends, the keys are forgotten.

/** How long a last message may take to leave the process. */
const END_AFTER_MS = 200;

const { parentPort } = process;
const tell = (message: FromEngine): void => parentPort.postMessage(message);
const control = new Control(tell);
const ports = new Set<MessagePortMain>();
const places = new Map<string, Place>();
let running: { readonly groups: HandlerGroups; readonly workspace: Workspace; readonly log: Log } | null =
  null;
let opening: Opening | null = null;
let settings: Settings | null = null;
let isHidden = false;
let locks = new LockOrder(0);

parentPort.on('message', ({ data, ports: given }: { data: ToEngine; ports: MessagePortMain[] }) => {
  if (control.hear(data)) return;
  switch (data.type) {
    case 'start':
      void start(data.start).catch((error: unknown) => notStarted(error, data.start));
      return;
    case 'window':
      for (const port of given) connect(port);
      return;
    case 'settings':
      ({ settings } = data);
      running?.groups.settingsChanged();
      return;
    case 'place':
      places.set(data.place.id, data.place);
      return;
    case 'leave-plan':
      void leavePlan(data.id, data.others);
      return;
    case 'leave':
      void leave(data.id, data.items);
      return;
    case 'lock':
      locks.locked(data.number);
      return;
    case 'stop-conversion':
      opening?.stopConversion();
      return;
    case 'untouched':
      tell({
        type: 'untouched',
        id: data.id,
        isUntouched: running !== null && isUntouched(running.workspace),
      });
      return;
    case 'end':
      void end();
      return;
    default:
      return;
  }
});

async function start(asked: EngineStart): Promise<void> {
  ({ settings } = asked);
  for (const place of asked.places) places.set(place.id, place);
  locks = new LockOrder(asked.locks);
  const log = new Log(asked.logFile, asked.settings.logLevel);
  const keychain = asked.hasKeychain ? control.keychain : null;
  opening = new Opening(asked, {
    tell,
    clock: systemClock,
    keychain,
    log,
    locks,
    open: (workspaceKey, hides) => open(asked, { keychain, log, workspaceKey, hides }),
    show: () => {
      isHidden = false;
      if (running !== null) tell({ type: 'ready', sqlite: running.groups.sqliteVersion });
    },
  });
  await opening.begin();
}

interface OpenOptions {
  readonly log: Log;
  readonly keychain: EngineContext['keychain'];
  /** null: the workspace is not encrypted. */
  readonly workspaceKey: KeyObject | null;
  /** The window stays locked. */
  readonly hides: boolean;
}

/** Opens the workspace. After this the windows have replies, unless it is hidden. */
async function open(asked: EngineStart, options: OpenOptions): Promise<void> {
  const { log, keychain, workspaceKey, hides } = options;
  const workspace = openWithKey(asked.workspace.path, workspaceKey, 'app');
  isHidden = hides;
  // An encrypted workspace that is open behind the Locked screen is there for scheduled work.
  const isUnattended = hides && workspaceKey !== null;
  let groups: HandlerGroups | null = null;
  const context: EngineContext = {
    workspace,
    workspaceKey,
    workspaceKeyBy: (by) => {
      if (opening === null) throw new Problem('engine.locked', {});
      return opening.keyBy(by);
    },
    info: asked.workspace,
    keys: new HeldKeys(() => {
      groups?.keysChanged();
    }),
    secrets: new ServerSecrets(),
    clock: systemClock,
    keychain,
    settings: () => settings ?? asked.settings,
    emit,
    pathOf,
    grant,
    systemProxy: (url) => control.systemProxy(url),
    printer: control.printer,
    inHand: (step, submissions) =>
      tell({ type: 'pull-state', isRunning: step !== null, step, inHand: submissions }),
  };
  groups = await makeHandlerGroups(context, asked, {
    tell,
    isHidden: () => isHidden,
    show: () => {
      if (!isHidden) return;
      tell({ type: 'shown', lock: locks.atRequest });
      // The main process ends this engine, with the key that was just unlocked.
      if (locks.isLate) return;
      isHidden = false;
      if (groups !== null) void begin(groups, log);
    },
  });
  running = { groups, workspace, log };
  log.write('info', 'engine.started');
  if (!isUnattended) tell({ type: 'ready', sqlite: groups.sqliteVersion });
  // While the data is hidden, nothing is pulled. The pull continues when a person is back.
  if (!isHidden || isUnattended) void begin(groups, log);
}

/** Starts what needs no request. The screen that a problem belongs to shows the problem; the engine continues. */
async function begin(groups: HandlerGroups, log: Log): Promise<void> {
  try {
    await groups.afterStart();
  } catch (error) {
    if (!isProblem(error)) throw error;
    log.write('error', 'engine.begin_failed', { code: error.code });
  }
}

/** Reports why the workspace could not be opened, and ends. A bug ends the process as a crash does. */
function notStarted(error: unknown, { workspace, logFile, settings: { logLevel } }: EngineStart): void {
  const problem = storeProblem(error, workspace.path);
  if (!isProblem(problem)) throw error;
  new Log(logFile, logLevel).write('error', 'engine.not_started', { code: problem.code });
  tell({ type: 'not-started', problem: problem.data });
  // Wait until the message is sent: ending the process drops messages in transit.
  setTimeout(() => process.exit(0), END_AFTER_MS);
}

function connect(port: MessagePortMain): void {
  ports.add(port);
  port.on('close', () => ports.delete(port));
  port.on('message', ({ data }) => {
    void reply(port, data);
  });
  port.start();
}

async function reply(port: MessagePortMain, message: unknown): Promise<void> {
  if (opening === null) return;
  const options = {
    handlers: { ...running?.groups.handlers, ...opening.handlers },
    folder: opening.folder,
    log: opening.log,
    allowed: opening.allowed ?? (isHidden ? whileHidden : null),
  };
  const served = await locks.during(() => serve(message, options));
  if (served !== null) port.postMessage(served satisfies PortReply);
}

function emit(event: EngineEvent): void {
  if (isHidden && event.type !== 'keys-changed') return;
  for (const port of ports) port.postMessage({ event } satisfies PortReply);
}

function pathOf(placeId: string): string {
  const place = places.get(placeId);
  if (place === undefined) throw new Problem('engine.place_unknown', {});
  return place.path;
}

function grant(path: string, isFolder: boolean): Place {
  const place = {
    id: randomUUID(),
    path,
    isFolder: statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? isFolder,
  };
  places.set(place.id, place);
  tell({ type: 'grant', place });
  return place;
}

async function leavePlan(id: number, others: readonly string[]): Promise<void> {
  if (running === null) return;
  tell({ type: 'leave-plan', id, plan: await running.groups.leavePlan(others) });
}

async function leave(id: number, items: Extract<ToEngine, { type: 'leave' }>['items']): Promise<void> {
  if (running === null) return;
  tell({ type: 'leave', id, report: await running.groups.leave(items) });
}

async function end(): Promise<void> {
  await running?.groups.stop();
  running?.workspace.close();
  running = null;
  tell({ type: 'ended' });
  process.exit(0);
}
