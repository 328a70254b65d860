import type { z } from 'zod';
import { isProblem } from '../../ground/problem.ts';
import { formUnknown } from '../../ground/problems/form-unknown.ts';
import type { FormRef, FormState } from '../../model/form-ref.ts';
import { publicKeyFingerprint } from '../../model/key.ts';
import { withDistinctNames } from '../form-names.ts';
import { formOf, projectOf } from './address.ts';
import { type CentralApi, fetchFrom } from './api.ts';
import { forms, keys } from './documents.ts';
import { listProjects, type Project, projectNames } from './projects.ts';

export interface ListedForms {
  readonly forms: readonly FormRef[];
  /** What the projects are called, by their numbers. */
  readonly projects: ReadonlyMap<string, string>;
}

/** A form before it is known in how many projects it stands. */
type FormOfProject = Omit<FormRef, 'locator' | 'state'> & { readonly state: FormState | undefined };

/** A form with the numbers of its projects. */
interface FormOfProjects {
  readonly form: FormOfProject;
  readonly projects: readonly string[];
}

/**
 * The published forms of the projects that the address stands for, those of one id as one (`server-apis` §5.2). Throws a
 * Problem when the address names a project or form that the account is not shown, or when any of the lists cannot be read:
 * what is missing in one would be taken for deleted.
 */
export async function listForms(api: CentralApi, signal: AbortSignal): Promise<ListedForms> {
  const { base } = api;
  const all = await listProjects(api, signal);
  const names = projectNames(all);
  const wanted = formOf(base);
  const others: { readonly formId: string; readonly title: string | null }[] = [];
  const found = new Map<string, FormOfProjects>();
  for (const project of all) {
    const id = String(project.id);
    for (const listed of await fetchFrom(api, ['projects', id, 'forms'], forms, signal)) {
      const { xmlFormId, name, publishedAt } = listed;
      if (publishedAt === null) continue;
      if (wanted !== null && xmlFormId !== wanted) {
        others.push({ formId: xmlFormId, title: name ?? null });
        continue;
      }
      const form = await formIn(api, project, listed, signal);
      const known = found.get(xmlFormId);
      found.set(xmlFormId, {
        form: known === undefined ? form : together(known.form, form),
        projects: [...(known?.projects ?? []), id],
      });
    }
  }
  if (wanted !== null && found.size === 0) {
    throw formUnknown(wanted, `project ${projectOf(base)} of ${base.host}`, others);
  }
  const called = ({ projects }: FormOfProjects): string =>
    projects.map((id) => names.get(id) ?? id).join(' + ');
  const refs = [...found.values()].map((one) => refOf(one, called(one)));
  const projectsOf = ({ formId }: FormRef): string | null => {
    const one = found.get(formId);
    return one === undefined ? null : called(one);
  };
  return {
    forms: withDistinctNames(refs, (form) => ({ project: projectsOf(form), owner: null })),
    projects: names,
  };
}

/** The numbers of the projects that a form of `listForms` stands in. */
export function projectsOf({ locator }: FormRef): readonly string[] {
  return locator.slice(0, locator.indexOf('/')).split(',');
}

function refOf({ form: { state, ...form }, projects }: FormOfProjects, called: string): FormRef {
  return {
    ...form,
    ...(state === undefined ? {} : { state }),
    name: projects.length === 1 ? form.name : `${form.name} (${called})`,
    locator: `${projects.join(',')}/${form.formId}`,
  };
}

async function formIn(
  api: CentralApi,
  project: Project,
  listed: z.infer<typeof forms>[number],
  signal: AbortSignal,
): Promise<FormOfProject> {
  const { xmlFormId, keyId, version, name } = listed;
  const kept = keyId == null ? [] : await keptKeys(api, String(project.id), xmlFormId, signal);
  return {
    formId: xmlFormId,
    version: version == null || version === '' ? null : version,
    name: name == null || name === '' ? xmlFormId : name,
    mediaLocator: null,
    isKeyKept: kept.length > 0,
    keptKeys: kept.map(({ fingerprint }) => fingerprint),
    keyHints: Object.fromEntries(
      kept.flatMap(({ fingerprint, hint }) => (hint === '' ? [] : [[fingerprint, hint]])),
    ),
    isEncrypted: keyId != null,
    state: stateOf(project, listed),
  };
}

/** The form of one id in two projects. */
function together(one: FormOfProject, other: FormOfProject): FormOfProject {
  return {
    ...one,
    isKeyKept: one.isKeyKept === true || other.isKeyKept === true,
    keptKeys: [...(one.keptKeys ?? []), ...(other.keptKeys ?? [])],
    keyHints: { ...one.keyHints, ...other.keyHints },
    isEncrypted: one.isEncrypted === true || other.isEncrypted === true,
    // It takes submissions as long as one of its projects does.
    state: one.state === undefined ? undefined : other.state,
  };
}

/** Undefined of a form that takes submissions as usual. */
function stateOf({ archived }: Project, { state }: z.infer<typeof forms>[number]): FormState | undefined {
  if (archived === true) return 'archived';
  return state === 'closing' || state === 'closed' ? state : undefined;
}

/** The keys of a form that the server keeps, and for which any submission was made (`server-apis` §5.5). */
async function keptKeys(
  api: CentralApi,
  project: string,
  formId: string,
  signal: AbortSignal,
): Promise<readonly { readonly fingerprint: string; readonly hint: string }[]> {
  try {
    const path = ['projects', project, 'forms', formId, 'submissions', 'keys'];
    const found = await fetchFrom(api, path, keys, signal);
    return found.flatMap((key) =>
      key.managed === true
        ? [{ fingerprint: publicKeyFingerprint(key.public ?? ''), hint: key.hint?.trim() ?? '' }]
        : [],
    );
  } catch (error) {
    if (isProblem(error) && (error.code === 'net.forbidden' || error.code === 'net.not_found')) return [];
    throw error;
  }
}
