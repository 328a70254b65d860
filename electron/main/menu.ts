import { BrowserWindow, Menu } from 'electron';
import type { Command, Language } from '../ipc/app.ts';
import { channels } from '../ipc/owners.ts';
import { menuTemplate } from './menu-template.ts';

/** Sets the menu of the app. Takes the language, and what makes a new window. */
export function setMenu(language: Language, newWindow: () => void): void {
  const isMac = process.platform === 'darwin';
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language, isMac, { send, newWindow })));
}

function send(command: Command): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  window?.webContents.send(channels.event, { type: 'command', command });
}
