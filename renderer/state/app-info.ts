import { createContext, useContext } from 'react';
import type { AppInfo } from '../../electron/ipc/app.ts';

export const AppInfoContext = createContext<AppInfo | null>(null);

/** Settings, versions, workspace and lock. Throws outside of the app. */
export function useApp(): AppInfo {
  const info = useContext(AppInfoContext);
  if (info === null) throw new Error('no app here');
  return info;
}
