import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'electron-vite';

// `npm run preview`: the same bundles in the host with a Chromium that can be seen, where Electron cannot be had.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
await build({ root, logLevel: 'warn' });
const app = spawn(process.execPath, [join(root, 'e2e', 'host', 'start.ts'), ...startArguments(), root], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
app.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

/** A folder of its own, so that a preview never touches the workspace that one works with. */
function startArguments(): readonly string[] {
  const given = process.argv.slice(2);
  const hasFolder = given.some((argument) => argument.startsWith('--user-data-dir='));
  return [
    '--host-visible',
    ...(hasFolder ? [] : [`--user-data-dir=${join(root, 'out', 'preview-data')}`]),
    ...given,
  ];
}
