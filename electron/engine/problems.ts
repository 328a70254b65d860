import { platform, release } from 'node:os';
import { basename } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { askedKey } from '../../app/keys/asked-key.ts';
import type { DataThread } from '../../core/data/data-thread.ts';
import { writeWhole } from '../../core/export/write-whole.ts';
import { Problem, problemData } from '../../core/ground/problem.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import { addFormFile, readFormFile } from '../../core/pull/add-form.ts';
import type { GroupedProblem, GroupKey, GroupMember } from '../../core/store/problem-groups.ts';
import { problemView } from '../ipc/answer.ts';
import type { Handlers } from '../ipc/contract.ts';
import type { Deed, ProblemGroup } from '../ipc/problems.ts';
import type { EngineContext } from './context.ts';
import { TriedGroups } from './tried-again.ts';

type Names =
  | 'problems.list'
  | 'problems.submissions'
  | 'problems.retry'
  | 'problems.exportList'
  | 'problems.addForm'
  | 'problems.supportReport';

const PAGE = 500;

/** What the helping button of a group does, by the cause. */
const deeds: Readonly<Record<string, Deed>> = {
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

/** What fetches and opens submissions again, and tells when that has ended. */
export interface Fetching {
  again(refs: readonly RefKey[]): { readonly pullId: number };
  /** Resolves when no pull runs. */
  ended(): Promise<void>;
}

/** The room of everything that is not as it should be. */
export function problemsHandlers(
  context: EngineContext,
  thread: DataThread,
  fetching: Fetching,
): Handlers<Names> {
  const { workspace } = context;
  const tried = new TriedGroups(context);

  const asGroup = (group: GroupedProblem): ProblemGroup => {
    const { bucket, source, formId, problem, fingerprint } = group;
    const isForKey = problem.code === 'key.none_fits';
    const asksFor = isForKey && fingerprint !== '' ? askedKey(context, fingerprint) : null;
    const shown =
      asksFor?.state === 'locked' ? problemData('key.locked', { name: asksFor.name ?? '' }) : problem;
    const view = problemView(shown);
    // Only what can be read has a row in the table of its form.
    const hasRows = bucket === 'warning';
    const usual = bucket === 'not-stored' ? 'retry' : view.retry ? 'download-again' : 'show';
    const deed = deeds[shown.code] ?? usual;
    return {
      id: idOf(group),
      bucket,
      problem: view,
      form: { source, formId },
      formTitle: group.title,
      count: group.count,
      first: group.first,
      last: group.last,
      asksFor,
      versions: group.versions.map((version) => version ?? ''),
      keysTried: isForKey ? context.keys.all().length : 0,
      deed: deed === 'show' && !hasRows ? 'export-list' : deed,
      filter: hasRows ? { kind: 'cause', bucket, source, code: problem.code, fingerprint } : null,
    };
  };

  /** A group as it is now; undefined when nothing of it is left. */
  const groupNow = async (groupId: string): Promise<GroupedProblem | undefined> => {
    const groups = await thread.call('groups.all', parseGroup(groupId).formId);
    return groups.find((group) => idOf(group) === groupId);
  };

  const members = async function* (groupId: string): AsyncGenerator<GroupMember> {
    const group = parseGroup(groupId);
    for (let offset = 0; ; offset += PAGE) {
      const page = await thread.call('groups.members', group, offset, PAGE);
      yield* page;
      if (page.length < PAGE) return;
    }
  };

  return {
    'problems.list': async ({ formId }) => {
      const [groups, totals] = await Promise.all([
        thread.call('groups.all', formId),
        thread.call('groups.totals'),
      ]);
      const sum = (bucket: ProblemGroup['bucket']): number =>
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
        groups: groups.map(asGroup),
        trying: tried.trying,
        tried: tried.all(),
      };
    },
    'problems.submissions': async ({ groupId, offset, limit }) => {
      const group = parseGroup(groupId);
      const total = (await groupNow(groupId))?.count ?? 0;
      const rows = await thread.call('groups.members', group, offset, limit);
      return {
        total,
        rows: rows.map(({ submissionId, id, version, submittedAt, device, present, expected }) => ({
          submissionId,
          id,
          version,
          submittedAt,
          device,
          files: present === null || expected === null ? null : { present, expected },
        })),
      };
    },
    'problems.retry': async ({ groupId }) => {
      const { source } = parseGroup(groupId);
      const refs: RefKey[] = [];
      for await (const { locator } of members(groupId)) {
        if (locator === null) continue;
        const formId = workspace.listings.formOf(source, locator);
        if (formId !== null) refs.push({ source, formId, locator });
      }
      const group = await groupNow(groupId);
      const { pullId } = fetching.again(refs);
      if (group !== undefined) {
        const { count, problem, title } = group;
        void tried.follow(
          { pullId, groupId, count, problem, formTitle: title },
          fetching.ended(),
          async () => (await groupNow(groupId))?.count ?? 0,
        );
      }
      return { pullId };
    },
    'problems.exportList': async ({ groupId, placeId }) => {
      const path = context.pathOf(placeId);
      const lines: (readonly (string | number)[])[] = [];
      const { formId, source, code } = parseGroup(groupId);
      for await (const { id, version, submittedAt, device, present, expected } of members(groupId)) {
        lines.push([
          id,
          formId,
          version ?? '',
          source,
          submittedAt ?? '',
          device ?? '',
          present ?? '',
          expected ?? '',
          code,
        ]);
      }
      const header = [
        'instance_id',
        'form_id',
        'form_version',
        'server',
        'received',
        'device',
        'files_here',
        'files_expected',
        'problem',
      ];
      // Ids and device names come from devices: none may start a formula in a spreadsheet.
      writeWhole(path, stringify([header, ...lines], { escape_formulas: true, record_delimiter: '\r\n' }));
      context.grant(path, false);
      return { rows: lines.length, path };
    },
    'problems.addForm': async ({ placeId }) => {
      const path = context.pathOf(placeId);
      const added = await addFormFile(
        workspace,
        await readFormFile(path),
        basename(path),
        context.clock.now(),
      );
      context.emit({ type: 'forms-changed' });
      context.emit({ type: 'data-changed', formIds: [added.formId] });
      return added;
    },
    'problems.supportReport': async () => {
      const groups = await thread.call('groups.all', null);
      const totals = await thread.call('groups.totals');
      const counts = new Map<string, number>();
      for (const { bucket, problem, count } of groups) {
        const line = `${bucket.padEnd(14)} ${problem.code}`;
        counts.set(line, (counts.get(line) ?? 0) + count);
      }
      const kinds = new Map<string, number>();
      for (const { kind } of workspace.servers.all()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      return {
        text: [
          'Attaché support report',
          `made ${context.clock.now().toISOString().slice(0, 16)}Z`,
          `system ${platform()} ${release()} ${process.arch}, Node ${process.versions.node}, SQLite ${workspace.sqliteVersion}`,
          `submissions here ${totals.here}, not readable ${totals.notReadable}, not stored ${totals.notStored}, with a warning ${totals.warnings}`,
          `forms ${workspace.queries.formCount()}, keys kept ${workspace.privateKeys.all().length}, keys open ${context.keys.all().length}`,
          `sources ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none'}`,
          '',
          'problems',
          ...[...counts].map(([line, count]) => `${String(count).padStart(8)} ${line}`),
          '',
          'signatures',
          ...workspace.queries
            .signatureCounts()
            .map(
              ({ signature, repaired, submissions }) =>
                `${String(submissions).padStart(8)} ${signature}${repaired === null ? '' : `, repaired: ${repaired}`}`,
            ),
        ].join('\n'),
      };
    },
  };
}

function idOf({ bucket, source, formId, problem, fingerprint }: GroupedProblem): string {
  return JSON.stringify([bucket, source, formId, problem.code, fingerprint]);
}

/** What the window says of a group is not believed: only the shape that `idOf` gives it is read. */
function parseGroup(id: string): GroupKey {
  try {
    const parsed: unknown = JSON.parse(id);
    if (Array.isArray(parsed) && parsed.length === 5 && parsed.every((part) => typeof part === 'string')) {
      const [bucket, source, formId, code, fingerprint] = parsed as [string, string, string, string, string];
      if (bucket === 'not-readable' || bucket === 'not-stored' || bucket === 'warning') {
        return { bucket, source, formId, code, fingerprint };
      }
    }
  } catch {
    // Told below.
  }
  throw new Problem('engine.request_invalid', { request: 'problems' });
}
