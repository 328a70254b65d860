import type { CommandLine } from './command-line.ts';

/** Declares `attache forms`. */
export function declareForms({ command, common, ends }: CommandLine): void {
  const listed = command('forms', 'list all forms with their versions, keys and counts').action(async () =>
    (await import('../commands/forms.ts')).printForms(common()),
  );
  command(
    'add <file...>',
    'add form definitions (XForms) that the server does not send to this account',
    listed,
  ).action(async (files: string[]) =>
    ends((await import('../commands/add-forms.ts')).addForms(common(), files)),
  );
}
