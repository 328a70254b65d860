// Covers cli/declared/export.ts, cli/declared/forms.ts,
// cli/declared/import.ts, cli/declared/open.ts, cli/declared/problems.ts, cli/declared/pull.ts,
// cli/declared/retry.ts, cli/declared/servers.ts, cli/declared/shared-options.ts, cli/declared/status.ts,
// cli/declared/submissions.ts, cli/declared/verify.ts, cli/declared/watch.ts,
// cli/declared/workspace.ts, cli/program.ts.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commandNames } from './command-names.ts';
import { main } from './program.ts';

let printed = '';
beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]): Promise<number> => main(['node', 'attache', ...args]);

test.each(commandNames.filter((name) => name !== 'help'))(
  '%s is declared, and has a help text',
  async (name) => {
    expect(await run(name, '--help')).toBe(0);
    expect(printed).toContain(`Usage: attache ${name}`);
    expect(printed).toContain('--workspace <folder>');
  },
);

test.each([
  [['import', 'folder', '--threads', '0'], 'a whole number from 1 to 64.'],
  [['pull', '--server', 's', '--connections', '1.5'], 'a whole number from 1 to 64.'],
  [['watch', '--every', '0'], 'a number from 0.1 to 1440.'],
  [['servers', 'add', 's'], "required option '--url <url>'"],
  [['servers', 'change', 's', '--kind', 'briefcase'], 'Allowed choices are'],
  [['workspace', 'create', '--encrypt=yes'], "unknown option '--encrypt=yes'"],
  [
    ['status', '--workspace-passphrase-env', 'A', '--workspace-recovery-env', 'B'],
    'cannot be used with option',
  ],
  [
    ['status', '--workspace-passphrase-env', 'A', '--workspace-passphrase-fd', '3'],
    'cannot be used with option',
  ],
  [['export', '--form', 'a'], "required option '--out <folder>'"],
])('%j is refused before anything is opened', async (args, why) => {
  expect(await run(...args)).toBe(2);
  expect(printed).toContain(why);
});

test.each([
  [['export', '--form', 'a', '--json'], "required option '--out <folder>' not specified"],
  [['--json', 'import', 'folder', '--threads', '0'], 'a whole number from 1 to 64.'],
  [['--nothing', 'status', '--json'], "unknown option '--nothing'"],
  [['expor', '--json'], "unknown command 'expor'"],
  [['--json'], 'it names no command.'],
])('%j is refused on standard output too, as JSON', async (args, why) => {
  const out = vi.spyOn(process.stdout, 'write');
  const written = (): string => out.mock.calls.map(([text]) => String(text)).join('');
  out.mockClear();
  expect(await run(...args)).toBe(2);
  const { error } = JSON.parse(written());
  expect(error).toMatchObject({ code: 'usage.command_line', retry: false });
  expect(error.message).toContain(why);
});
