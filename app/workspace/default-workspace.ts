import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns the default folder of the workspace: the place where each system keeps a program's data of one
 * user.
 */
export function defaultWorkspace(): string {
  const home = homedir();
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Attache', 'workspace');
  }
  if (process.platform === 'darwin') {
    return join(home, 'Library', 'Application Support', 'Attache', 'workspace');
  }
  return join(process.env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'attache', 'workspace');
}
