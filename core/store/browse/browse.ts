import type { Db } from '../db.ts';
import { FormFacts } from './form-facts.ts';
import { Scan } from './scan.ts';
import { SubmissionFacts } from './submission-facts.ts';

/** Everything that tables and sheets read, over one connection. */
export interface Browse {
  readonly form: FormFacts;
  readonly submission: SubmissionFacts;
  readonly scan: Scan;
}

/** Reads with this connection. */
export function browseWith(db: Db): Browse {
  return { form: new FormFacts(db), submission: new SubmissionFacts(db), scan: new Scan(db) };
}
