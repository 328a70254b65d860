import { EventEmitter } from 'node:events';
import type { HostApp } from './app.ts';
import { HostWindow, setDark } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { MessageChannelMain } from './ports.ts';
import { session } from './session.ts';
import { HostUtilityProcess } from './utility-process.ts';
import { webContents } from './web-contents.ts';

interface MenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly submenu?: readonly MenuItem[] | HostMenu;
  readonly click?: (item: unknown, window: unknown) => void;
}

class HostMenu {
  static #shown: HostMenu | null = null;
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[]) {
    this.items = items.map((item) =>
      Array.isArray(item.submenu)
        ? { ...item, submenu: new HostMenu(item.submenu as readonly MenuItem[]) }
        : item,
    );
  }

  static buildFromTemplate(items: readonly MenuItem[]): HostMenu {
    return new HostMenu(items);
  }

  static setApplicationMenu(menu: HostMenu | null): void {
    HostMenu.#shown = menu;
  }

  static getApplicationMenu(): HostMenu | null {
    return HostMenu.#shown;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const found = item.submenu instanceof HostMenu ? item.submenu.getMenuItemById(id) : null;
      if (found !== null) return found;
    }
    return null;
  }
}

class HostTheme extends EventEmitter {
  shouldUseDarkColors = false;

  set themeSource(source: 'system' | 'light' | 'dark') {
    this.shouldUseDarkColors = source === 'dark';
    setDark(this.shouldUseDarkColors);
    this.emit('updated');
  }
}

/** Not a keychain: it only turns texts into others and back. `ATTACHE_HOST_KEYCHAIN=none` is a computer without one. */
const safeStorage = {
  isAsyncEncryptionAvailable: async () => process.env.ATTACHE_HOST_KEYCHAIN !== 'none',
  getSelectedStorageBackend: () =>
    process.env.ATTACHE_HOST_KEYCHAIN === 'basic' ? 'basic_text' : 'gnome_libsecret',
  encryptStringAsync: async (text: string) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xa5)),
  decryptStringAsync: async (bytes: Buffer) => ({
    result: Buffer.from(bytes.map((byte) => byte ^ 0xa5)).toString(),
    shouldReEncrypt: false,
  }),
};

let clipboardText = '';
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 }, scaleFactor: 1 };

/** What `electron` is here. */
export function makeElectron(app: HostApp): Readonly<Record<string, unknown>> {
  return {
    app: guarded('app', app),
    BrowserWindow: HostWindow,
    webContents: guarded('webContents', webContents),
    ipcMain: guarded('ipcMain', ipcMain),
    MessageChannelMain,
    session: guarded('session', session),
    protocol: guarded('protocol', { registerSchemesAsPrivileged: () => undefined }),
    utilityProcess: guarded('utilityProcess', {
      fork: (
        path: string,
        args: readonly string[] = [],
        options: ConstructorParameters<typeof HostUtilityProcess>[2] = {},
      ) => new HostUtilityProcess(path, args, options),
    }),
    dialog: guarded('dialog', {
      showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
      showSaveDialog: async () => ({ canceled: true, filePath: '' }),
      showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
      showErrorBox: () => undefined,
    }),
    shell: guarded('shell', {
      openExternal: async () => undefined,
      openPath: async () => '',
      showItemInFolder: () => undefined,
    }),
    clipboard: guarded('clipboard', {
      writeText: (text: string) => {
        clipboardText = text;
      },
      readText: () => clipboardText,
    }),
    Menu: HostMenu,
    safeStorage: guarded('safeStorage', safeStorage),
    powerMonitor: guarded('powerMonitor', Object.assign(new EventEmitter(), { getSystemIdleTime: () => 0 })),
    nativeTheme: guarded('nativeTheme', new HostTheme()),
    screen: guarded('screen', { getAllDisplays: () => [display], getPrimaryDisplay: () => display }),
  };
}

/** Anything that the host does not have fails by its name, and never silently. Specs may put their own in its place. */
function guarded<T extends object>(name: string, module: T): T {
  return new Proxy(module, {
    get: (target, key) => {
      if (Reflect.has(target, key)) {
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' && !Object.hasOwn(target, key) ? value.bind(target) : value;
      }
      // What the language and the debugger ask of every object.
      if (typeof key === 'symbol' || ['then', 'toJSON', 'constructor', 'inspect', 'nodeType'].includes(key))
        return undefined;
      throw new Error(`Electron host: ${name}.${key} is not there`);
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
