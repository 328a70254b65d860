import { catalogue, describe, type ProblemCode } from '../problem.ts';
import type { ProblemParam } from './spec.ts';

/** Stands for a detail in a sentence of the page. */
const PLACE = new Proxy<Record<string, ProblemParam>>({}, { get: (_target, name) => `‹${String(name)}›` });

/** `docs/problems.md`, made from the catalogue: every code with its sentence, what to do, and the exit code. */
export function problemsPage(): string {
  const codes = Object.keys(catalogue) as ProblemCode[];
  const families = Map.groupBy(codes, (code) => code.slice(0, code.indexOf('.')));
  const parts = [
    '# Problems',
    'Everything that Attaché can tell you about, by code. The exit code is that of a command that cannot do its work because of it; a problem of single submissions ends a command with 3. *Retry* says whether `attache retry` alone may help.',
  ];
  for (const [family, members] of families) {
    parts.push(
      `## ${family}`,
      '| code | what it says | what to do | retry | exit |\n| --- | --- | --- | --- | --- |',
    );
    const rows = members.map((code) => {
      const { message, action, retry, exit } = describe({ code, params: PLACE });
      return `| \`${code}\` | ${cell(message)} | ${cell(action)} | ${retry ? 'yes' : 'no'} | ${exit} |`;
    });
    parts[parts.length - 1] += `\n${rows.join('\n')}`;
  }
  return `${parts.join('\n\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
