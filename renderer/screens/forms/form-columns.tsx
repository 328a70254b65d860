import { Button as AriaButton } from 'react-aria-components';
import type { FormRow } from '../../../electron/ipc/forms.ts';
import { go } from '../../state/route.ts';
import { Check } from '../../widgets/check.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import type { Column } from '../../widgets/plain-table.tsx';
import type { Words } from '../../words/use-words.tsx';
import { shownTitles, total } from './form-list.ts';
import { KeyState } from './key-state.tsx';

const ROOM = 44;
/** Widths of a column of numbers. `crowded` is for more columns than fit a window of 1280 pixels. */
const NUMBERS = { usual: 80, crowded: 76 };

/**
 * The columns of the table of forms. Takes the shown rows for the total row and for the box that chooses all.
 */
export function formColumns(
  words: Words,
  rows: readonly FormRow[],
  selected: string | null,
  rowId: (row: FormRow) => string,
  choose: (rows: readonly FormRow[], isChosen: boolean) => void,
): readonly Column<FormRow>[] {
  const { t, number, when, full } = words;
  const titles = shownTitles(
    rows.map(({ title }) => title),
    ROOM,
  );
  const sum = total(rows);
  const hasUnlisted = (sum.unlisted ?? 0) > 0;
  const hasDeleted = sum.onlyHere !== (sum.unlisted ?? 0);
  const hasChanged = (sum.changed ?? 0) > 0;
  const isCrowded = [hasUnlisted, hasDeleted, hasChanged].filter(Boolean).length > 1;
  const numbers = isCrowded ? NUMBERS.crowded : NUMBERS.usual;
  const chosen = rows.filter(({ isChosen }) => isChosen).length;
  const toKey = (row: FormRow): void => {
    const { key } = row;
    if (key.kind === 'open' || key.kind === 'locked') go({ screen: 'keys', fingerprint: key.fingerprint });
    else if (key.kind === 'some') go({ screen: 'problems', formId: row.formId, bucket: 'not-readable' });
    else if (key.kind === 'none') go({ screen: 'keys', add: true });
    else go({ screen: 'forms', form: { source: row.source, formId: row.formId } }, 'replace');
  };
  const keyColumn: Column<FormRow> = {
    id: 'key',
    title: t('forms.column.key'),
    width: 188,
    cell: (row) =>
      row.key.kind === 'not-encrypted' ? (
        <KeyState state={row.key} />
      ) : (
        <AriaButton className="count-link" onPress={() => toKey(row)}>
          <KeyState state={row.key} />
        </AriaButton>
      ),
  };
  return [
    {
      id: 'choose',
      title: t('forms.column.choose'),
      head: (
        <Check
          label={t('forms.choose.all')}
          isChecked={chosen === rows.length && rows.length > 0}
          isMixed={chosen > 0 && chosen < rows.length}
          onChange={(isChosen) => choose(rows, isChosen)}
        />
      ),
      width: 44,
      cell: (row) => (
        <Check
          label={t('forms.choose.one', { form: row.title })}
          isChecked={row.isChosen}
          onChange={(isChosen) => choose([row], isChosen)}
        />
      ),
    },
    {
      id: 'form',
      title: t('forms.column.form'),
      cell: (row) => (
        <span className="row">
          <bdi className={`cut ${rowId(row) === selected ? 'strong' : ''}`} title={row.title}>
            {titles.get(row.title)}
          </bdi>
          {!isCrowded && row.versions[0] !== undefined && row.versions[0] !== '' && (
            <span className="tag yields only-wide" title={row.versions[0]}>
              <bdi>{t('forms.version', { version: row.versions[0] })}</bdi>
            </span>
          )}
          {row.serverState !== null && (
            <span className="tag yields">{t(`forms.state.${row.serverState}`)}</span>
          )}
        </span>
      ),
      total: t('forms.all'),
    },
    ...(rows.every(({ key }) => key.kind === 'not-encrypted') ? [] : [keyColumn]),
    {
      id: 'onServer',
      title: t('forms.column.onServer'),
      width: numbers,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.onServer}
          unknown={t('report.notListed')}
          label={t('forms.count.onServer', { count: row.counts.onServer ?? 0, form: row.title })}
          onPress={() => go({ screen: 'forms', listed: { source: row.source, formId: row.formId } })}
        />
      ),
      total: number(sum.onServer ?? 0),
    },
    {
      id: 'here',
      title: t('forms.column.here'),
      width: numbers,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.here}
          label={t('forms.count.here', { count: row.counts.here, form: row.title })}
          onPress={() => go({ screen: 'data', formId: row.formId })}
        />
      ),
      total: number(sum.here),
    },
    {
      id: 'toPull',
      title: t('forms.column.toPull'),
      width: numbers,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.toPull}
          tone="accent"
          label={t('forms.count.toPull', { count: row.counts.toPull ?? 0, form: row.title })}
          onPress={() => {
            choose([row], true);
            go({ screen: 'pull' });
          }}
        />
      ),
      total: number(sum.toPull ?? 0),
    },
    // Most forms have no changes, and a column of zeros would waste space.
    ...(!hasChanged
      ? []
      : [
          {
            id: 'changed',
            title: t('forms.column.changed'),
            width: numbers,
            isNumber: true,
            cell: (row: FormRow) => (
              <NumberCell
                count={row.counts.changed ?? 0}
                tone="accent"
                label={t('forms.count.changed', { count: row.counts.changed ?? 0, form: row.title })}
                onPress={() => {
                  choose([row], true);
                  go({ screen: 'pull' });
                }}
              />
            ),
            total: number(sum.changed ?? 0),
          },
        ]),
    ...(!hasUnlisted
      ? []
      : [
          {
            id: 'unlisted',
            title: t('forms.column.unlisted'),
            width: numbers,
            isNumber: true,
            cell: (row: FormRow) => (
              <NumberCell
                count={row.counts.unlisted ?? 0}
                label={t('forms.count.unlisted', { count: row.counts.unlisted ?? 0, form: row.title })}
                onPress={() => go({ screen: 'data', formId: row.formId, filters: [{ kind: 'unlisted' }] })}
              />
            ),
            total: number(sum.unlisted ?? 0),
          },
        ]),
    ...(!hasDeleted
      ? []
      : [
          {
            id: 'deleted',
            title: t('forms.column.deleted'),
            width: numbers,
            isNumber: true,
            cell: (row: FormRow) => (
              <NumberCell
                count={row.counts.onlyHere - (row.counts.unlisted ?? 0)}
                label={t('forms.count.deleted', {
                  count: row.counts.onlyHere - (row.counts.unlisted ?? 0),
                  form: row.title,
                })}
                onPress={() => go({ screen: 'data', formId: row.formId, filters: [{ kind: 'only-here' }] })}
              />
            ),
            total: number(sum.onlyHere - (sum.unlisted ?? 0)),
          },
        ]),
    {
      id: 'readable',
      title: t('forms.column.readable'),
      width: numbers,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.readable}
          label={t('forms.count.readable', { count: row.counts.readable, form: row.title })}
          onPress={() => go({ screen: 'data', formId: row.formId })}
        />
      ),
      total: number(sum.readable),
    },
    {
      id: 'notReadable',
      title: t('forms.column.notReadable'),
      width: isCrowded ? 84 : 104,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.notReadable}
          tone="bad"
          label={t('forms.count.notReadable', { count: row.counts.notReadable, form: row.title })}
          onPress={() => go({ screen: 'problems', formId: row.formId, bucket: 'not-readable' })}
        />
      ),
      total: number(sum.notReadable),
    },
    {
      id: 'warnings',
      title: t('forms.column.warnings'),
      width: numbers,
      isNumber: true,
      cell: (row) => (
        <NumberCell
          count={row.counts.warnings}
          tone="warn"
          label={t('forms.count.warnings', { count: row.counts.warnings, form: row.title })}
          onPress={() => go({ screen: 'problems', formId: row.formId, bucket: 'warning' })}
        />
      ),
      total: number(sum.warnings),
    },
    {
      id: 'lastPull',
      title: t('forms.column.lastPull'),
      width: 112,
      cell: (row) => (
        <span className="secondary" title={row.lastPullAt === null ? undefined : full(row.lastPullAt)}>
          {row.lastPullAt === null ? t('common.never') : when(row.lastPullAt)}
        </span>
      ),
    },
  ];
}
