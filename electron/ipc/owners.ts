import type { MainRequest } from './contract.ts';

/**
 * The requests that the main process replies to; all others go to the engine. This list is not part of the
 * contract, because the preload must stay small and imports only types from there. A test checks that the
 * list and the contract agree.
 */
export const mainRequests: readonly MainRequest[] = [
  'app.info',
  'app.set',
  'app.licences',
  'app.log',
  'app.chooseFile',
  'app.chooseFolder',
  'app.copiedFolder',
  'app.acceptFolder',
  'app.chooseSave',
  'app.showInFolder',
  'app.showWorkspace',
  'app.openHelp',
  'app.copy',
  'app.saveText',
  'app.lock',
  'app.active',
  'app.newWindow',
  'app.quit',
  'app.close',
  'app.restartEngine',
  'workspace.open',
  'workspace.move',
  'workspace.openSample',
  'workspace.leaveSample',
  'workspace.chooseAgain',
  'workspace.saveRisk',
  'backup.saveRisk',
  'workspace.convert',
  'workspace.stopConversion',
  'leave.plan',
  'leave.do',
];

/**
 * What a window gets to know about the engine: which run of it the port leads to, or that there is no engine.
 */
export type PortNews =
  | { readonly port: 'open'; readonly run: number }
  | { readonly port: 'closed' | 'broken' };

/** The channels between a window and the main process. */
export const channels = {
  /** invoke: `[name, payload]` → `ReplyMessage` */
  ask: 'attache:ask',
  /** invoke: paths of dropped files → places; called by the preload only */
  drop: 'attache:drop',
  /** send: "give me a port to the engine" */
  port: 'attache:port',
  /** to the window: a `PortNews`, with the port when it is open */
  engine: 'attache:engine',
  /** to the window: an event */
  event: 'attache:event',
} as const;
