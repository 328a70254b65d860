import type { FormColumns } from './form-columns.ts';

/**
 * What a submission is called: its instance name, else its first identifier that has an answer, else the end of its id.
 * Takes its own answers by path.
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
 * What a row of a repeat belongs to: its submission's name and, within a repeat, the place of the row that it is in
 * (“Amina › member[2]”). Takes the fact `@parent` as the store gives it; '' for a row that is in no repeat.
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
