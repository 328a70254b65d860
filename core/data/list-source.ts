import type { Browse } from '../store/browse/browse.ts';
import type { ProblemGroups } from '../store/problem-groups.ts';
import type { FormColumns } from './form-columns.ts';

/** What the list of a view is read from: one connection, and what it knows of the form. */
export interface ListSource {
  readonly browse: Browse;
  readonly groups: Pick<ProblemGroups, 'ids'>;
  readonly form: FormColumns;
}
