import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { testWorkspaceKeys } from '../../../../fixtures/workspace-keys.ts';

/*
 * Converts a workspace in a process of its own. Arguments: the folder, `encrypted` or `plain`, and before which
 * change of the file system to kill itself: 0 for none. Prints how many changes there were.
 */
const [folder = '', to = '', killAt = '0'] = process.argv.slice(2);

const CHANGES = [
  'fsyncSync',
  'mkdirSync',
  'renameSync',
  'rmSync',
  'utimesSync',
  'writeFileSync',
  'writeSync',
] as const;
let changes = 0;
for (const name of CHANGES) {
  const change = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      changes += 1;
      if (changes === Number(killAt)) process.kill(process.pid, 'SIGKILL');
      return change(...args);
    },
  });
}
syncBuiltinESMExports();

const { convert } = await import('./convert.ts');
await convert(folder, to === 'plain' ? null : testWorkspaceKeys());
process.stdout.write(String(changes));
