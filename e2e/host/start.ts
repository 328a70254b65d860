import inspector from 'node:inspector';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HostApp } from './app.ts';
import { startBrowser } from './browser.ts';
import { setBrowser } from './browser-window.ts';
import { Cdp } from './cdp.ts';
import { makeElectron } from './electron-module.ts';
import { endChildren } from './utility-process.ts';

// What the stand-in for Electron's binary does: see README.md.

const MODULE = Symbol.for('attache.host.electron');
const switches = new Map<string, string>();
const args = process.argv.slice(2);
let place = 0;
for (; place < args.length; place += 1) {
  const argument = args[place] ?? '';
  const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
  if (match?.[1] !== undefined) switches.set(match[1], match[2] ?? '');
  else if (argument === '-r') place += 1;
  else break;
}
// Everything after the app's path belongs to the app.
const appPath = resolve(args[place] ?? join(import.meta.dirname, '..', '..'));
const hasArguments = place + 1 < args.length;

process.on('exit', endChildren);
// Playwright waits for this line and for that of the browser.
if (switches.has('inspect')) inspector.open(Number(switches.get('inspect') ?? 0), '127.0.0.1');

const connected = Promise.withResolvers<Cdp>();
let isBegun = false;
// Electron begins with windows, and takes signals for itself, when the app's code has run. With arguments this host does
// so too: with them the app may be a command, which needs no browser. Without, it begins beside, to be faster.
if (!hasArguments) beginWithWindows();

function beginWithWindows(): void {
  if (isBegun) return;
  isBegun = true;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
  connected.resolve(connectBrowser());
}

async function connectBrowser(): Promise<Cdp> {
  const made = await startBrowser(switches.has('host-visible'));
  made.process.on('exit', () => process.exit(1));
  const cdp = await Cdp.connect(made.address);
  await cdp.send('Target.setDiscoverTargets', { discover: true });
  // A visible browser starts with a page that is not ours.
  const { targetInfos } = await cdp.send('Target.getTargets');
  for (const { targetId, type } of targetInfos) {
    if (type === 'page') await cdp.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }
  process.stderr.write(`\nDevTools listening on ${made.address}\n`);
  return cdp;
}

const root = appPath.endsWith('.js') ? resolve(appPath, '..', '..', '..') : appPath;
const app = new HostApp(root, switches, (code) => process.exit(code));
setBrowser(connected.promise, {
  allClosed: () => app.allClosed(),
  contentsCreated: (contents) => app.emit('web-contents-created', {}, contents),
});
const electron = makeElectron(app);
Object.assign(globalThis, { [MODULE]: electron });
Object.defineProperty(process.versions, 'electron', { value: `host on Node ${process.versions.node}` });

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== 'electron') return next(specifier, context);
    const how = context.conditions.includes('import') ? 'import' : 'require';
    return {
      url: `attache-host:${how}`,
      format: how === 'import' ? 'module' : 'commonjs',
      shortCircuit: true,
    };
  },
  load: (url, context, next) => {
    if (!url.startsWith('attache-host:')) return next(url, context);
    const module = "globalThis[Symbol.for('attache.host.electron')]";
    const names = Object.keys(electron).map((name) => `export const ${name} = electron.${name};`);
    return url.endsWith('import')
      ? {
          format: 'module',
          source: `const electron = ${module};\n${names.join('\n')}\nexport default electron;`,
          shortCircuit: true,
        }
      : { format: 'commonjs', source: `module.exports = ${module};`, shortCircuit: true };
  },
});
Object.assign(globalThis, { __playwright_run: () => undefined });

const main = appPath.endsWith('.js') ? appPath : join(appPath, 'out', 'main', 'main.js');
await import(pathToFileURL(main).href);
beginWithWindows();
await connected.promise;
app.becomeReady();
