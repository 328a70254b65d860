import { catalogue, type ProblemCode } from './catalogue.ts';
import { withNames } from './message.ts';
import { commandText, type ProblemSpec, type Text, windowText } from './spec.ts';

/** `docs/problems.md`, made from the catalogue: every code with its sentence, what to do, and the exit code. */
export function problemsPage(): string {
  const codes = Object.keys(catalogue) as ProblemCode[];
  const families = Map.groupBy(codes, (code) => code.slice(0, code.indexOf('.')));
  const parts = [
    '# Problems',
    'Every problem that Attaché reports, by code. The exit code is that of a command that cannot do its work because of it; a problem of single submissions ends a command with 3. *Retry* says if `attache retry` alone may help. A name in ‹› is a detail of the problem.',
  ];
  for (const [family, members] of families) {
    const rows = members.map((code) => {
      const { sentence, action, retry, exit } = catalogue[code] as ProblemSpec;
      return `| \`${code}\` | ${cell(sentence)} | ${cell(action)} | ${retry ? 'yes' : 'no'} | ${exit} |`;
    });
    parts.push(
      `## ${family}`,
      [
        '| code | what happened | what to do | retry | exit |',
        '| --- | --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

/** A text for a table. If the command line has different words, the text has both. */
function cell(text: Text): string {
  const [shown, printed] = [withNames(windowText(text)), withNames(commandText(text))];
  const both = shown === printed ? shown : `${shown} *Command line:* ${printed}`;
  return both.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('\n', ' ');
}
