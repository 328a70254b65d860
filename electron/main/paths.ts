import { join } from 'node:path';
import { app } from 'electron';
import { defaultWorkspace } from '../../app/workspace/default-workspace.ts';

/** Where the app keeps what is its own. All of it lies below the user-data folder, but the workspace. */
export interface AppPaths {
  readonly userData: string;
  readonly settings: string;
  readonly logs: string;
  readonly log: string;
  readonly sample: string;
  readonly workspace: string;
}

/** The paths of this start. With a user-data folder of its own (`--user-data-dir`) the workspace lies there too. */
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
