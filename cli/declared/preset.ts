import type { CommandLine } from './command-line.ts';

/** Declares `attache preset`. */
export function declarePreset({ command, common, ends }: CommandLine): void {
  const presets = command('preset', 'saved options of exports, and rules for de-identified exports');
  command('import <file>', 'add presets from a JSON file, or change those of the same name', presets).action(
    async (file: string) => ends((await import('../commands/preset.ts')).importPresets(common(), file)),
  );
  command('list', 'list the presets', presets).action(async () =>
    ends((await import('../commands/preset.ts')).showPresets(common())),
  );
  command('export <name>', 'print a preset as JSON, as "preset import" reads it', presets).action(
    async (name: string) => ends((await import('../commands/preset.ts')).printPreset(common(), name)),
  );
  command('suggest', 'print a preset with rules for the questions that may identify people', presets)
    .requiredOption('--form <id>', 'the form')
    .action(async ({ form }: { form: string }) =>
      ends((await import('../commands/preset.ts')).suggestPreset(common(), form)),
    );
  command('remove <name>', 'remove a preset', presets).action(async (name: string) =>
    ends((await import('../commands/preset.ts')).dropPreset(common(), name)),
  );
}
