import { join } from 'node:path';
import { app } from 'electron';
import { defaultWorkspace } from '../../app/workspace/default-workspace.ts';

/** The places of the app's own files. All except the workspace are inside the user-data folder. */
export interface AppPaths {
  readonly userData: string;
  readonly settings: string;
  readonly logs: string;
  readonly log: string;
  readonly sample: string;
  readonly workspace: string;
}

/**
 * The paths of this start. With another user-data folder (`--user-data-dir`) the workspace is inside it too.
 */
export function appPaths(): AppPaths {
  const userData = app.getPath('userData');
  const isOwn = app.commandLine.hasSwitch('user-data-dir');
  const logs = join(userData, 'logs');
  return {
    userData,
    settings: join(userData, 'settings.json'),
    logs,
    log: join(logs, 'attache.log'),
    sample: join(userData, 'sample'),
    workspace: isOwn ? join(userData, 'workspace') : defaultWorkspace(),
  };
}
