// Runs one of the project's programs on its pinned Node, after installing what it needs.
// Plain JavaScript without dependencies: it must start on any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { enableCompileCache } = nodeModule;
const root = dirname(fileURLToPath(import.meta.url));
const mark = join(root, 'node_modules', '.attache-setup');
const binary = process.platform === 'win32' ? 'node.exe' : 'node';
const pinned = join(root, 'node_modules', 'node', 'bin', binary);

/** What the installed packages depend on: the lockfile, and the platform (a folder may be shared by two). */
function wanted() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

function installed() {
  try {
    return existsSync(pinned) && readFileSync(mark, 'utf8') === wanted();
  } catch {
    return false;
  }
}

function npm(...args) {
  // npm's own messages go to standard error: what the program prints may be read by another program.
  const run = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (run.status === 0) return;
  process.stderr.write(
    `\nSetting up failed: "npm ${args.join(' ')}" ended with ${run.status ?? run.signal}.\n`,
  );
  process.stderr.write(
    'Check the network (the npm registry must be reachable) and the free disk space, then run the same command again.\n',
  );
  process.exit(1);
}

function install() {
  // npm would empty the folder behind the link, and with it the packages of whoever else uses it.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    process.stderr.write(
      'node_modules is a link, and the packages behind it are not those of this version. Set up in the folder that it leads to, or remove the link and run the same command again.\n',
    );
    process.exit(1);
  }
  process.stderr.write("Installing the project's packages (once, about half a minute) ...\n");
  rmSync(mark, { force: true });
  // Two steps, because npm 10 would run the native build of a package that ships its binaries.
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  npm('rebuild', 'node', 'bun', '--loglevel=error');
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, wanted());
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `Attaché needs Node 20 or newer; this is ${process.version}. Install a current Node from nodejs.org.\n`,
  );
  process.exit(1);
}
if (!installed()) install();

// The sources are TypeScript that Node runs as it is. Keeping what it makes of them halves the time to start, and saves
// each thread the memory of the translator. It is code only, and goes with the packages.
const cache = join(root, 'node_modules', '.cache', 'compiled');
process.env.NODE_COMPILE_CACHE ??= cache;
enableCompileCache?.(cache);

const [script, ...args] = process.argv.slice(2);
const file = join(root, script);
const pinnedVersion = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;

if (process.versions.node === pinnedVersion) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
} else {
  const child = spawn(pinned, [file, ...args], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both processes. The program ends in its own time, and this process returns its exit
  // code.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(signal === null ? (code ?? 1) : 128 + (signal === 'SIGINT' ? 2 : 15)),
  );
}
