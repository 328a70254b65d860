import { installPrograms } from './install-programs.ts';
import { runGroups } from './run-groups.ts';
import { counting, type Print, playwright, type Result, type Runner, vitest } from './runner.ts';
import { staticChecks } from './static-checks.ts';
import { whichElectron } from './which-electron.ts';

/** Some of the tests on Node for Windows, where Wine is there: it is too large to be installed for them. */
async function windowsSample(print: Print): Promise<Result> {
  const found = await counting(print, process.execPath, ['e2e/windows/run.ts', '--sample']);
  return found.passed + found.failed > 0 ? found : { ...found, isSkipped: true };
}

/** The tests of storing, pulling, exporting and leaving again. `npm run test:long` takes all of core and the commands. */
function onEncryptedWorkspaces(print: Print): Promise<Result> {
  const folders = ['core/store', 'core/pull', 'core/export', 'app/exports', 'app/leave'];
  return vitest(print, { project: 'unit', folders, env: { ATTACHE_TEST_ENCRYPTED: '1' } });
}

const groups: readonly (readonly Runner[])[] = [
  staticChecks,
  [{ name: 'unit and process', run: (print) => vitest(print) }],
  // Beside each other: much of the sample on Windows is waiting for Wine to start.
  [
    { name: 'on encrypted workspaces', run: onEncryptedWorkspaces },
    { name: 'a sample on Windows (Wine)', run: windowsSample },
    {
      name: 'crypto on Node (OpenSSL)',
      run: (print) => counting(print, process.execPath, ['e2e/crypto/run.ts']),
    },
    {
      name: 'crypto on Bun (BoringSSL, as in Electron)',
      run: (print) => counting(print, 'bun', ['e2e/crypto/run.ts']),
    },
    {
      name: 'the packed app',
      run: (print) => counting(print, process.execPath, ['electron/packaging/package.ts']),
    },
  ],
  [{ name: 'the app in its window', run: playwright }],
];

// `npm test`: everything. The programs are installed beside the first group, which needs none of them.
await runGroups(groups, installPrograms(whichElectron().kind === 'host'));
