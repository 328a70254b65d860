import type { Command } from 'commander';
import type { CommandLine } from './command-line.ts';
import { fromServers } from './shared-options.ts';

/** Declares `attache submissions`. */
export function declareSubmissions({ command, common }: CommandLine): void {
  const submissions = command('submissions', 'list all submissions with their state, signature and problems')
    .option('--form <id>', 'only this form')
    .option('--all-versions', 'every version of an edited submission, not only the newest', false)
    .addOption(fromServers())
    .action(async (o: { form?: string; allVersions: boolean; server?: string[] }) =>
      (await import('../commands/submissions.ts')).listSubmissions(
        common(),
        o.form ?? null,
        o.allVersions,
        o.server,
      ),
    );
  command('xml <instanceId>', "print one submission's decrypted XML, byte for byte", submissions)
    .option('--form <id>', 'the form, if several have a submission with this ID')
    .action(async (instanceId: string, _o: object, given: Command) => {
      // When the parent command has the same option, the parent receives its value.
      const { form } = given.optsWithGlobals<{ form?: string }>();
      await (await import('../commands/submission-xml.ts')).printSubmissionXml(
        common(),
        instanceId,
        form ?? null,
      );
    });
}
