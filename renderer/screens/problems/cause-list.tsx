import type { ReactNode } from 'react';
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import type { ProblemGroup } from '../../../electron/ipc/problems.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useWords } from '../../words/use-words.tsx';
import { byBucket, codeKey, codesOfSeveral, groupIcon, type ShownGroup } from './group-list.ts';
import { headingOf, isAboutKeys } from './group-words.ts';

/** The causes in three groups, each with its number of submissions. The arrow keys move through them. */
export function CauseList({
  groups,
  selected,
  select,
}: {
  readonly groups: readonly ShownGroup[];
  readonly selected: string | null;
  readonly select: (groupId: string) => void;
}): ReactNode {
  const words = useWords();
  const { t, number } = words;
  const several = codesOfSeveral(groups);
  return (
    <ListBox
      className="cause-list"
      aria-label={t('problems.causes')}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={selected === null ? [] : [selected]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys;
        if (key !== undefined) select(String(key));
      }}
    >
      {byBucket(groups).map(({ bucket, count, groups: own }) => (
        <ListBoxSection key={bucket} id={bucket}>
          <Header className="cause-heading">
            <span>{t(`problems.bucket.${bucket}`)}</span>
            <span>{number(count)}</span>
          </Header>
          {own.map(({ group, isFixed }) => {
            const heading = headingOf(words, group);
            return (
              <ListBoxItem
                key={group.id}
                id={group.id}
                className="cause"
                textValue={t('problems.item', { heading, count: group.count, form: group.formTitle })}
              >
                <Icon
                  name={isFixed ? 'circle-check' : groupIcon(group)}
                  className={isFixed ? 'ok' : bucket === 'warning' ? 'warn' : 'bad'}
                />
                <span className="grow">
                  <span className="cause-name cut">{heading}</span>
                  {several.has(codeKey(group)) && (
                    <bdi className="secondary small cut cause-form">{whereOf(group)}</bdi>
                  )}
                </span>
                <span className="cause-count">{isFixed ? t('problems.fixed') : number(group.count)}</span>
              </ListBoxItem>
            );
          })}
        </ListBoxSection>
      ))}
    </ListBox>
  );
}

/** The form of a cause, with the versions where these ask for different keys. */
function whereOf({ formTitle, problem, versions }: ProblemGroup): string {
  const named = isAboutKeys(problem.code) ? versions.filter((version) => version !== '') : [];
  return [formTitle, ...named].join(' · ');
}
