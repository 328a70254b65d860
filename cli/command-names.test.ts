// Covers app/workspace/default-workspace.ts, app/sources/known-sources.ts, cli/looking-on.ts.
import { afterEach, expect, test, vi } from 'vitest';
import { commandNames, commonOptions } from './command-names.ts';
import { main } from './program.ts';

afterEach(() => vi.restoreAllMocks());

test('the commands and the common options are exactly those in the help', async () => {
  let help = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    help += String(text);
    return true;
  });
  expect(await main(['node', 'attache', '--help'])).toBe(0);
  vi.restoreAllMocks();
  const [, options = '', commands = ''] = /\nOptions:\n(.*?)\n\nCommands:\n(.*?)\n\n/s.exec(help) ?? [];
  expect([...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name).sort()).toEqual(commandNames);
  const named = [...options.matchAll(/^ {2}(-.*?)(?: <|(?: {2,}|$))/gm)].flatMap(
    ([, names]) => names?.split(', ') ?? [],
  );
  expect(named.sort()).toEqual(commonOptions);
});
