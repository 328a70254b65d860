import type { FormColumns } from './form-columns.ts';

/**
 * Returns the name of a submission: its instance name, else its first identifier with an answer, else the end
 * of its id. Takes its main answers by path.
 */
export function submissionName(
  form: FormColumns,
  values: Readonly<Record<string, string>>,
  id: string,
): string {
  for (const path of ['meta/instanceName', ...form.identifiers]) {
    const value = values[path]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return id.slice(-8);
}

/**
 * Returns what a row of a repeat belongs to: the name of its submission and, for a repeat in a repeat, the
 * position of the row around it (“Amina › member[2]”). Takes the fact `@parent` as the store gives it; '' for
 * a row that is in no repeat.
 */
export function parentName(form: FormColumns, fact: string): string {
  if (fact === '') return '';
  const { answers, id, parent } = JSON.parse(fact) as {
    readonly answers: string | null;
    readonly id: string;
    readonly parent: string | null;
  };
  const own = JSON.parse(answers ?? '{}') as Readonly<Record<string, string>>;
  const name = submissionName(form, own, id);
  const place = parent === null ? null : /\/([^/]+\[\d+\])$/.exec(parent);
  return place === null ? name : `${name} › ${place[1]}`;
}
