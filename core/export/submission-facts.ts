import type { ExportSubmission } from '../model/rows.ts';
import type { OwnColumns } from './formats/description.ts';
import { sourcesOf } from './source-names.ts';

/** A fact about a submission that is no answer. It becomes a column behind the answers. */
export interface SubmissionFact {
  readonly name: string;
  /** What it is, in English. */
  readonly label: string;
  readonly kind: 'text' | 'whole' | 'flag';
  of(submission: ExportSubmission): string | number | boolean | null;
}

/** Which columns there are that only some exports have. */
export interface MoreFacts extends Pick<OwnColumns, 'hasDrafts' | 'hasSources' | 'isDeidentified'> {
  /** A column that tells which version of a submission is the current one. */
  readonly allVersions: boolean;
}

const ABOUT: readonly SubmissionFact[] = [
  fact('encrypted', 'flag', 'The submission came encrypted', (submission) => submission.encrypted),
  fact('signature', 'text', 'State of the signature', (submission) => submission.signature),
  fact('repaired', 'text', 'What was repaired when it was decrypted', (submission) => submission.repaired),
  fact('key_fingerprint', 'text', 'Fingerprint of the key', (submission) => submission.keyFingerprint),
  fact('submitter', 'text', 'Who submitted it', (submission) => submission.submitter),
  fact('device', 'text', 'The device that submitted it', (submission) => submission.device),
  fact('review_state', 'text', 'State of the review on the server', (submission) => submission.reviewState),
  fact('attachments_present', 'whole', 'Attachments that are here', (submission) => {
    return submission.attachments.filter(({ path }) => path !== null).length;
  }),
  fact(
    'attachments_expected',
    'whole',
    'Attachments that it names',
    (submission) => submission.attachments.length,
  ),
  fact('edit_of', 'text', 'The instance ID that it is an edit of', (submission) => submission.editOf),
];

/** The facts that name people and devices, and those about attachments, which may be left out. */
const ABOUT_PEOPLE: ReadonlySet<string> = new Set([
  ...['key_fingerprint', 'submitter', 'device'],
  ...['attachments_present', 'attachments_expected'],
]);

const IS_DRAFT = fact('is_draft', 'flag', 'It is a draft', (submission) => submission.isDraft);
const IS_CURRENT = fact('is_current', 'flag', 'It is the current version of the submission', (submission) => {
  return submission.isCurrent !== false;
});
const SOURCE = fact('submission_source', 'text', 'The servers and folders that list it', sourcesOf);

const EVERY = [...ABOUT, IS_DRAFT, IS_CURRENT, SOURCE];

/** All facts that any export can have, by name. */
export const FACT_NAMES: readonly string[] = EVERY.map(({ name }) => name);

/** What the values of facts are, by name. */
export const FACT_KINDS: ReadonlyMap<string, SubmissionFact['kind']> = new Map(
  EVERY.map(({ name, kind }) => [name, kind]),
);

/** What the columns of facts are, in English, by name: those before the answers, too. */
export const FACT_LABELS: ReadonlyMap<string, string> = new Map([
  ['key', 'Key of the row'],
  ['parent_key', 'Key of the row that this one belongs to'],
  ['submission_date', 'Time at which the server received the submission'],
  ['form_version', 'Version of the form'],
  ...EVERY.map(({ name, label }) => [name, label] as const),
]);

/** Returns the facts of an export's submissions, in their order. */
export function submissionFacts({
  hasDrafts,
  allVersions,
  hasSources,
  isDeidentified,
}: MoreFacts): readonly SubmissionFact[] {
  const about = isDeidentified === true ? ABOUT.filter(({ name }) => !ABOUT_PEOPLE.has(name)) : ABOUT;
  return [
    ...about,
    ...(hasDrafts ? [IS_DRAFT] : []),
    ...(allVersions ? [IS_CURRENT] : []),
    ...(hasSources ? [SOURCE] : []),
  ];
}

function fact(
  name: string,
  kind: SubmissionFact['kind'],
  label: string,
  of: SubmissionFact['of'],
): SubmissionFact {
  return { name, kind, label, of };
}
