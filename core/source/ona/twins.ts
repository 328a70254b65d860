import { z } from 'zod';
import { isAboutLogin, isProblem } from '../../ground/problem.ts';
import { fetchJson } from '../http/json.ts';
import { below } from '../openrosa/address.ts';
import type { OnaAccount } from './account.ts';
import type { Form } from './documents.ts';

/** Forms that Ona's Briefcase endpoints mix up, because they go by the ID alone. */
export interface Twins {
  /** Their IDs, which differ at most in capital letters. */
  readonly ids: readonly string[];
  /** Addresses that give each of them alone, with the name of what is there: a project, or a form of a project. */
  readonly places: readonly { readonly address: string; readonly name: string }[];
}

const projects = z.array(z.object({ projectid: z.int(), name: z.string().nullish() }));

/** The names of an owner's projects by their numbers, if the server gives them. Throws when the login is refused. */
export async function projectNames(
  { native }: OnaAccount,
  root: URL,
  owner: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    const url = below(root, 'api/v1/projects', { owner });
    const all = await fetchJson(native, url, { file: 'projects' }, projects, signal);
    return new Map(all.flatMap(({ projectid, name }) => (name ? [[String(projectid), name] as const] : [])));
  } catch (error) {
    // Names are only for display.
    if (!isProblem(error) || isAboutLogin(error)) throw error;
    return new Map();
  }
}

/** The number of the project that a form is in; null if the server does not say. */
export function projectNumber({ project }: Form): string | null {
  return /\/projects\/(\d+)\/?$/.exec(project ?? '')?.[1] ?? null;
}

/** The groups of forms with one ID, with the addresses that give each form alone. */
export function twinsOf(
  groups: Iterable<readonly Form[]>,
  root: URL,
  names: ReadonlyMap<string, string>,
): readonly Twins[] {
  return [...groups].flatMap((forms) => {
    if (forms.length < 2) return [];
    const numbers = forms.map(projectNumber);
    const areApart = !numbers.includes(null) && new Set(numbers).size === forms.length;
    const places = forms.map((form, i) => {
      const number = numbers[i] ?? '';
      return areApart
        ? { address: below(root, `projects/${number}`).href, name: names.get(number) ?? `project ${number}` }
        : { address: below(root, `forms/${form.formid}`).href, name: titleOf(form) };
    });
    return [{ ids: [...new Set(forms.map(({ id_string: id }) => id))], places }];
  });
}

/** The name for several forms that are listed as one. */
export function nameOfTwins(forms: readonly Form[], names: ReadonlyMap<string, string>): string {
  const titles = [...new Set(forms.map(titleOf))];
  if (titles.length > 1 || forms.length < 2) return titles.join(' + ');
  return `${titles[0]} (${forms.map((form) => names.get(projectNumber(form) ?? '') ?? form.formid).join(' + ')})`;
}

export function titleOf({ title, id_string: id }: Form): string {
  return title == null || title === '' ? id : title;
}
