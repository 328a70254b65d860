import type { CommandLine } from './command-line.ts';

/** Declares `attache verify`. */
export function declareVerify({ command, common, ends }: CommandLine): void {
  command('verify', 'check the database and all stored signatures and files again').action(async () =>
    ends((await import('../commands/verify.ts')).verifyAll(common())),
  );
}
