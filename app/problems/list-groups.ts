import { describe, problemData } from '../../core/ground/problem.ts';
import type { GroupAction, ProblemGroup } from '../../core/model/problem-group.ts';
import type { CauseBucket } from '../../core/model/pull.ts';
import { folderOf } from '../../core/model/source-name.ts';
import type { GroupedProblem } from '../../core/store/problem-groups.ts';
import { askedKey, type KeysHere } from '../keys/asked-key.ts';
import { groupId } from './group-id.ts';
import type { GroupReader } from './group-reader.ts';

/** The action that helps with a group, by its cause. */
const actions: Readonly<Record<string, GroupAction>> = {
  'key.none_fits': 'add-key',
  'key.locked': 'unlock',
  'key.kept_by_server': 'show',
  'submission.xml_enc_missing': 'export-list',
  'submission.key_truncated': 'export-list',
  'submission.key_too_long': 'export-list',
  'submission.key_missing': 'export-list',
  'submission.attachment_missing': 'look-again',
  'source.part_missing': 'look-again',
  'source.part_deleted': 'export-list',
  'source.answers_deleted': 'export-list',
  'source.opening_failed': 'export-list',
  'decrypt.signature_mismatch': 'show',
  'decrypt.signature_absent': 'show',
  'submission.conflict': 'show',
  'submission.newest_unreadable': 'show',
  'submission.only_before_edit': 'show',
  'submission.edit_not_kept': 'show',
  'submission.attachment_before_edit': 'show',
  'submission.edited_twice': 'show',
  'submission.unexpected': 'show',
  'submission.file_failed': 'download-again',
  'submission.empty': 'none',
  'form.unreadable': 'choose-form',
  'form.not_a_form': 'choose-form',
  'form.not_given': 'choose-form',
  'form.characters_replaced': 'choose-form',
};

/** A group with what is needed to count and show it. */
export interface ListedGroup extends ProblemGroup {
  /** The code and key as the database has them. Those of `problem` may be more specific. */
  readonly code: string;
  readonly fingerprint: string;
}

/** All groups, and the number of their submissions, each counted once. */
export interface ListedGroups {
  /** `submissions = notReadable + notStored + warnings`. */
  readonly submissions: number;
  readonly notReadable: number;
  readonly notStored: number;
  readonly warnings: number;
  readonly here: number;
  readonly groups: readonly ListedGroup[];
}

/** Returns the groups of problems of one form, or of all forms (null). */
export async function listGroups(
  context: KeysHere,
  reader: GroupReader,
  formId: string | null,
): Promise<ListedGroups> {
  const [groups, totals] = await Promise.all([reader.all(formId), reader.totals()]);
  const sum = (bucket: CauseBucket): number =>
    groups.filter((group) => group.bucket === bucket).reduce((all, { count }) => all + count, 0);
  const counts = {
    notReadable: sum('not-readable'),
    notStored: sum('not-stored'),
    warnings: sum('warning'),
  };
  return {
    ...counts,
    submissions: counts.notReadable + counts.notStored + counts.warnings,
    here: totals.here,
    groups: groups.map((group) => listedGroup(context, group)),
  };
}

function listedGroup(context: KeysHere, group: GroupedProblem): ListedGroup {
  const { bucket, source, formId, problem, fingerprint } = group;
  const isForKey = problem.code === 'key.none_fits';
  const asksFor = isForKey && fingerprint !== '' ? askedKey(context, fingerprint) : null;
  const shown =
    asksFor?.state === 'locked' ? problemData('key.locked', { name: asksFor.name ?? '' }) : problem;
  const usual = bucket === 'not-stored' ? 'retry' : describe(shown).retry ? 'download-again' : 'show';
  const action = actions[shown.code] ?? usual;
  return {
    id: groupId(group),
    bucket,
    problem: shown,
    form: { source, formId },
    folder: folderOf(source),
    formTitle: group.title,
    count: group.count,
    first: group.first,
    last: group.last,
    asksFor,
    versions: group.versions.map((version) => version ?? ''),
    keysTried: isForKey ? context.keys.all().length : 0,
    // Only readable submissions have a row in the table of their form that could be shown.
    action: action === 'show' && bucket !== 'warning' ? 'export-list' : action,
    code: problem.code,
    fingerprint,
  };
}
