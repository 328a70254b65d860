import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'electron-vite';
import { downloadElectron, electronBinary } from './electron-binary.ts';

// `npm start`: builds the app and opens it in Electron.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, 'node_modules', 'electron');
const say = (text: string): void => {
  process.stderr.write(text);
};

const program = electronBinary({
  folder,
  platform: process.platform,
  env: process.env,
  download: () => downloadElectron(folder),
  say,
});
if (program === null) process.exitCode = 1;
else {
  say('Building the app ...\n');
  await build({ root, logLevel: 'warn' });
  const app = spawn(program, [...process.argv.slice(2), root], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
  app.on('error', (error) => {
    say(`Electron could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  app.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
