import { Problem } from '../ground/problem.ts';
import type { Source } from './source.ts';

/**
 * Limits a source to the one form that its address names; null keeps all forms. The list of forms throws
 * `source.not_shown` if the account does not see that form.
 */
export function onlyForm(source: Source, formId: string | null, { host }: URL): Source {
  if (formId === null) return source;
  const listForms: Source['listForms'] = async (signal) => {
    const found = (await source.listForms(signal)).filter((form) => form.formId === formId);
    if (found.length === 0) throw new Problem('source.not_shown', { host, what: 'form', name: formId });
    return found;
  };
  // Everything else is passed on to the source.
  return new Proxy(source, {
    get: (target, name) => {
      if (name === 'listForms') return listForms;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
