import { Problem } from '../../ground/problem.ts';
import type { FormNode } from '../../model/form.ts';
import type { RowFilter, RowReader } from '../../model/rows.ts';
import { tablesOf } from '../../xform/shapes.ts';
import { DATE, type DeidentifyRules, type Treatment } from './rules.ts';

/** What is done to each question of a form, by path; and to the date of submission, by its name. */
export type Treatments = ReadonlyMap<string, Treatment>;

/**
 * Finds the questions that the rules of a form mean. A name means every question that has it: one too many is
 * safer than one too few. Always leaves out audit logs, instance names and labels of entities, replaces IDs, and
 * leaves out attachments unless the rules keep them. Throws `export.deidentify_unknown` for a rule whose column
 * is not in the form, because a typing error must not publish an answer.
 */
export function treatmentsOf(
  rules: DeidentifyRules,
  formId: string,
  reader: RowReader,
  filter: RowFilter,
): Treatments {
  const paths = pathsOf(reader, filter);
  const treatments = new Map<string, Treatment>();
  for (const path of paths.all) {
    const own =
      ofMeta(path) ?? (paths.files.has(path) && !rules.media ? ({ do: 'leave-out' } as const) : null);
    if (own !== null) treatments.set(path, own);
  }
  for (const { column, form, ...treatment } of rules.columns) {
    if (form !== undefined && form !== formId) continue;
    const meant = meantBy(column, paths.all);
    if (meant.length === 0) throw new Problem('export.deidentify_unknown', { column, form: formId });
    for (const path of meant) treatments.set(path, stricter(path, treatments.get(path), treatment));
  }
  return treatments;
}

/**
 * What the rules of a preset name: a path, a group or repeat, or a name. Also what is inside of a question: it is
 * a group in another version, or another program has put elements into its answer.
 */
export function meantBy(column: string, paths: ReadonlySet<string>): readonly string[] {
  const all = [...paths].map((path) => ({ path, question: bare(path) }));
  const at = (place: string): string[] =>
    all
      .filter(
        ({ path, question }) => path === place || question === place || question.startsWith(`${place}/`),
      )
      .map(({ path }) => path);
  const here = at(column);
  if (here.length > 0) return here;
  const named = new Set(all.map(({ question }) => question).filter((path) => nameOf(path) === column));
  return [...new Set([...named].flatMap(at))];
}

/** The path of the question: without the numbers of second elements, and without the name of an attribute. */
export function bare(path: string): string {
  return path.replace(/\/@[^/]*$/, '').replace(/\[\d+\]/g, '');
}

/** The answers that no definition names: nobody has seen a question that asks for them. */
export function unnamedPaths(reader: RowReader, filter: RowFilter): readonly string[] {
  const known = new Set(
    reader.models.flatMap(tablesOf).flatMap(({ columns }) => columns.map(({ path }) => path)),
  );
  const stored = new Set([...reader.storedPaths(filter).values()].flat());
  return [...stored].filter((path) => !known.has(bare(path)) && ofMeta(bare(path)) === null);
}

interface Paths {
  readonly all: ReadonlySet<string>;
  /** The questions that attachments answer, in any version. */
  readonly files: ReadonlySet<string>;
}

function pathsOf(reader: RowReader, filter: RowFilter): Paths {
  const all = new Set<string>([DATE]);
  const files = new Set<string>();
  for (const { columns } of reader.models.flatMap(tablesOf)) {
    for (const column of columns) {
      if (column.kind !== 'field') continue;
      all.add(column.path);
      if (column.field.type === 'binary') files.add(column.path);
    }
  }
  for (const stored of reader.storedPaths(filter).values()) for (const path of stored) all.add(path);
  return { all, files };
}

/** What is made to name somebody, and the log of how a person answered. */
const LEFT_OUT: ReadonlySet<string> = new Set(['audit', 'instanceName', 'label']);

/**
 * Returns what is done to what the form or the client adds to a submission: all that is below `meta`, at any
 * depth, such as the entity of ODK Central that it makes, with its ID and label. Null for a question.
 */
export function ofMeta(path: string): Treatment | null {
  const [, name] = /(?:^|\/)meta\/(?:.*\/)?([^/]+)$/.exec(path.replace(/\[\d+\]/g, '')) ?? [];
  if (name === undefined) return null;
  return { do: LEFT_OUT.has(name) ? 'leave-out' : 'pseudonymise' };
}

/** No rule brings back what is left out, or an ID: a rule for a group may mean them without intent. */
function stricter(path: string, known: Treatment | undefined, rule: Treatment): Treatment {
  if (known === undefined) return rule;
  const isFixed = known.do === 'leave-out' || ofMeta(path) !== null;
  return isFixed && rule.do !== 'leave-out' ? known : rule;
}

/** Takes the questions that are left out out of a form. Returns null for a group that has nothing left. */
export function withoutLeftOut(node: FormNode, treatments: Treatments): FormNode | null {
  if (node.kind === 'field') return treatments.get(node.path)?.do === 'leave-out' ? null : node;
  const children = node.children.flatMap((child) => withoutLeftOut(child, treatments) ?? []);
  return { ...node, children };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
