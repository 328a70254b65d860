import type { ReactNode } from 'react';
import type { Sheet, SheetNode } from '../../../electron/ipc/data.ts';
import { go } from '../../state/route.ts';
import { Link } from '../../widgets/button.tsx';
import { useWords } from '../../words/use-words.tsx';
import { LocationAnswer } from './location.tsx';
import { Media } from './media.tsx';
import { isUnbroken, shownAnswer } from './shown-answer.ts';

type Answer = Extract<SheetNode, { kind: 'answer' }>;
const LONG = 80;

/** The answers in form order. Questions without an answer are folded. */
export function SheetBody({ sheet }: { readonly sheet: Sheet }): ReactNode {
  return <Nodes nodes={sheet.body} sheet={sheet} />;
}

function Nodes({ nodes, sheet }: { readonly nodes: readonly SheetNode[]; readonly sheet: Sheet }): ReactNode {
  const { t } = useWords();
  const isEmpty = (node: SheetNode): boolean => node.kind === 'answer' && (node.value ?? '') === '';
  const unanswered = nodes.flatMap((node) => (node.kind === 'answer' && isEmpty(node) ? [node] : []));
  return (
    <>
      {nodes.map((node) => {
        if (isEmpty(node)) return null;
        switch (node.kind) {
          case 'group':
            return (
              <section key={`group ${node.name} ${node.label}`} aria-label={node.label}>
                <h3>
                  <bdi dir="auto">{node.label}</bdi>
                </h3>
                <Nodes nodes={node.children} sheet={sheet} />
              </section>
            );
          case 'repeat':
            return <RepeatTable key={node.path} node={node} sheet={sheet} />;
          case 'answer':
            return <AnswerLine key={node.path} node={node} sheet={sheet} />;
        }
        return null;
      })}
      {unanswered.length > 0 && (
        <details>
          <summary className="dim small">{t('sheet.unanswered', { count: unanswered.length })}</summary>
          <dl>
            {unanswered.map((node) => (
              <div key={node.path} className="answer">
                <dt>
                  <bdi dir="auto">{node.label}</bdi>
                </dt>
                <dd className="dim">{node.value === '' ? '–' : ''}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function AnswerLine({ node, sheet }: { readonly node: Answer; readonly sheet: Sheet }): ReactNode {
  const words = useWords();
  const shown = shownAnswer(words, node.type, node.shown);
  return (
    <dl className={`answer ${node.media === null && shown.length > LONG ? 'long' : ''}`}>
      <dt title={node.name}>
        <bdi dir="auto">{node.label}</bdi>
      </dt>
      <dd>
        {node.media !== null ? (
          <Media submissionId={sheet.submissionId} media={node.media} label={node.label} />
        ) : node.location !== null ? (
          <LocationAnswer formId={sheet.formId} path={node.path} place={node.location} />
        ) : (
          <bdi dir="auto" className={isUnbroken(node.type) ? 'unbroken' : ''}>
            {shown}
          </bdi>
        )}
      </dd>
    </dl>
  );
}

function RepeatTable({
  node,
  sheet,
}: {
  readonly node: Extract<SheetNode, { kind: 'repeat' }>;
  readonly sheet: Sheet;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  if (node.total === 0) return null;
  const open = (): void =>
    go({
      screen: 'data',
      formId: sheet.formId,
      path: node.path,
      filters: [{ kind: 'parent', submissionId: sheet.submissionId, key: null }],
    });
  return (
    <section aria-label={node.label}>
      <h3>
        <bdi dir="auto">{node.label}</bdi> <span className="dim">{words.number(node.total)}</span>
      </h3>
      <div className="repeat-box">
        <table className="table small" aria-label={node.label}>
          <thead>
            <tr>
              <th scope="col">#</th>
              {node.columns.map((column) => (
                <th key={column.name} scope="col" title={column.label}>
                  <bdi dir="auto">{column.label}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {node.rows.map((row, i) => (
              <tr key={row.key}>
                <td>{words.number(i + 1)}</td>
                {row.cells.map((cell, at) => (
                  <td key={node.columns[at]?.name ?? at} title={cell}>
                    <bdi dir="auto">{cell}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Link onPress={open}>
        {node.total > node.rows.length
          ? t('sheet.repeat.more', { count: node.total - node.rows.length })
          : t('sheet.repeat.open')}
      </Link>
    </section>
  );
}
