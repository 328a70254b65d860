import type { CommandLine } from './command-line.ts';

/** Declares `attache problems`. */
export function declareProblems({ command, common }: CommandLine): void {
  command('problems', 'list all problems and what to do')
    .option('--form <id>', 'only this form')
    .action(async (o: { form?: string }) =>
      (await import('../commands/problems.ts')).listProblems(common(), o.form ?? null),
    );
}
